import type { ReportPoint } from "../../src/report/model/report_model.ts";
import { toReportPoint } from "../../src/report/model/report_point.ts";
import { makeStep } from "./sample_results.ts";

/** What a point of a made-up sweep has; the rest is that of the sample step. */
export interface PointFigures {
  readonly parallel: number;
  readonly requestsPerSecond?: number;
  readonly ttftMs?: readonly [p50: number, p99: number];
  readonly tpotP50Ms?: number;
  readonly failed?: number;
  readonly succeeded?: number;
  readonly changes?: Partial<ReportPoint>;
}

/** Makes a point of a report. */
export function samplePoint(figures: PointFigures): ReportPoint {
  const { parallel, requestsPerSecond = 10, ttftMs = [100, 120], tpotP50Ms = 20 } = figures;
  const { failed = 0, succeeded = 200, changes = {} } = figures;
  const point = toReportPoint(makeStep());
  const withPercentiles = (id: "ttft" | "tpot" | "latency", p50: number, p99: number) => {
    const summary = point.distributions[id];
    if (summary === undefined) throw new Error(`The sample has no ${id}`);
    return { ...summary, count: succeeded, percentiles: { ...summary.percentiles, 50: p50, 99: p99 } };
  };
  return {
    ...point,
    name: `parallel_${parallel}_number_${failed + succeeded}`,
    parallel,
    rate: null,
    scalars: {
      ...point.scalars,
      request_throughput: requestsPerSecond,
      total_requests: failed + succeeded,
      success_requests: succeeded,
      failed_requests: failed,
      kv_cache_hit_rate: null,
    },
    distributions: {
      ...point.distributions,
      ttft: withPercentiles("ttft", ...ttftMs),
      tpot: withPercentiles("tpot", tpotP50Ms, tpotP50Ms * 1.1),
      latency: withPercentiles("latency", 1, 1.5),
    },
    failures: [],
    finishReasons: { stop: succeeded },
    validity: { verdict: "valid", reasons: [], unreliable: [], affected: null },
    args: {},
    ...changes,
  };
}
