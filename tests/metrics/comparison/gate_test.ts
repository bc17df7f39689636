import { same } from "../../../src/core/words.ts";
import { P99 } from "../../support/sample_comparison.ts";
import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { UsageError } from "../../../src/core/errors.ts";
import type { FigureChange } from "../../../src/metrics/comparison/comparison.ts";
import { judgeGate, parseGates } from "../../../src/metrics/comparison/gate.ts";

const PLACE = { run: "new", point: "parallel_8_number_1000" };

function makeChange(over: Partial<FigureChange>): FigureChange {
  return { ...P99, ...over };
}

Deno.test("rules are read with the names of criteria", () => {
  const rules = parseGates(["p99_ttft>+5%", "rps<-3%", " mean_e2e > 10 % "]);
  deepStrictEqual(rules.map(({ metric, statistic, direction, share }) => [metric, statistic, direction, share]), [
    ["ttft", { kind: "percentile", percent: 99 }, "more", 0.05],
    ["request_throughput", null, "less", 0.03],
    ["latency", { kind: "mean" }, "more", 0.1],
  ]);
});

Deno.test("all rules that cannot be used are named at once, with what would be right", () => {
  throws(
    () => parseGates(["p99_ttft", "rps<3%", "p99_ttft>-5%", "nonsense>+5%", "goodput<-5%", "p97_ttft>+5%"]),
    (error) => {
      ok(error instanceof UsageError);
      strictEqual(error.problems.length, 6);
      match(error.problems[0]?.hint ?? "", /p99_ttft>\+5%/);
      match(error.problems[1]?.message ?? "", /would fail without a change/);
      match(error.problems[4]?.message ?? "", /noise cannot be told/);
      match(error.problems[5]?.message ?? "", /p97 is not kept/);
      return true;
    },
  );
});

const [MORE, LESS] = parseGates(["p99_ttft>+5%", "p99_ttft<-5%"]);

Deno.test("a change is broken beyond the limit and beyond noise only", () => {
  ok(MORE !== undefined && LESS !== undefined);
  const status = (change: Partial<FigureChange>, rule = MORE) => judgeGate(rule, makeChange(change), PLACE).status;
  const noisy = { low: -0.02, high: 0.2, atLeast: -0.01, atMost: 0.19, method: same("") };
  strictEqual(status({}), "broken");
  strictEqual(status({ change: 0.04 }), "kept");
  strictEqual(status({ interval: noisy }), "noise");
  // The interval of both sides holds 0; a rule looks at one.
  strictEqual(status({ interval: { ...noisy, atLeast: 0.01 } }), "broken");
  strictEqual(status({ interval: null }), "unknown");
  strictEqual(status({ change: 0.04, interval: null }), "kept");
  strictEqual(status({}, LESS), "kept");
  const less = { low: -0.2, high: 0.01, atLeast: -0.19, atMost: -0.01, method: same("") };
  strictEqual(status({ change: -0.1, interval: less }, LESS), "broken");
  strictEqual(status({ next: null, change: null }), "broken");
  strictEqual(status({ base: null, change: null }), "unknown");
});

Deno.test("where the client itself was strained, what looks broken cannot be told", () => {
  ok(MORE !== undefined);
  const { status, reason } = judgeGate(MORE, makeChange({}), { ...PLACE, strain: same("The event loop was late") });
  strictEqual(status, "unknown");
  match(reason.en, /but the client itself was strained: The event loop was late\. Repeats \(--repeat\) would tell$/);
});

Deno.test("the reason names figures, change and what it is held against", () => {
  ok(MORE !== undefined);
  strictEqual(
    judgeGate(MORE, makeChange({ change: 0.04, next: 104 }), PLACE).reason.en,
    "parallel_8_number_1000: p99 TTFT went from 100.00 ms to 104.00 ms (+4.0 %, 95 % between +10.0 % and +14.0 %)",
  );
  strictEqual(
    judgeGate(MORE, makeChange({}), PLACE).reason.en,
    "parallel_8_number_1000: p99 TTFT went from 100.00 ms to 112.00 ms (+12.0 %, one-sided 95 % bound +11.0 %)",
  );
});
