import type { MessageValue } from "../../core/protobuf.ts";
import type { BucketHistogram } from "../bucket_histogram.ts";
import type { HistogramName, RequestMeter, StepMeter } from "../request_meter.ts";
import type { Operation } from "./operation.ts";
import { toAttributes, toNanos } from "./otlp_schema.ts";

/** Since when counts are counted, and now: wall-clock ms. */
export interface MetricSpan {
  readonly startMs: number;
  readonly nowMs: number;
}

/** Counts are since the start, not since the last time. */
const CUMULATIVE = 2;

interface HistogramMetric {
  readonly name: string;
  readonly unit: "s" | "{token}";
  readonly description: string;
  readonly kept: HistogramName;
  readonly tokenType?: "input" | "output";
}

/** Names and units of the GenAI conventions; those of servers are given as a client sees them. */
const HISTOGRAMS: readonly HistogramMetric[] = [
  { name: "gen_ai.client.operation.duration", unit: "s", description: "Duration of a request", kept: "duration" },
  {
    name: "gen_ai.client.operation.time_to_first_chunk",
    unit: "s",
    description: "From sending to the first event with output",
    kept: "timeToFirstToken",
  },
  {
    name: "gen_ai.client.operation.time_per_output_chunk",
    unit: "s",
    description: "Each gap between events with output",
    kept: "gap",
  },
  {
    name: "gen_ai.server.time_to_first_token",
    unit: "s",
    description: "From sending to the first token, seen by the client",
    kept: "timeToFirstToken",
  },
  {
    name: "gen_ai.server.time_per_output_token",
    unit: "s",
    description: "Decoding over the tokens after the first, seen by the client",
    kept: "timePerOutputToken",
  },
  {
    name: "gen_ai.client.token.usage",
    unit: "{token}",
    description: "Tokens",
    kept: "inputTokens",
    tokenType: "input",
  },
  {
    name: "gen_ai.client.token.usage",
    unit: "{token}",
    description: "Tokens",
    kept: "outputTokens",
    tokenType: "output",
  },
];

/** Makes the metrics so far. */
export function toOtlpMetrics(meter: RequestMeter, operation: Operation, span: MetricSpan): MessageValue[] {
  const names = [...new Set(HISTOGRAMS.map(({ name }) => name))];
  const histograms = names.map((name) => {
    const parts = HISTOGRAMS.filter((each) => each.name === name);
    const dataPoints = parts.flatMap(({ kept, tokenType = null }) =>
      meter.steps.map((step) => toHistogramPoint(step.histograms[kept], attributesOf(step, operation, tokenType), span))
    );
    const { unit = "s", description = "" } = parts[0] ?? {};
    return { name, unit, description, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
  });
  return [...histograms, toRequests(meter, operation, span), ...toRunning(meter, span)];
}

function toRequests(meter: RequestMeter, operation: Operation, span: MetricSpan): MessageValue {
  const dataPoints = meter.steps.flatMap((step) => {
    const attributes = attributesOf(step, operation, null);
    const failed = [...step.failed].map(([kind, count]) =>
      toNumberPoint(count, [...attributes, ...toAttributes({ "error.type": kind })], span)
    );
    return [toNumberPoint(step.succeeded, attributes, span), ...failed];
  });
  const sum = { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true };
  return { name: "streamgauge.requests", unit: "{request}", description: "Measured requests that ended", sum };
}

function toRunning({ running }: RequestMeter, span: MetricSpan): MessageValue[] {
  if (running === null) return [];
  const gauge = { dataPoints: [toNumberPoint(running, [], span)] };
  return [{ name: "streamgauge.running_requests", unit: "{request}", description: "Requests on their way", gauge }];
}

function toNumberPoint(
  value: number,
  attributes: readonly MessageValue[],
  { startMs, nowMs }: MetricSpan,
): MessageValue {
  return { startTimeUnixNano: toNanos(startMs), timeUnixNano: toNanos(nowMs), asDouble: value, attributes };
}

function toHistogramPoint(
  { counts, bounds, count, sum }: BucketHistogram,
  attributes: readonly MessageValue[],
  { startMs, nowMs }: MetricSpan,
): MessageValue {
  return {
    startTimeUnixNano: toNanos(startMs),
    timeUnixNano: toNanos(nowMs),
    count: BigInt(count),
    sum,
    bucketCounts: Array.from(counts, (each) => BigInt(each)),
    explicitBounds: bounds,
    attributes,
  };
}

function attributesOf({ step, model }: StepMeter, operation: Operation, tokenType: string | null): MessageValue[] {
  return toAttributes({
    "gen_ai.operation.name": operation.name,
    "gen_ai.provider.name": operation.provider,
    "gen_ai.request.model": model,
    "server.address": operation.address,
    "server.port": operation.port,
    "gen_ai.token.type": tokenType,
    "streamgauge.step": step,
  });
}
