import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { fc } from "../../support/property.ts";
import { UsageError } from "../../../src/core/errors.ts";
import type { JsonValue } from "../../../src/core/json.ts";
import { describeCriterion } from "../../../src/metrics/judging/criterion.ts";
import { describeCriteria, findObjective, parseCriteria } from "../../../src/metrics/judging/criteria.ts";

function understood(value: JsonValue): string[][] {
  return parseCriteria(value).map((group) => group.map(describeCriterion));
}

const UNDERSTOOD: readonly (readonly [written: JsonValue, groups: readonly (readonly string[])[]])[] = [
  [{ p99_ttft: "<=500ms", rps: ">=10" }, [["p99 TTFT <= 500 ms", "Request throughput >= 10 req/s"]]],
  [[{ p99_latency: "<=2" }], [["p99 Latency <= 2 s"]]],
  [[{ p99_ttft: "<=50" }, { avg_tpot: "< 30" }], [["p99 TTFT <= 50 ms"], ["avg TPOT < 30 ms"]]],
  [{ avg_latency: "≤1.5", p50_ttft: "≧ 1", p90_ttft: ">2", p90_tpot: "=3" }, [[
    "avg Latency <= 1.5 s",
    "p50 TTFT >= 1 ms",
    "p90 TTFT > 2 ms",
    "p90 TPOT == 3 ms",
  ]]],
  [{ tps: "max" }, [["highest Output throughput"]]],
  [{ p99_latency: "MIN" }, [["lowest p99 Latency"]]],
  [{ "p99.9_ttft": "<=0.5s", p1_itl: ">=200us" }, [["p99.9 TTFT <= 500 ms", "p1 ITL >= 0.2 ms"]]],
  [{ median_e2e: "<=250ms", max_ttft: "<=1min", min_latency: ">=.5" }, [[
    "p50 Latency <= 0.25 s",
    "max TTFT <= 60000 ms",
    "min Latency >= 0.5 s",
  ]]],
  [{ "TTFT-p95": "<=1s", "latency p5": "<=100 ms" }, [["p95 TTFT <= 1000 ms", "p5 Latency <= 0.1 s"]]],
  [{ success_rate: ">=99", kv_cache_hit_rate: ">=20%" }, [["Success rate >= 99 %", "KV cache hit rate >= 20 %"]]],
  [{ tps: ">=1000 tok/s", p10_output_tokens_per_second: ">=20" }, [[
    "Output throughput >= 1000 tok/s",
    "p10 Output >= 20 tok/s",
  ]]],
  [{ name: "ttft", operator: "<=", value: 0.5 }, [["avg TTFT <= 500 ms"]]],
  [[{ name: "latency", operator: "<=", value: 5.0 }], [["avg Latency <= 5 s"]]],
  [[
    { name: "ttft", operator: "<=", value: 0.5 },
    { name: "latency", operator: "<=", value: 3.0 },
    { name: "output_token_throughput", operator: ">=", value: 100 },
  ], [["avg TTFT <= 500 ms", "avg Latency <= 3 s", "Output throughput >= 100 tok/s"]]],
  [[{ name: "p99_tpot", operator: "<", value: "30ms" }, { name: "request_throughput", operator: "max" }], [[
    "p99 TPOT < 30 ms",
    "highest Request throughput",
  ]]],
  [[[{ name: "ttft", operator: "<=", value: 0.1 }], [{ name: "tpot", operator: "<=", value: 0.02 }]], [
    ["avg TTFT <= 100 ms"],
    ["avg TPOT <= 20 ms"],
  ]],
  [[{ name: "total_token_throughput", operator: "==", value: 7 }], [["Total throughput == 7 tok/s"]]],
];

for (const [written, groups] of UNDERSTOOD) {
  Deno.test(`parseCriteria() understands ${JSON.stringify(written)}`, () =>
    deepStrictEqual(understood(written), groups));
}

Deno.test("parseCriteria() takes every metric of the catalog under its own id and any percentile from p1 to p99.9", () => {
  fc.assert(fc.property(fc.integer({ min: 10, max: 999 }), (tenths) => {
    const [[text]] = understood({ [`p${tenths / 10}_ttft`]: "<=1s" }) as [[string]];
    strictEqual(text, `p${tenths / 10} TTFT <= 1000 ms`);
  }));
});

