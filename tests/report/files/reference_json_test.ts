import { strictEqual } from "node:assert/strict";
import type { JsonValue } from "../../../src/core/json.ts";
import { formatReferenceJson } from "../../../src/report/files/reference_json.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);
const POINTS = [
  "evalscope_runs/closed_loop_sweep/parallel_2_number_10",
  "evalscope_runs/open_loop/rate_20.0_number_20",
  "evalscope_runs/multi_turn/parallel_2_number_4",
];
const NAMES = ["benchmark_summary.json", "benchmark_percentile.json", "workload_throughput.json"];
const FILES = [
  ...POINTS.flatMap((point) => NAMES.map((name) => `${point}/${name}`)),
  ...POINTS.slice(1).map((point) => `${point}/benchmark_args.json`),
  ...["workload_timeline.json", "trace_summary.json"].map((name) => `evalscope_outputs/${name}`),
];

for (const file of FILES) {
  Deno.test(`formatReferenceJson() writes ${file} as evalscope perf wrote it`, async () => {
    const text = (await Deno.readTextFile(new URL(file, FIXTURES))).trimEnd();
    strictEqual(formatReferenceJson(JSON.parse(text) as JsonValue), text);
  });
}

Deno.test("formatReferenceJson() keeps whole numbers of lists and of other members", () => {
  const args = { stop_token_ids: [1, 2], extra_args: {}, headers: [], rate: [1, 2.5] };
  const text = formatReferenceJson(args).replaceAll(/\s+/g, " ");
  strictEqual(text, '{ "stop_token_ids": [ 1, 2 ], "extra_args": {}, "headers": [], "rate": [ 1.0, 2.5 ] }');
});
