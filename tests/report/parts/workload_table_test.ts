import { deepStrictEqual } from "node:assert/strict";
import { toWorkloadCells } from "../../../src/report/parts/workload_table.ts";
import { makeMetrics } from "../../support/sample_results.ts";

const row = (metric: string, rate: number) => ({ metric, overall: rate, lastWindow: rate, steadyState: rate });
const WORKLOAD = {
  sampleCount: 1,
  wallSeconds: 1,
  lastWindowSeconds: 30,
  warmupShare: 0.2,
  rows: [row("Total Prompt tok/s", 9), row("New Prompt tok/s", 9), row("Cached Prompt tok/s", 0)],
  timeline: [],
  startedAtMs: 0,
};

Deno.test("what was cached is not 0 but unknown where no reply states it", () => {
  const { distributions } = makeMetrics();
  const cellsOf = (count: number) => {
    const cached = { ...distributions.cached_tokens, count };
    return toWorkloadCells(WORKLOAD, { distributions: { ...distributions, cached_tokens: cached } });
  };
  deepStrictEqual(cellsOf(0).map(([, overall]) => overall), ["9.00", "—", "—"]);
  deepStrictEqual(cellsOf(3).map(([, overall]) => overall), ["9.00", "9.00", "0.00"]);
});
