import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DISTRIBUTION_IDS, METRIC_CATALOG, SCALAR_IDS } from "../../src/metrics/catalog.ts";
import { isRequestSampleId } from "../../src/metrics/request_samples.ts";
import { GROUP_DISTRIBUTION_IDS, listShown, type ShowPlace } from "../../src/metrics/shown.ts";

Deno.test("METRIC_CATALOG defines each metric under its own id", () => {
  const ids = [...DISTRIBUTION_IDS, ...SCALAR_IDS];
  deepStrictEqual(Object.keys(METRIC_CATALOG), ids);
  strictEqual(new Set(ids).size, ids.length);
  for (const id of ids) strictEqual(METRIC_CATALOG[id].id, id);
});

Deno.test("METRIC_CATALOG gives each metric a label, a known unit and a formula in whole sentences", () => {
  const units = [
    "ms",
    "s",
    "tok/s",
    "req/s",
    "tokens",
    "%",
    "requests",
    "tokens/chunk",
    "share",
    "turns",
    "conversations",
    "gaps",
    "segments",
  ];
  for (const { id, label, unit, formula, decimals } of Object.values(METRIC_CATALOG)) {
    match(label, /^[A-Z]/, id);
    ok(units.includes(unit), `${id}: ${unit}`);
    match(formula, /^[A-Z0-9(].*\.$/, id);
    ok(Number.isInteger(decimals) && decimals >= 0, id);
  }
});

Deno.test("METRIC_CATALOG names the figures of evalscope perf that it has", () => {
  const definitions = Object.values(METRIC_CATALOG);
  const keys = definitions.flatMap(({ evalscopeKey, evalscopeMeanKey }) => [evalscopeKey, evalscopeMeanKey]);
  deepStrictEqual(keys.filter((key) => key !== undefined).toSorted(), EVALSCOPE_KEYS.toSorted());
});

// Of benchmark_summary.json and of benchmark_percentile.json, without the settings ("Concurrency", "Request Rate").
const EVALSCOPE_KEYS = [
  "Test Duration (s)",
  "Total Requests",
  "Success Requests",
  "Failed Requests",
  "Stream Requests",
  "Non-Stream Requests",
  "Req Throughput (req/s)",
  "Avg Latency (s)",
  "Avg Input Tokens",
  "Output Throughput (tok/s)",
  "Total Throughput (tok/s)",
  "Avg TTFT (ms)",
  "Avg TPOT (ms)",
  "Avg ITL (ms)",
  "Avg Output Tokens",
  "Input Throughput (tok/s)",
  "KV Cache Hit Rate (%)",
  "Avg Turns/Request",
  "Avg First-Turn TTFT (ms)",
  "Avg PD Handoff Latency (ms)",
  "Avg PD Handoff Overhead (ms)",
  "Avg Steady ITL (ms)",
  "PD Handoff Latency (ms)",
  "PD Handoff Overhead (ms)",
  "Steady ITL (ms)",
  "Avg Subsequent-Turn TTFT (ms)",
  "Avg Decoded Tok/Iter",
  "Spec. Accept Rate",
  "Latency (s)",
  "TTFT (ms)",
  "ITL (ms)",
  "TPOT (ms)",
  "Input tokens",
  "Output tokens",
  "Input (tok/s)",
  "Output (tok/s)",
  "Total (tok/s)",
  "Decode (tok/s)",
];

Deno.test("each list of shown metrics has one order, and every metric kept by group has a sample a request", () => {
  const places = [
    "summaryFile",
    "percentiles",
    "percentileFile",
    "perRequest",
    "overview",
    "live",
    "groups",
    "repeats",
  ];
  for (const place of places as ShowPlace[]) {
    const orders = listShown(place).map(({ order }) => order);
    ok(orders.length > 1, place);
    strictEqual(new Set(orders).size, orders.length, place);
  }
  const rows = listShown("summary").map(({ section, order }) => `${section} ${order}`);
  strictEqual(new Set(rows).size, rows.length);
  ok(GROUP_DISTRIBUTION_IDS.every(isRequestSampleId));
});
