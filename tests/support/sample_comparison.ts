import { same, words } from "../../src/core/words.ts";
import type { Comparison, FigureChange } from "../../src/metrics/comparison/comparison.ts";

/** A p99 that has grown beyond noise. */
export const P99: FigureChange = {
  metric: "ttft",
  statistic: { kind: "percentile", percent: 99 },
  label: same("p99 TTFT"),
  unit: "ms",
  decimals: 2,
  base: 100,
  next: 112,
  change: 0.12,
  interval: { low: 0.1, high: 0.14, atLeast: 0.11, atMost: 0.13, method: same("bootstrap over requests") },
  method: same("bootstrap over requests"),
  verdict: "worse",
};
const RPS: FigureChange = {
  ...P99,
  metric: "request_throughput",
  statistic: null,
  label: words("Throughput", "吞吐"),
  unit: "req/s",
  change: 0,
  interval: null,
  verdict: "unknown",
};

/** A comparison of two runs with a base, in which each text from outside is the given one. */
export function makeComparison(text = "new"): Comparison {
  const point = (load: number) => ({ name: `${text}_${load}`, load, changes: [P99, { ...RPS, next: load }] });
  const gates = [{ rule: "p99_ttft>+5%", run: text, point: "p", status: "broken", reason: same(text) }] as const;
  const run = { name: text, folder: text, warnings: [same(text)], points: [point(1), point(4)], gates };
  return { base: { name: text, folder: text }, runs: [run, { ...run, folder: `${text}2`, name: `${text}2` }] };
}
