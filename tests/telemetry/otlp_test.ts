import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { API_NAMES } from "../../src/core/apis.ts";
import type { Conventions } from "../../src/core/conventions.ts";
import { resolveTelemetry } from "../../src/config/resolving/telemetry_plan.ts";
import type { TargetPlan } from "../../src/config/run_plan.ts";
import type { Resolution } from "../../src/config/resolving/resolution.ts";
import { RequestMeter } from "../../src/telemetry/request_meter.ts";
import { OtlpExporter } from "../../src/telemetry/otlp/otlp_exporter.ts";
import { listMetrics } from "../../src/telemetry/otlp/metric_names.ts";
import { type Operation, toOperation } from "../../src/telemetry/otlp/operation.ts";
import { encodeOtlp, type OtlpProtocol } from "../../src/telemetry/otlp/otlp_schema.ts";
import { createSpanMaker } from "../../src/telemetry/otlp/otlp_spans.ts";
import { createClock } from "../../src/core/clock.ts";
import { makeRecord } from "../support/make_record.ts";

/** What telemetry asks of a target. */
const TARGET = { url: "http://127.0.0.1/", endpoints: [{ displayUrl: "http://127.0.0.1/" }] } as unknown as TargetPlan;

const OPERATION: Operation = toOperation({ work: "chat", api: "openai", model: "m", url: "http://127.0.0.1:8000/v1" });

/** Sends two requests, one of which failed, to a receiver; gives what it got. */
async function exportTo(
  protocol: OtlpProtocol,
  { conventions = "established", status = 200 }: { conventions?: Conventions; status?: number } = {},
): Promise<{ received: Map<string, Uint8Array<ArrayBuffer>>; types: Set<string | null>; warnings: string[] }> {
  const received = new Map<string, Uint8Array<ArrayBuffer>>();
  const types = new Set<string | null>();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    types.add(request.headers.get("content-type"));
    received.set(new URL(request.url).pathname, await request.bytes());
    return new Response(null, { status });
  });
  const warnings: string[] = [];
  const meter = new RequestMeter();
  const exporter = new OtlpExporter({
    target: {
      ...{ endpoint: `http://127.0.0.1:${server.addr.port}`, protocol, headers: {}, conventions },
      resource: { "service.name": "load" },
    },
    ...{ trace: { seed: 1, share: 1 }, operation: OPERATION, meter, clock: createClock(), originEpochMs: 1.7e12 },
    warn: (message) => warnings.push(message),
  });
  meter.begin("step", "m");
  const tokens = { promptTokens: 10, completionTokens: 3, cachedTokens: 4 };
  const records = [
    makeRecord({ sentAtMs: 10, events: [[30, "content"], [50, "content"]], endAtMs: 60, tokens, finishReason: "stop" }),
    makeRecord({ sentAtMs: 10, endAtMs: 40, failure: { kind: "reset", message: "no" } }),
  ];
  for (const record of records) {
    meter.add(record);
    exporter.add(record, { index: 0, name: "step" });
  }
  await exporter.close();
  return { received, types, warnings };
}

// deno-lint-ignore no-explicit-any -- tests look at arbitrary places of it
function parse(bytes: Uint8Array<ArrayBuffer> | undefined): any {
  return JSON.parse(new TextDecoder().decode(bytes));
}

// deno-lint-ignore no-explicit-any -- as above
function attributesOf(entry: any): Record<string, unknown> {
  return Object.fromEntries(
    entry.attributes.map(({ key, value }: { key: string; value: object }) => [key, Object.values(value)[0]]),
  );
}

