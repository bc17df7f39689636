import { isResponseTimeApart } from "../../metrics/response_time.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { toGoodputRows } from "./goodput_table.ts";
import { toCacheRows, toTurnRows } from "./turn_rows.ts";
import { formatNumber, formatSetting } from "../text/number_text.ts";
import { hasSuccess, toMeanRow, toMeanRows, toScalarRow, toScalarRows } from "../text/summary_rows.ts";
import type { TextRow, TextTable } from "../text/text_table.ts";
import { toneOfSuccess } from "../text/tone.ts";

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

function toReplyRows(result: StepResult): TextRow[] {
  return [
    { heading: "Latency" },
    ...toLatencyRows(result),
    { heading: "Tokens" },
    ...toTokenRows(result),
    ...toTurnRows(result),
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
    ...toPaceRows(result),
    ...toGoodputRows(result),
  ];
}

/** How well the load kept its schedule, where it has one. */
function toPaceRows(result: StepResult): TextRow[] {
  const { scalars } = result.metrics;
  if (scalars.due_rate === null && !isResponseTimeApart(result.metrics)) return [];
  const tone = (scalars.late_starts ?? 0) > 0 ? "warning" : "plain";
  return [
    ...toScalarRows(result, "start_rate", "Start Rate"),
    ["Late Starts", { text: formatNumber(scalars.late_starts, 0), tone }, "requests", ""],
    ...toMeanRows(result, "send_lag", "Avg Send Lag"),
  ];
}

/** What a user waits counts from the due time: shown first where it is not the latency. */
function toLatencyRows(result: StepResult): TextRow[] {
  const isApart = isResponseTimeApart(result.metrics);
  return [
    ...(isApart ? [toMeanRow(result, "response_time", "Avg Response Time")] : []),
    toMeanRow(result, "latency", "Avg Latency"),
    ...(isApart ? toMeanRows(result, "response_ttft", "Avg Response TTFT") : []),
    toMeanRow(result, "ttft", "Avg TTFT"),
    toMeanRow(result, "tpot", "Avg TPOT"),
    toMeanRow(result, "itl", "Avg ITL"),
  ];
}

function toTokenRows(result: StepResult): TextRow[] {
  return [
    toMeanRow(result, "input_tokens", "Avg Input Tokens"),
    toMeanRow(result, "output_tokens", "Avg Output Tokens"),
    ...toMeanRows(result, "reasoning_tokens", "Avg Reasoning Tokens"),
    ...toMeanRows(result, "cached_tokens", "Avg Cached Tokens"),
    toScalarRow(result, "output_throughput", "Output Throughput"),
    toScalarRow(result, "input_throughput", "Input Throughput"),
    toScalarRow(result, "total_throughput", "Total Throughput"),
    ...toCacheRows(result),
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
