import { deepStrictEqual } from "node:assert/strict";
import { buildLabelledSummaryTable } from "../../../src/report/parts/summary_table.ts";
import { makeMetrics, makeStep } from "../../support/sample_results.ts";

/** The first two cells of each row, remarks and figures as text. */
function cellsOf(step: Parameters<typeof buildLabelledSummaryTable>[0]): string[][] {
  return buildLabelledSummaryTable(step).rows.flatMap((row) =>
    Array.isArray(row) ? [row.slice(0, 2).map((cell) => typeof cell === "string" ? cell : cell.text)] : []
  );
}

Deno.test("labels of text files are those of evalscope perf, and what has no limit is its -1", () => {
  const cells = cellsOf(makeStep({ parallel: null, rate: null }));
  deepStrictEqual(cells.filter(([label = ""]) => /^(Concurrency|Request Rate|Total \/)/.test(label)), [
    ["Concurrency", "-1"],
    ["Request Rate (req/s)", "-1"],
    ["Total / Success / Failed", "10 / 10 / 0"],
  ]);
  const labels = cells.map(([label]) => label);
  for (const label of ["Avg Latency (s)", "Avg TTFT (ms)", "Avg Input Tokens", "Output Throughput (tok/s)"]) {
    deepStrictEqual(labels.filter((candidate) => candidate === label), [label]);
  }
});

Deno.test("remarks stand behind the unit of a label", () => {
  const step = makeStep();
  const metrics = makeMetrics();
  const scalars = { ...metrics.scalars, kv_cache_hit_rate: null, kv_cache_hit_rate_estimate: 40 };
  const validity = { ...step.validity, unreliable: ["itl"] as const };
  const labels = cellsOf({ ...step, metrics: { ...metrics, scalars }, validity }).map(([label]) => label);
  deepStrictEqual(labels.filter((label) => label?.endsWith(")") && / \(.*\) \(/.test(label)), [
    "Avg ITL (ms) (not the service's)",
    "KV Cache Hit Rate (%) (estimate)",
  ]);
});
