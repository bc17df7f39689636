import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import { DISTRIBUTION_IDS, type DistributionId } from "../../src/metrics/catalog.ts";
import type { StepMetrics } from "../../src/metrics/step_metrics.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { NO_CONNECTION_COUNTS, NO_NETWORK_TIMES } from "./records.ts";
import { assertClose } from "./assert_close.ts";
import { makeRecord, type RecordFacts } from "../support/make_record.ts";

function compute(...records: readonly RequestRecord[]): StepMetrics {
  const accumulator = createAccumulator();
  records.forEach(accumulator.add);
  return accumulator.finish();
}

function meansOf(metrics: StepMetrics, ids: readonly DistributionId[]): Record<string, number | null> {
  return Object.fromEntries(ids.map((id) => [id, metrics.distributions[id].mean]));
}

/** Sent at 1000; role, thought, two words with one read, a tool call, finish, usage; closed 5 ms after the last event. */
const FULL_FACTS: RecordFacts = {
  dueAtMs: 990,
  slotAtMs: 992,
  sentAtMs: 1000,
  headersAtMs: 1010,
  firstByteAtMs: 1011,
  endAtMs: 1205,
  events: [
    [1020, "role"],
    [1050, "reasoning"],
    [1080, "content"],
    [1080, "content"],
    [1150, "tool_call"],
    [1160, "finish"],
    [1200, "usage"],
  ],
  tokens: {
    promptTokens: 40,
    completionTokens: 11,
    cachedTokens: 10,
    reasoningTokens: 4,
    promptOrigin: "server",
    completionOrigin: "server",
  },
};

const FULL_STREAM = makeRecord(FULL_FACTS);

/** What a single request without promises does not have. */
const NOT_APPLICABLE = {
  goodput: null,
  goodput_share: null,
  start_rate: null,
  due_rate: null,
  turns_per_request: null,
  kv_cache_hit_rate_estimate: null,
  conversations: null,
  finished_conversations: null,
  abandoned_conversations: null,
} as const;

const NOT_ASKED_FOR = { steady_itl: null, pd_handoff_latency: null, pd_handoff_overhead: null } as const;

/** Worked out by hand. */
const EXPECTED_MEANS: Record<DistributionId, number | null> = {
  latency: 0.2,
  response_time: 0.21,
  ttft: 50,
  response_ttft: 60,
  itl: 100 / 3,
  token_itl: 10,
  itl_per_request: 100 / 3,
  tpot: 10,
  tpot_to_end: 15,
  input_tokens: 40,
  output_tokens: 11,
  cached_tokens: 10,
  reasoning_tokens: 4,
  input_tokens_per_second: 200,
  output_tokens_per_second: 55,
  total_tokens_per_second: 255,
  decode_tokens_per_second: 100,
  decoded_tokens_per_chunk: 10 / 3,
  cache_hit_rate: 25,
  ...NO_NETWORK_TIMES,
  service_prefill: null,
  service_decode: null,
  headers_time: 10,
  send_lag: 10,
  dispatch_lag: 8,
  first_turn_ttft: null,
  later_turn_ttft: null,
  ...NOT_ASKED_FOR,
};

Deno.test("createAccumulator() computes every metric of one stream by hand", () => {
  const metrics = compute(FULL_STREAM);
  for (const id of DISTRIBUTION_IDS) assertClose(metrics.distributions[id].mean, EXPECTED_MEANS[id], id);
  deepStrictEqual(metrics.scalars, {
    duration: 0.205,
    total_requests: 1,
    success_requests: 1,
    failed_requests: 0,
    stream_requests: 1,
    non_stream_requests: 0,
    success_rate: 100,
    request_throughput: 1 / 0.205,
    input_throughput: 40 / 0.205,
    output_throughput: 11 / 0.205,
    total_throughput: 51 / 0.205,
    summed_latency_input_throughput: 800,
    kv_cache_hit_rate: 25,
    decoded_tokens_per_chunk_mean: 10 / 3,
    speculative_accept_rate: 1 - 3 / 10,
    mean_concurrency: 1,
    joined_event_share: 1 / 3,
    stalls: 0,
    longest_stall: null,
    frozen_per_1000_tokens: 0,
    ...NOT_APPLICABLE,
    ...NO_CONNECTION_COUNTS,
    late_starts: 0,
  });
});

Deno.test("createAccumulator() pools the gaps of all requests, those of one read as 0", () => {
  const { itl } = compute(FULL_STREAM).distributions;
  deepStrictEqual([itl.count, itl.min, itl.percentiles[50], itl.max], [3, 0, 30, 70]);
});

