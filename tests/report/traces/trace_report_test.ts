import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { toSummaryJson } from "../../../src/report/files/summary_json.ts";
import { chooseCacheRate } from "../../../src/report/text/cache_rate.ts";
import { toTraceJson } from "../../../src/report/files/trace_json.ts";
import { buildTraceTable, describeGuesses } from "../../../src/report/parts/trace_table.ts";
import { makeFullStep } from "../../support/sample_parts.ts";
import { makeMetrics, makeStep } from "../../support/sample_results.ts";

interface ReferenceTraces {
  readonly n_traces: number;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}

const REFERENCE = await readReference<ReferenceTraces>("trace_summary.json");
const SUMMARY = await readReference<Record<string, number>>("benchmark_summary_multi_turn.json");

async function readReference<Shape>(name: string): Promise<Shape> {
  const url = new URL(`../../fixtures/evalscope_outputs/${name}`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url)) as Shape;
}

function fullTraces(): NonNullable<ReturnType<typeof makeMetrics>["traces"]> {
  const { traces } = makeFullStep().metrics;
  ok(traces !== null);
  return traces;
}

Deno.test("trace_summary.json has the keys and rows of evalscope perf in its order", () => {
  const json = toTraceJson(fullTraces());
  deepStrictEqual(Object.keys(json).slice(0, 2), Object.keys(REFERENCE));
  const rows = json["rows"] as ReferenceTraces["rows"];
  deepStrictEqual(rows.map(({ metric }) => metric), REFERENCE.rows.map(({ metric }) => metric));
  for (const row of rows) deepStrictEqual(Object.keys(row), Object.keys(REFERENCE.rows[0] ?? {}));
  deepStrictEqual([json["n_traces"], json["n_turns_with_guessed_cache"], rows[0]?.mean], [5, 9, 1.234567]);
});

Deno.test("benchmark_summary.json of conversations begins with the keys of evalscope perf in its order", () => {
  const expected = Object.keys(SUMMARY);
  deepStrictEqual(Object.keys(toSummaryJson(makeFullStep())).slice(0, expected.length), expected);
});

Deno.test("a cache hit rate that is guessed stands under the known key and says so", () => {
  const guessed = toSummaryJson(makeFullStep());
  deepStrictEqual([guessed["KV Cache Hit Rate (%)"], guessed["KV Cache Hit Rate Source"]], [36.3636, "estimate"]);
  const metrics = makeMetrics();
  const stated = { ...metrics, scalars: { ...metrics.scalars, kv_cache_hit_rate: 12, kv_cache_hit_rate_estimate: 40 } };
  deepStrictEqual(chooseCacheRate(stated), { value: 12, source: "service" });
  strictEqual(toSummaryJson(makeStep({ metrics: stated }))["KV Cache Hit Rate Source"], "service");
  strictEqual(chooseCacheRate(metrics), null);
  ok(!("KV Cache Hit Rate Source" in toSummaryJson(makeStep())));
});

Deno.test("the table of conversations marks cache rows that are guessed, and no others", () => {
  const guessed = buildTraceTable(fullTraces());
  const names = guessed.rows.map((row) => Array.isArray(row) ? String(row[0]) : "");
  deepStrictEqual(names.filter((name) => name.includes("*")), ["Cache Hit (%) *", "Elig. Cache Hit (%) *"]);
  match(guessed.note ?? "", /9 turns/);
  const stated = buildTraceTable({ ...fullTraces(), guessedTurns: 0 });
  ok(!JSON.stringify(stated.rows).includes("*"));
  strictEqual(stated.note, null);
});

Deno.test("describeGuesses() counts over all steps", () => {
  strictEqual(describeGuesses([0, 0]), null);
  match(describeGuesses([1000, 0, 234]) ?? "", /1,234 turns/);
});