const REFUSED: readonly (readonly [written: JsonValue, message: string, hint: string])[] = [
  [{ p99_tfft: "<=1" }, 'Cannot use the SLA criterion "p99_tfft": there is no such metric', 'Did you mean "p99_ttft"?'],
  [{ p99_rps: ">=1" }, 'Cannot use the SLA criterion "p99_rps": Request throughput is one number a run', 'Write "rps"'],
  [
    { p100_ttft: "<=1" },
    'Cannot use the SLA criterion "p100_ttft": percentiles go from p1 to p99.9',
    'Use "min_" and "max_" for the ends',
  ],
  [
    { ttft: "<=fast" },
    'Cannot use the SLA criterion "ttft" of "ttft": "<=fast": "<=fast" is no operator with a number',
    "Operators are <=, >=, <, >, ==, and max or min without a number; for example <=500ms",
  ],
  [
    { ttft: "<=5parsec" },
    'Cannot use the SLA criterion "ttft" of "ttft": "<=5parsec": "parsec" is no unit of time',
    "Units are us, ms, s and min",
  ],
  [
    { ttft: "500ms" },
    'Cannot use the SLA criterion "ttft" of "ttft": "500ms": "500ms" has no operator',
    "Operators are <=, >=, <, >, ==, and max or min without a number; for example <=500ms",
  ],
  [
    { ttft: 500 },
    'Cannot use the SLA criterion "ttft" of "ttft": 500: 500 has no operator',
    "Operators are <=, >=, <, >, ==, and max or min without a number; for example <=500ms",
  ],
  [
    { ttft: "~5" },
    'Cannot use the SLA criterion "ttft" of "ttft": "~5": there is no operator "~"',
    "Operators are <=, >=, <, >, ==, and max or min without a number; for example <=500ms",
  ],
  [
    { rps: ">=5ms" },
    'Cannot use the SLA criterion "rps" of "rps": ">=5ms": "ms" is no unit of it',
    "It is counted in req/s",
  ],
  [
    { success_rate: ">=0.99" },
    'Cannot use the SLA criterion "success_rate" of "success_rate": ">=0.99": 0.99 may be a share or percent',
    "Write 99% or 0.99%",
  ],
  [
    { tps: "max", avg_latency: "min" },
    "Cannot search for several optima at once: highest Output throughput and lowest avg Latency",
    "Keep one of them, and limits for the others",
  ],
  [
    [{ tps: "max" }, { avg_latency: "<=1" }],
    "Cannot search for the highest Output throughput in one of several groups",
    "Put the limits that must hold beside it into its own group",
  ],
];

for (const [written, message, hint] of REFUSED) {
  Deno.test(`parseCriteria() refuses ${JSON.stringify(written)} and says what would be right`, () => {
    throws(() => parseCriteria(written), (error) => {
      ok(error instanceof UsageError);
      deepStrictEqual(error.problems, [{ message, hint }]);
      return true;
    });
  });
}

for (
  const written of [null, 5, "p99_ttft<=1", [], [5], {}, [[]], [{ ttft: "<=1" }, {
    name: "ttft",
    operator: "<",
    value: 1,
  }]]
) {
  Deno.test(`parseCriteria() refuses ${JSON.stringify(written)}, which are no criteria, and shows both forms`, () => {
    throws(() => parseCriteria(written), (error) => {
      ok(error instanceof UsageError);
      ok(error.problems[0]?.hint?.includes('"operator"'));
      return true;
    });
  });
}

Deno.test("parseCriteria() names all problems at once", () => {
  const written = [{ name: "ttft", operator: "~", value: 1 }, { name: "speed", operator: "<=", valu: 1 }];
  throws(() => parseCriteria(written), (error) => {
    ok(error instanceof UsageError);
    deepStrictEqual(error.problems.map(({ message }) => message.slice(0, 40)), [
      'Cannot use the SLA criterion "ttft" of {',
      'Cannot use the key "valu" of the SLA cri',
      'Cannot use the SLA criterion "speed": th',
    ]);
    return true;
  });
});

Deno.test("parseCriteria() throws nothing but a UsageError, whatever it gets", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    try {
      parseCriteria(value as JsonValue);
    } catch (error) {
      ok(error instanceof UsageError, String(error));
    }
  }));
});

Deno.test("describeCriteria() joins criteria by and, groups by or, and says what a bare number was taken for", () => {
  deepStrictEqual(describeCriteria(parseCriteria([{ p99_ttft: "<=500", rps: ">=10" }, { ttft: "<=1s" }])), [
    'p99 TTFT <= 500 ms, written "p99_ttft": "<=500"; a number without unit is ms here',
    'and Request throughput >= 10 req/s, written "rps": ">=10"',
    'or avg TTFT <= 1000 ms, written "ttft": "<=1s"',
  ]);
});

Deno.test("findObjective() finds the metric to be optimised, and none among limits", () => {
  strictEqual(findObjective(parseCriteria({ ttft: "<=1s", rps: "max" }))?.metric, "request_throughput");
  strictEqual(findObjective(parseCriteria({ ttft: "<=1s" })), null);
});
