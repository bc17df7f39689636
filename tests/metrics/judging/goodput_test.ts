import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { UsageError } from "../../../src/core/errors.ts";
import { type GoodputObjective, parseGoodput } from "../../../src/metrics/judging/goodput.ts";

const CASES: readonly (readonly [string, readonly string[], readonly GoodputObjective[]])[] = [
  ["units", ["ttft:500ms", "tpot:30ms", "e2e:5s"], [
    { metric: "ttft", limitMs: 500 },
    { metric: "tpot", limitMs: 30 },
    { metric: "e2e", limitMs: 5000 },
  ]],
  ["bare numbers as ms, and vLLM's names", ["ttft:200", "e2el:3000.5"], [
    { metric: "ttft", limitMs: 200 },
    { metric: "e2e", limitMs: 3000.5 },
  ]],
  ["several in one word", ["ttft:1s,tpot:.5 itl=250us"], [
    { metric: "ttft", limitMs: 1000 },
    { metric: "tpot", limitMs: 0.5 },
    { metric: "itl", limitMs: 0.25 },
  ]],
  ["capitals", ["TTFT:2S", "Latency:1m"], [{ metric: "ttft", limitMs: 2000 }, { metric: "e2e", limitMs: 60_000 }]],
  ["nothing", [], []],
];

for (const [name, words, expected] of CASES) {
  Deno.test(`parseGoodput() reads ${name}`, () => {
    deepStrictEqual(parseGoodput(words), expected);
  });
}

Deno.test("parseGoodput() names all problems at once, each with what would be right", () => {
  throws(() => parseGoodput(["ttft", "tps:5", "tpot:-3", "itl:0", "e2e:5h", "ttft:1", "ttft:2"]), (error: unknown) => {
    if (!(error instanceof UsageError)) return false;
    deepStrictEqual(error.problems.map(({ message }) => message), [
      '--goodput cannot be "ttft"',
      '--goodput has no metric "tps"',
      '--goodput has no usable limit in "tpot:-3"',
      '--goodput has no usable limit in "itl:0"',
      '--goodput has no usable limit in "e2e:5h"',
      '--goodput has two limits for "ttft"',
    ]);
    return error.problems.every(({ hint }) => hint !== undefined);
  });
});

Deno.test("parseGoodput() does not take the properties of objects for names", () => {
  throws(() => parseGoodput(["constructor:5"]), /no metric "constructor"/);
  strictEqual(parseGoodput(["e2el:5"])[0]?.metric, "e2e");
});