Deno.test("a span has the attributes of the conventions, its phases and how it failed", async () => {
  const { received, types } = await exportTo("http/json");
  deepStrictEqual(types, new Set(["application/json"]));
  const [span, failed] = parse(received.get("/v1/traces")).resourceSpans[0].scopeSpans[0].spans;
  match(span.traceId, /^[0-9a-f]{32}$/);
  strictEqual(span.name, "chat m");
  strictEqual(span.kind, 3);
  strictEqual(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano), 50_000_000n);
  deepStrictEqual(attributesOf(span), {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "m",
    "gen_ai.request.stream": true,
    "gen_ai.response.finish_reasons": { values: [{ stringValue: "stop" }] },
    "gen_ai.response.time_to_first_chunk": 0.02,
    "gen_ai.usage.input_tokens": "10",
    "gen_ai.usage.output_tokens": "3",
    "gen_ai.usage.cache_read.input_tokens": "4",
    "server.address": "127.0.0.1",
    "server.port": "8000",
    "http.response.status_code": "200",
    "streamgauge.step": "step",
    "streamgauge.phase": "measured",
    "streamgauge.session": "0",
    "streamgauge.turn": "0",
  });
  deepStrictEqual(span.events.map(({ name }: { name: string }) => name), ["request_sent", "first_token", "last_token"]);
  deepStrictEqual([failed.status, attributesOf(failed)["error.type"]], [{ code: 2, message: "no" }, "reset"]);
});

/** Names of metrics with the counts of their points. */
async function countsBy(conventions: Conventions): Promise<Record<string, unknown[]>> {
  const { received } = await exportTo("http/json", { conventions });
  const { metrics } = parse(received.get("/v1/metrics")).resourceMetrics[0].scopeMetrics[0];
  // deno-lint-ignore no-explicit-any -- as above
  const entries = metrics.map(({ name, histogram, sum, gauge }: any) => [
    name,
    // deno-lint-ignore no-explicit-any -- as above
    (histogram ?? sum ?? gauge).dataPoints.map(({ count, asDouble }: any) => count ?? asDouble),
  ]);
  return Object.fromEntries(entries);
}

Deno.test("metrics have the names that dashboards are made for, and by OpenTelemetry's own switch the latest", async () => {
  deepStrictEqual(await countsBy("established"), {
    "gen_ai.client.operation.duration": ["1", "1"],
    "gen_ai.client.token.usage": ["1", "1"],
    "gen_ai.client.operation.time_to_first_chunk": ["1"],
    "gen_ai.client.operation.time_per_output_chunk": ["1"],
    "gen_ai.server.time_to_first_token": ["1"],
    "gen_ai.server.time_per_output_token": ["1"],
    "streamgauge.requests": [1, 1],
  });
  deepStrictEqual(await countsBy("latest"), {
    "gen_ai.client.inference.duration": ["1", "1"],
    "gen_ai.client.inference.operation.input_tokens": ["1"],
    "gen_ai.client.inference.time_to_first_chunk": ["1"],
    "gen_ai.client.inference.time_per_output_chunk": ["1"],
    "gen_ai.client.inference.operation.output_tokens": ["1"],
    "gen_ai.server.time_to_first_token": ["1"],
    "gen_ai.server.time_per_output_token": ["1"],
    "gen_ai.client.inference.usage.input_tokens": [10],
    "gen_ai.client.inference.usage.output_tokens": [3],
    "streamgauge.requests": [1, 1],
  });
});

Deno.test("embeddings have no chunks, and names of their own in the latest conventions", () => {
  const names = (conventions: Conventions) => {
    const { duration, histograms, sums } = listMetrics(conventions, false);
    return [duration, ...histograms, ...sums].map(({ name }) => name);
  };
  deepStrictEqual(names("established"), ["gen_ai.client.operation.duration", "gen_ai.client.token.usage"]);
  deepStrictEqual(names("latest"), [
    "gen_ai.client.embeddings.duration",
    "gen_ai.client.embeddings.operation.input_tokens",
  ]);
});

