import type { StepResult } from "../../metrics/run_result.ts";
import { formatNumber } from "../text/number_text.ts";

/** Renders a point that has ended as one line, for a sweep or search that goes on. */
export function renderStepLine({ name, metrics: { scalars, distributions }, validity }: StepResult): string {
  const ttft = distributions.ttft.percentiles[99];
  const latency = distributions.latency.percentiles[99];
  const wait = ttft !== null
    ? [`TTFT p99 ${formatNumber(ttft, 1)} ms`]
    : latency === null
    ? []
    : [`latency p99 ${formatNumber(latency, 3)} s`];
  return [
    `${name}: ${formatNumber(scalars.request_throughput, 2)} req/s`,
    ...wait,
    `${formatNumber(scalars.failed_requests ?? 0, 0)} failed`,
    `client ${validity.verdict.toUpperCase()}`,
  ].join(", ");
}
