import { type DistributionId, METRIC_CATALOG, type MetricId, type ScalarId } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { formatNumber, formatSetting, MISSING } from "./number_text.ts";
import type { TextCell, TextRow, TextTable } from "./text_table.ts";
import { toneOfSuccess } from "./tone.ts";

/** Builds the table `Benchmarking summary` of one step. */
export function buildSummaryTable(result: StepResult): TextTable {
  return {
    columns: [
      { title: "Metric", align: "left", canShrink: true },
      { title: "Value", align: "right" },
      { title: "Unit", align: "left" },
      { title: "Std dev", align: "right", dropOrder: 1 },
    ],
    rows: [
      { heading: "General" },
      ...toGeneralRows(result),
      ...(hasSuccess(result) ? toReplyRows(result) : []),
    ],
  };
}

/** Tells whether there is a reply to speak of. */
export function hasSuccess({ metrics }: StepResult): boolean {
  return (metrics.scalars.success_requests ?? 0) > 0;
}

function toReplyRows(result: StepResult): TextRow[] {
  return [
    { heading: "Latency" },
    ...toLatencyRows(result),
    { heading: "Tokens" },
    ...toTokenRows(result),
    ...toSpeculativeRows(result),
  ];
}

function toGeneralRows(result: StepResult): TextRow[] {
  const { scalars } = result.metrics;
  const { total_requests: total, success_requests: succeeded, failed_requests: failed } = scalars;
  const tone = toneOfSuccess(scalars.success_rate === null ? null : scalars.success_rate / 100);
  const counts = [total, succeeded, failed].map((count) => formatNumber(count, 0)).join(" / ");
  const rate = result.rate === null ? "unlimited" : formatSetting(result.rate);
  const slots = result.parallel === null ? "unlimited" : formatSetting(result.parallel);
  return [
    toScalarRow(result, "duration", "Test Duration"),
    ["Concurrency", slots, result.parallel === null ? "" : "requests", ""],
    ["Request Rate", rate, result.rate === null ? "" : "req/s", ""],
    ["Total / Success / Failed", { text: counts, tone }, "requests", ""],
    toScalarRow(result, "request_throughput", "Req Throughput"),
    toScalarRow(result, "mean_concurrency", "Mean Concurrency"),
  ];
}

function toLatencyRows(result: StepResult): TextRow[] {
  const rows = [toMeanRow(result, "latency", "Avg Latency")];
  if (isPaced(result)) rows.push(toMeanRow(result, "response_time", "Avg Response Time"));
  return [
    ...rows,
    toMeanRow(result, "ttft", "Avg TTFT"),
    toMeanRow(result, "tpot", "Avg TPOT"),
    toMeanRow(result, "itl", "Avg ITL"),
  ];
}

function toTokenRows(result: StepResult): TextRow[] {
  return [
    toMeanRow(result, "input_tokens", "Avg Input Tokens"),
    toMeanRow(result, "output_tokens", "Avg Output Tokens"),
    ...whenDefined(result, "reasoning_tokens", "Avg Reasoning Tokens"),
    ...whenDefined(result, "cached_tokens", "Avg Cached Tokens"),
    toScalarRow(result, "output_throughput", "Output Throughput"),
    toScalarRow(result, "input_throughput", "Input Throughput"),
    toScalarRow(result, "total_throughput", "Total Throughput"),
    ...(result.metrics.scalars.kv_cache_hit_rate === null
      ? []
      : [toScalarRow(result, "kv_cache_hit_rate", "KV Cache Hit Rate")]),
  ];
}

function toSpeculativeRows(result: StepResult): TextRow[] {
  if (result.metrics.scalars.decoded_tokens_per_chunk_mean === null) return [];
  return [
    { heading: "Speculative Decoding" },
    toScalarRow(result, "decoded_tokens_per_chunk_mean", "Decoded Tok/Iter"),
    toScalarRow(result, "speculative_accept_rate", "Spec. Accept Rate"),
  ];
}

/** Where the load has a schedule, what a user waits counts from the due time. */
function isPaced(result: StepResult): boolean {
  return result.rate !== null;
}

function whenDefined(result: StepResult, id: DistributionId, label: string): TextRow[] {
  return result.metrics.distributions[id].mean === null ? [] : [toMeanRow(result, id, label)];
}

function toScalarRow(result: StepResult, id: ScalarId, label: string): TextCell[] {
  return toRow(id, label, [result.metrics.scalars[id], null]);
}

function toMeanRow(result: StepResult, id: DistributionId, label: string): TextCell[] {
  const { mean, standardDeviation } = result.metrics.distributions[id];
  return toRow(id, label, [mean, standardDeviation]);
}

function toRow(id: MetricId, label: string, [value, deviation]: readonly [number | null, number | null]): TextCell[] {
  const { unit, decimals } = METRIC_CATALOG[id];
  const deviationText = formatNumber(deviation, decimals);
  return [
    label,
    formatNumber(value, decimals),
    value === null ? "" : unit,
    deviationText === MISSING ? "" : `± ${deviationText}`,
  ];
}