Deno.test("createAccumulator() takes the first event with output as the first token", () => {
  for (const kind of ["content", "reasoning", "tool_call"] as const) {
    const { distributions } = compute(makeRecord({ events: [[5, "role"], [6, "other"], [30, kind], [40, "usage"]] }));
    deepStrictEqual([distributions.ttft.mean, distributions.latency.mean], [30, 0.04]);
  }
});

Deno.test("createAccumulator() leaves TTFT, TPOT and gaps of a body undefined", () => {
  const body = makeRecord({ isStream: false, endAtMs: 80, tokens: { promptTokens: 8, completionTokens: 20 } });
  const metrics = compute(body);
  deepStrictEqual(meansOf(metrics, ["latency", "ttft", "response_ttft", "tpot", "itl", "itl_per_request"]), {
    latency: 0.08,
    ttft: null,
    response_ttft: null,
    tpot: null,
    itl: null,
    itl_per_request: null,
  });
  deepStrictEqual([metrics.scalars.stream_requests, metrics.scalars.non_stream_requests], [0, 1]);
  strictEqual(metrics.scalars.summed_latency_input_throughput, 100);
});

Deno.test("createAccumulator() leaves TPOT and decode speed of one token undefined, not 0", () => {
  const metrics = compute(
    makeRecord({ events: [[30, "content"], [40, "finish"]], tokens: { completionTokens: 1 } }),
    makeRecord({ events: [[30, "content"], [90, "content"], [990, "usage"]], tokens: { completionTokens: 4 } }),
  );
  const { tpot, decode_tokens_per_second } = metrics.distributions;
  deepStrictEqual([tpot.count, tpot.mean, decode_tokens_per_second.mean], [1, 20, 50]);
});

Deno.test("createAccumulator() leaves TPOT of tokens that came all at once, and of several choices, undefined", () => {
  const { distributions } = compute(
    makeRecord({ events: [[30, "content"]], tokens: { completionTokens: 9 } }),
    makeRecord({ events: [[30, "content"], [30, "content"], [40, "usage"]], tokens: { completionTokens: 9 } }),
    makeRecord({
      events: [[30, "content"], [60, "content"]],
      tokens: { completionTokens: 9 },
      notes: ["several_choices"],
    }),
  );
  deepStrictEqual([distributions.tpot.count, distributions.decode_tokens_per_second.count], [0, 0]);
});

Deno.test("createAccumulator() takes more tokens than events for speculation only where nothing else explains them", () => {
  const perChunk = (reply: string, facts: RecordFacts = {}) => {
    const events = [[30, "content"], [60, "content"], [90, "content"]] as const;
    const record = makeRecord({
      events,
      tokens: { completionTokens: 9 },
      reply: { content: reply, reasoning: "", toolCalls: "" },
      ...facts,
    });
    return compute(record).scalars.decoded_tokens_per_chunk_mean;
  };
  strictEqual(perChunk("plain"), 4);
  strictEqual(perChunk("çàé"), null);
  strictEqual(perChunk("", { reply: { content: "", reasoning: "", toolCalls: "[]" } }), null);
  strictEqual(perChunk("plain", { notes: ["several_choices"] }), null);
});

Deno.test("createAccumulator() counts the lateness of a request in its response time, not in its latency", () => {
  const late = makeRecord({ dueAtMs: 100, slotAtMs: 100, sentAtMs: 400, events: [[450, "content"], [500, "finish"]] });
  const ids = ["latency", "response_time", "ttft", "response_ttft", "send_lag"] as const;
  deepStrictEqual(meansOf(compute(late), ids), {
    latency: 0.1,
    response_time: 0.4,
    ttft: 50,
    response_ttft: 350,
    send_lag: 300,
  });
});

Deno.test("createAccumulator() leaves the warm-up out of every figure", () => {
  const warmup = makeRecord({ phase: "warmup", sentAtMs: -5000, endAtMs: 9000 });
  const failedWarmup = makeRecord({ phase: "warmup", failure: { kind: "reset", message: "Connection reset" } });
  deepStrictEqual(compute(warmup, FULL_STREAM, failedWarmup), compute(FULL_STREAM));
});

Deno.test("createAccumulator() lets failed requests stretch the duration and nothing else", () => {
  const failure = { kind: "timeout_total", message: "No reply in 3 s" } as const;
  const metrics = compute(
    makeRecord({ ...FULL_FACTS, failure, sentAtMs: 500, endAtMs: 3500 }),
    makeRecord({ sentAtMs: 1000, endAtMs: 2000, events: [[1100, "content"]], tokens: { completionTokens: 6 } }),
  );
  const { duration, total_requests, success_rate, output_throughput, mean_concurrency } = metrics.scalars;
  deepStrictEqual([duration, total_requests, success_rate], [3, 2, 50]);
  deepStrictEqual([output_throughput, mean_concurrency], [2, 4 / 3]);
  deepStrictEqual([metrics.distributions.latency.count, metrics.distributions.send_lag.count], [1, 2]);
});

