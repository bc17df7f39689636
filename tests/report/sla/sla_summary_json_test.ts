import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../../src/core/json.ts";
import { toSlaSearchJson, toSlaSummaryJson } from "../../../src/report/sla/sla_summary_json.ts";
import { assess, makePoint, makeSearch, makeTrial, TTFT_LIMIT } from "./sample_search.ts";

const REFERENCE = JSON.parse(
  await Deno.readTextFile(new URL("../../fixtures/evalscope_outputs/sla_summary.json", import.meta.url)),
);

interface Entry {
  readonly metrics: JsonObject;
  readonly percentiles: Readonly<Record<string, readonly unknown[]>>;
}

function entryOf(json: JsonObject, key: string): Entry {
  return json[key] as unknown as Entry;
}

Deno.test("sla_summary.json has all keys and columns that the reference has", () => {
  const { metrics, percentiles } = entryOf(toSlaSummaryJson(makeSearch()), "parallel_2");
  // Left out in both where the service states no cached tokens, as it does in this sample.
  const expected = Object.keys(REFERENCE.parallel_2.metrics).filter((key) => key !== "KV Cache Hit Rate (%)");
  deepStrictEqual(expected.filter((key) => !(key in metrics)), []);
  deepStrictEqual(Object.keys(REFERENCE.parallel_2.percentiles).filter((key) => !(key in percentiles)), []);
  deepStrictEqual(percentiles["Percentiles"], REFERENCE.parallel_2.percentiles.Percentiles);
  strictEqual(percentiles["TTFT (ms)"]?.length, 11);
});

Deno.test("sla_summary.json has loads by rising value, whole ones without decimals, and nothing else", () => {
  const points = [0.5, 1, 12].map((value) => makePoint(value, [[assess(TTFT_LIMIT, 100)]]));
  deepStrictEqual(Object.keys(toSlaSummaryJson(makeSearch({ variable: "rate", points }))), [
    "rate_0.5",
    "rate_1",
    "rate_12",
  ]);
});

Deno.test("sla_summary.json averages figures and percentiles over the runs of a load", () => {
  const trials = [makeTrial(1, { ttftMs: 100 }), makeTrial(2, { ttftMs: 200 })];
  const points = [makePoint(3, [[assess(TTFT_LIMIT, 150)]], { trials })];
  const { metrics, percentiles } = entryOf(toSlaSummaryJson(makeSearch({ points })), "parallel_3");
  // Evenly spread from half the value to the value.
  strictEqual(metrics["Avg TTFT (ms)"], (75 + 150) / 2);
  strictEqual(percentiles["TTFT (ms)"]?.at(-1), 150);
  strictEqual(percentiles["TTFT (ms)"]?.[0], 75);
  strictEqual(metrics["Ending"], undefined);
});

Deno.test("sla_search.json tells what was asked, the answer, and why each load was tried", () => {
  const own = toSlaSearchJson(makeSearch());
  deepStrictEqual(own["winner"], { value: 22, groups: [1], is_sure: false });
  deepStrictEqual(own["interval"], { low: 22, high: 24 });
  deepStrictEqual((own["criteria"] as unknown as JsonObject[][])[0]?.[0], {
    text: "p99 TTFT <= 500 ms",
    text_zh: "p99 TTFT <= 500 ms",
    metric: "ttft",
    statistic: "p99",
    operator: "<=",
    limit: 500,
    unit: "ms",
    written: '"ttft": "<=500"',
  });
  deepStrictEqual((own["steps"] as JsonObject[])[1], {
    value: 2,
    reason: "doubled: 1 passes",
    runs: 3,
    verdict: "passes",
    is_sure: true,
    outcome: "p99 TTFT is 123 ms",
  });
  strictEqual((own["trials"] as JsonObject[]).length, 27);
  deepStrictEqual((own["trials"] as JsonObject[])[0], {
    value: 1,
    repetition: 1,
    number: 221,
    name: "sla_parallel_1_run_1",
    folder: "outputs/sla_tuning/sla_parallel_1_run_1",
    started_at: "2026-11-22T17:33:51.000Z",
    ending: "complete",
    success_rate: 100,
    client_limit: null,
    is_reused: true,
  });
  deepStrictEqual((own["ended_by"] as JsonObject)["kind"], "service");
});

Deno.test("sla_summary.json is JSON that comes back as it went", () => {
  for (const json of [toSlaSummaryJson(makeSearch()), toSlaSearchJson(makeSearch())]) {
    deepStrictEqual(JSON.parse(JSON.stringify(json)), json);
    ok(!JSON.stringify(json).includes("NaN"));
  }
});