Deno.test("what OpenTelemetry's variables say holds, and what is set for other programs stops nothing", () => {
  const read = (env: Readonly<Record<string, string>>) => {
    const values = { otlp: "http://127.0.0.1:4318/v1/traces", otlp_protocol: null, otlp_sample: 1 };
    const rest = { metrics_port: null, server_metrics: null, host_metrics: false };
    return resolveTelemetry({ values: { ...values, ...rest }, env } as unknown as Resolution, TARGET).otlp;
  };
  const conventionsOf = (optIn: string) => read({ OTEL_SEMCONV_STABILITY_OPT_IN: optIn })?.conventions;
  strictEqual(conventionsOf("http, gen_ai_latest_experimental"), "latest");
  strictEqual(conventionsOf("http"), "established");
  const protocolOf = (name: string) => read({ OTEL_EXPORTER_OTLP_PROTOCOL: name })?.protocol;
  deepStrictEqual(["http/json", "http/protobuf", "grpc", ""].map(protocolOf), [
    ...["http/json", "http/protobuf", "http/protobuf", "http/protobuf"],
  ]);
  const plain = read({ OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic%20abc,x=1", OTEL_SERVICE_NAME: "load" });
  strictEqual(plain?.endpoint, "http://127.0.0.1:4318");
  deepStrictEqual(plain?.headers, { authorization: "Basic abc", x: "1" });
  strictEqual(plain?.resource["service.name"], "load");
});

/** Reads the fields of a message: lengths as bytes, numbers as they are. */
function readFields(bytes: Uint8Array): Map<number, (Uint8Array | bigint | number | string)[]> {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, (Uint8Array | bigint | number | string)[]>();
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const value = type === WireType.LengthDelimited
      ? reader.bytes()
      : type === WireType.Bit64
      ? reader.fixed64()
      : reader.int64();
    fields.set(number, [...fields.get(number) ?? [], value]);
  }
  return fields;
}

function inside(bytes: Uint8Array, ...path: readonly number[]): Uint8Array {
  return path.reduce((outer, number) => {
    const [inner] = readFields(outer).get(number) ?? [];
    ok(inner instanceof Uint8Array, `no message in field ${number}`);
    return inner;
  }, bytes);
}

Deno.test("the protobuf form has the field numbers of the protocol", async () => {
  const { received, types } = await exportTo("http/protobuf");
  deepStrictEqual(types, new Set(["application/x-protobuf"]));
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const traces = received.get("/v1/traces") ?? new Uint8Array();
  const span = inside(traces, 1, 2, 2);
  strictEqual(inside(span, 1).length, 16);
  strictEqual(inside(span, 2).length, 8);
  strictEqual(text(inside(span, 5)), "chat m");
  deepStrictEqual(readFields(span).get(7)?.map(String), [String(1_700_000_000_010n * 1_000_000n)]);
  strictEqual(text(inside(traces, 1, 1, 1, 1)), "service.name");
  const metric = inside(received.get("/v1/metrics") ?? new Uint8Array(), 1, 2, 2);
  strictEqual(text(inside(metric, 1)), "gen_ai.client.operation.duration");
  const point = readFields(inside(metric, 9, 1));
  deepStrictEqual(point.get(4)?.map(String), ["1"]);
  const [counts, bounds] = [point.get(6)?.[0], point.get(7)?.[0]];
  ok(counts instanceof Uint8Array && bounds instanceof Uint8Array);
  strictEqual(counts.length, bounds.length + 8);
});

Deno.test("a collector that refuses costs one warning, and what was lost is counted", async () => {
  const { warnings } = await exportTo("http/json", { status: 503 });
  strictEqual(warnings.length, 2);
  match(warnings[0] ?? "", /answered with 503; the run goes on/);
  strictEqual(warnings[1], "OpenTelemetry: 2 spans were not sent");
});

/** A span of the protobuf form as plain data. */
function readSpan(bytes: Uint8Array): Record<string, unknown> {
  const fields = readFields(bytes);
  const text = (value: unknown) => new TextDecoder().decode(value as Uint8Array);
  const hex = (value: unknown) =>
    Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const attributes = (fields.get(9) ?? []).map((entry) => {
    const value = readFields(inside(entry as Uint8Array, 2));
    const [number] = value.keys();
    const [raw] = value.get(number ?? 0) ?? [];
    const read = number === 1 ? text(raw) : number === 4 ? toDouble(BigInt(String(raw))) : String(raw);
    return [text(inside(entry as Uint8Array, 1)), number === 5 ? text(inside(raw as Uint8Array, 1, 1)) : read];
  });
  const events = (fields.get(11) ?? []).map((entry) => [
    ...[text(inside(entry as Uint8Array, 2)), String(readFields(entry as Uint8Array).get(1))],
  ]);
  const ids = [1, 2, 4].map((number) => (fields.get(number) ?? []).map(hex));
  const times = [7, 8].map((number) => String(fields.get(number)));
  return { ids, times, attributes: Object.fromEntries(attributes), events };
}

function toDouble(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The same of a span of the JSON form. */
// deno-lint-ignore no-explicit-any -- as above
function readJsonSpan(span: any): Record<string, unknown> {
  const list = (id: string | undefined) => id === undefined ? [] : [id];
  const attributes = Object.entries(attributesOf(span)).map(([key, value]) => [
    key,
    // deno-lint-ignore no-explicit-any -- as above
    typeof value === "object" ? (value as any).values[0].stringValue : value === true ? "1" : value,
  ]);
  return {
    ids: [list(span.traceId), list(span.spanId), list(span.parentSpanId)],
    times: [span.startTimeUnixNano, span.endTimeUnixNano],
    attributes: Object.fromEntries(attributes),
    events: span.events.map(({ name, timeUnixNano }: Record<string, string>) => [name, timeUnixNano]),
  };
}

Deno.test("both forms say the same of requests of one kind, of others, and of numbers that no service should tell", () => {
  const makerOf = (protocol: OtlpProtocol) =>
    createSpanMaker({ protocol, trace: { seed: 1, share: 1 }, operation: OPERATION, originEpochMs: 1.7e12 });
  const [toBytes, toValue] = [makerOf("http/protobuf"), makerOf("http/json")];
  const events = [[30.25, "content"], [50, "content"]] as const;
  const records = [
    makeRecord({ sentAtMs: 10, events, tokens: { promptTokens: 300, completionTokens: 2 } }),
    makeRecord({ sentAtMs: 11.5, events, sessionIndex: 70_000, tokens: { promptTokens: 5, completionTokens: 1 } }),
    makeRecord({ sentAtMs: 10, turnIndex: 1, dueAtMs: 9.5, endAtMs: 40, tokens: { promptTokens: 2 ** 40 } }),
    makeRecord({ sentAtMs: 10, endAtMs: 40, tokens: { promptTokens: -1, completionTokens: 3.5 } }),
    makeRecord({ sentAtMs: 10, endAtMs: 40, failure: { kind: "reset", message: "no" } }),
  ];
  for (const record of records) {
    const bytes = toBytes(record, { index: 0, name: "step" });
    const { body } = encodeOtlp("traces", { span: toValue(record, { index: 0, name: "step" }) ?? {} }, "http/json");
    ok(bytes instanceof Uint8Array);
    deepStrictEqual(readSpan(bytes), readJsonSpan(parse(body).span));
  }
});

Deno.test("the provider of requests is whose interface they speak, and one of its own where nobody else's is meant", () => {
  const providers = API_NAMES.map((api) => [api, toOperation({ work: "chat", api, model: "m", url: null }).provider]);
  deepStrictEqual(Object.fromEntries(providers), {
    ...{ openai: "openai", openai_responses: "openai", openai_embedding: "openai", openai_rerank: "openai" },
    ...{ messages: "anthropic", dashscope: "dashscope", ollama: "ollama" },
    ...{ local: "openai", local_vllm: "openai", custom: "custom" },
  });
});
