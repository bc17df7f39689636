/** The messages of OpenTelemetry's protocol that are sent, under the names of its JSON form. */
import { toHex } from "../../core/bytes.ts";
import { encodeMessage, type MessageSpec, type MessageValue } from "../../core/protobuf.ts";

const VALUE: MessageSpec = {
  stringValue: [1, "string"],
  boolValue: [2, "bool"],
  intValue: [3, "int"],
  doubleValue: [4, "double"],
  arrayValue: [5, { values: [1, { stringValue: [1, "string"] }] }],
};
const ATTRIBUTE: MessageSpec = { key: [1, "string"], value: [2, VALUE] };
const RESOURCE: MessageSpec = { attributes: [1, ATTRIBUTE] };
const SCOPE: MessageSpec = { name: [1, "string"], version: [2, "string"] };
/** A request. */
export const SPAN: MessageSpec = {
  traceId: [1, "bytes"],
  spanId: [2, "bytes"],
  parentSpanId: [4, "bytes"],
  name: [5, "string"],
  kind: [6, "int"],
  startTimeUnixNano: [7, "nanos"],
  endTimeUnixNano: [8, "nanos"],
  attributes: [9, ATTRIBUTE],
  events: [11, { timeUnixNano: [1, "nanos"], name: [2, "string"], attributes: [3, ATTRIBUTE] }],
  status: [15, { message: [2, "string"], code: [3, "int"] }],
};
const NUMBER_POINT: MessageSpec = {
  startTimeUnixNano: [2, "nanos"],
  timeUnixNano: [3, "nanos"],
  asDouble: [4, "double"],
  attributes: [7, ATTRIBUTE],
};
const HISTOGRAM_POINT: MessageSpec = {
  startTimeUnixNano: [2, "nanos"],
  timeUnixNano: [3, "nanos"],
  count: [4, "fixed64"],
  sum: [5, "double"],
  bucketCounts: [6, ["fixed64"]],
  explicitBounds: [7, ["double"]],
  attributes: [9, ATTRIBUTE],
};
const METRIC: MessageSpec = {
  name: [1, "string"],
  description: [2, "string"],
  unit: [3, "string"],
  gauge: [5, { dataPoints: [1, NUMBER_POINT] }],
  sum: [7, { dataPoints: [1, NUMBER_POINT], aggregationTemporality: [2, "int"], isMonotonic: [3, "bool"] }],
  histogram: [9, { dataPoints: [1, HISTOGRAM_POINT], aggregationTemporality: [2, "int"] }],
};

/** What is sent. */
export type Signal = "traces" | "metrics";

/** What is sent where, and as which message. */
export const SIGNALS: Readonly<Record<Signal, { readonly path: string; readonly spec: MessageSpec }>> = {
  traces: {
    path: "/v1/traces",
    spec: { resourceSpans: [1, { resource: [1, RESOURCE], scopeSpans: [2, { scope: [1, SCOPE], spans: [2, SPAN] }] }] },
  },
  metrics: {
    path: "/v1/metrics",
    spec: {
      resourceMetrics: [1, { resource: [1, RESOURCE], scopeMetrics: [2, { scope: [1, SCOPE], metrics: [2, METRIC] }] }],
    },
  },
};

/** How it is sent. */
export type OtlpProtocol = "http/protobuf" | "http/json";

/** Encodes a message. */
export function encodeOtlp(
  signal: Signal,
  message: MessageValue,
  protocol: OtlpProtocol,
): { readonly contentType: string; readonly body: Uint8Array<ArrayBuffer> } {
  if (protocol === "http/protobuf") {
    return { contentType: "application/x-protobuf", body: encodeMessage(SIGNALS[signal].spec, message) };
  }
  return { contentType: "application/json", body: new TextEncoder().encode(JSON.stringify(message, toJsonForm)) };
}

/** Ids are hexadecimal, whole numbers of 64 bits are texts, times are given in ms and told in nanoseconds. */
function toJsonForm(name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === "number" && name.endsWith("UnixNano")) return String(toNanos(value));
  return typeof value === "bigint" || name === "intValue" ? String(value) : value;
}

/** What an attribute may hold; `null`: it is left out. */
export type AttributeValue = string | number | boolean | readonly string[] | null;

/** Makes attributes of plain values. */
export function toAttributes(values: Readonly<Record<string, AttributeValue>>): MessageValue[] {
  return Object.entries(values).flatMap(([key, value]) => value === null ? [] : [toAttribute(key, value)]);
}

function toAttribute(key: string, value: Exclude<AttributeValue, null>): MessageValue {
  return { key, value: toValue(value) };
}

function toValue(value: Exclude<AttributeValue, null>): MessageValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "object") return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
  if (typeof value === "boolean") return { boolValue: value };
  // A whole number is a text in JSON.
  return Number.isSafeInteger(value) ? { intValue: BigInt(value) } : { doubleValue: value };
}

/** Turns a time on the epoch's scale into nanoseconds, as exactly as the clock is. */
function toNanos(epochMs: number): bigint {
  const wholeMs = Math.floor(epochMs);
  return BigInt(wholeMs) * 1_000_000n + BigInt(Math.round((epochMs - wholeMs) * 1e6));
}