Deno.test("createAccumulator() says null, not 0, where services give no counts", () => {
  const { scalars } = compute(makeRecord({ events: [[30, "content"]] }));
  const ids = ["input_throughput", "output_throughput", "total_throughput", "kv_cache_hit_rate"] as const;
  deepStrictEqual(ids.map((id) => scalars[id]), [null, null, null, null]);
});

Deno.test("createAccumulator() takes the cache hit rate over requests that state one", () => {
  const { scalars, distributions } = compute(
    makeRecord({ tokens: { promptTokens: 100, cachedTokens: 50 } }),
    makeRecord({ tokens: { promptTokens: 300, cachedTokens: 0 } }),
    makeRecord({ tokens: { promptTokens: 1000 } }),
  );
  deepStrictEqual([scalars.kv_cache_hit_rate, distributions.cache_hit_rate.mean], [12.5, 25]);
});

Deno.test("createAccumulator() ignores one token a chunk when it looks for speculative decoding", () => {
  const events = [[10, "content"], [20, "content"], [30, "content"]] as const;
  const plain = makeRecord({ events, tokens: { completionTokens: 3 } });
  const speculative = makeRecord({ events, tokens: { completionTokens: 9 } });
  strictEqual(compute(plain).scalars.decoded_tokens_per_chunk_mean, null);
  strictEqual(compute(plain).scalars.speculative_accept_rate, null);
  const { scalars, distributions } = compute(plain, speculative);
  deepStrictEqual([scalars.decoded_tokens_per_chunk_mean, scalars.speculative_accept_rate], [4, 0.75]);
  strictEqual(distributions.decoded_tokens_per_chunk.mean, 2.5);
});

Deno.test("createAccumulator() counts finish reasons and the origins of token counts", () => {
  const metrics = compute(
    FULL_STREAM,
    makeRecord({ finishReason: "length", tokens: { completionOrigin: "embedded" } }),
    makeRecord({ finishReason: null }),
    makeRecord({ finishReason: "stop", failure: { kind: "error_in_stream", message: "Overloaded" } }),
  );
  deepStrictEqual(metrics.finishReasons, { stop: 1, length: 1, none: 1 });
  deepStrictEqual(metrics.completionOrigins, { server: 1, embedded: 1 });
  deepStrictEqual(metrics.promptOrigins, { server: 1 });
});

Deno.test("createAccumulator() folds finish reasons that a service makes up", () => {
  const records = Array.from({ length: 80 }, (_, i) => makeRecord({ finishReason: `reason ${i}` }));
  const { finishReasons } = compute(...records);
  deepStrictEqual([Object.keys(finishReasons).length, finishReasons.other], [51, 30]);
});

Deno.test("Accumulator.live() tells the figures so far, the final ones of the same records", () => {
  const accumulator = createAccumulator();
  accumulator.add(FULL_STREAM);
  accumulator.add(makeRecord({ sentAtMs: 1001, failure: { kind: "reset", message: "Connection reset" } }));
  deepStrictEqual(accumulator.live(1500), {
    succeeded: 1,
    failed: 1,
    failuresByKind: { reset: 1 },
    figures: [
      { id: "request_throughput", statistic: "value", value: 2 },
      { id: "output_throughput", statistic: "value", value: 22 },
      { id: "ttft", statistic: "p50", value: 50 },
      { id: "ttft", statistic: "p99", value: 50 },
      { id: "latency", statistic: "p50", value: 0.2 },
      { id: "latency", statistic: "p99", value: 0.2 },
    ],
  });
  const { ttft } = accumulator.finish().distributions;
  strictEqual(ttft.percentiles[99], accumulator.live(1500).figures[3]?.value);
});

Deno.test("Accumulator.live() says null before anything has ended", () => {
  const { succeeded, failed, failuresByKind, figures } = createAccumulator().live(1000);
  deepStrictEqual([succeeded, failed, failuresByKind], [0, 0, {}]);
  ok(figures.length > 0 && figures.every(({ value }) => value === null));
});

Deno.test("an accumulator gives the samples of a metric, so that steps can be pooled", () => {
  const accumulator = createAccumulator();
  for (const endAtMs of [1100, 1300]) accumulator.add(makeRecord({ ...FULL_FACTS, endAtMs }));
  const samples = accumulator.samples("ttft");
  deepStrictEqual(samples.summary(), accumulator.finish().distributions.ttft);
  strictEqual(samples.summary().count, 2);
});
