import type { Conventions } from "../../core/conventions.ts";
import type { MessageValue } from "../../core/protobuf.ts";
import type { BucketHistogram } from "../bucket_histogram.ts";
import type { RequestMeter, StepMeter } from "../request_meter.ts";
import { type HistogramMetric, listMetrics, type TokenSum } from "./metric_names.ts";
import type { Operation } from "./operation.ts";
import { type AttributeValue, toAttributes } from "./otlp_schema.ts";

/** Since when counts are counted, and now: wall-clock ms. */
export interface MetricSpan {
  readonly startMs: number;
  readonly nowMs: number;
}

/** What is counted, and whose names it has. */
export interface MetricSubject {
  readonly operation: Operation;
  readonly conventions: Conventions;
}

/** What all points have in common. */
interface Frame {
  readonly operation: Operation;
  readonly span: MetricSpan;
}

/** Counts are since the start, not since the last time. */
const CUMULATIVE = 2;

/** Makes the metrics so far. */
export function toOtlpMetrics(
  meter: RequestMeter,
  { operation, conventions }: MetricSubject,
  span: MetricSpan,
): MessageValue[] {
  const { duration, histograms, sums } = listMetrics(conventions, operation.isInference);
  const frame = { operation, span };
  const names = [...new Set(histograms.map(({ name }) => name))];
  const others = names.map((name) => {
    const parts = histograms.filter((each) => each.name === name);
    return toHistogram(parts[0] ?? duration, parts.flatMap((part) => toPoints(meter, part, frame)));
  });
  return [
    toHistogram(duration, [
      ...toPoints(meter, duration, frame),
      ...meter.steps.flatMap((step) => toFailedPoints(step, frame)),
    ]),
    ...others,
    ...sums.map((sum) => toTokenSum(meter, sum, frame)),
    toRequests(meter, frame),
    ...toRunning(meter, span),
  ];
}

function toHistogram({ name, unit, description }: HistogramMetric, dataPoints: MessageValue[]): MessageValue {
  return { name, unit, description, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
}

function toPoints(
  { steps }: RequestMeter,
  { kept, tokenType }: HistogramMetric,
  { operation, span }: Frame,
): MessageValue[] {
  const more = { "gen_ai.token.type": tokenType ?? null };
  return steps.map((step) => toHistogramPoint(step.histograms[kept], attributesOf(step, operation, more), span));
}

function toFailedPoints(step: StepMeter, { operation, span }: Frame): MessageValue[] {
  return [...step.failed].map(([kind, durations]) =>
    toHistogramPoint(durations, attributesOf(step, operation, { "error.type": kind }), span)
  );
}

function toTokenSum(
  { steps }: RequestMeter,
  { name, kept, modality }: TokenSum,
  { operation, span }: Frame,
): MessageValue {
  const dataPoints = steps.map((step) =>
    toNumberPoint(step[kept], attributesOf(step, operation, { "gen_ai.token.modality": modality }), span)
  );
  return { name, unit: "{token}", description: "Tokens", sum: toSum(dataPoints) };
}

function toRequests({ steps }: RequestMeter, { operation, span }: Frame): MessageValue {
  const dataPoints = steps.flatMap((step) => [
    toNumberPoint(step.succeeded, attributesOf(step, operation), span),
    ...[...step.failed].map(([kind, { count }]) =>
      toNumberPoint(count, attributesOf(step, operation, { "error.type": kind }), span)
    ),
  ]);
  const description = "Measured requests that ended";
  return { name: "streamgauge.requests", unit: "{request}", description, sum: toSum(dataPoints) };
}

function toSum(dataPoints: MessageValue[]): MessageValue {
  return { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true };
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
  return { startTimeUnixNano: startMs, timeUnixNano: nowMs, asDouble: value, attributes };
}

function toHistogramPoint(
  { counts, bounds, count, sum }: BucketHistogram,
  attributes: readonly MessageValue[],
  { startMs, nowMs }: MetricSpan,
): MessageValue {
  return {
    startTimeUnixNano: startMs,
    timeUnixNano: nowMs,
    count: BigInt(count),
    sum,
    bucketCounts: Array.from(counts, (each) => BigInt(each)),
    explicitBounds: bounds,
    attributes,
  };
}

function attributesOf(
  { step, model }: StepMeter,
  operation: Operation,
  more: Readonly<Record<string, AttributeValue>> = {},
): MessageValue[] {
  return toAttributes({
    "gen_ai.operation.name": operation.name,
    "gen_ai.provider.name": operation.provider,
    "gen_ai.request.model": model,
    "server.address": operation.server?.address ?? null,
    "server.port": operation.server?.port ?? null,
    "streamgauge.step": step,
    ...more,
  });
}
