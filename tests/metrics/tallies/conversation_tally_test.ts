import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RequestRecord, TokenCounts } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../../src/metrics/accumulator_options.ts";
import type { StepMetrics, TraceRow } from "../../../src/metrics/step_metrics.ts";
import { assertClose } from "../assert_close.ts";
import { makeRecord, type RecordFacts } from "../../support/make_record.ts";

function compute(records: readonly RequestRecord[], options: AccumulatorOptions = {}): StepMetrics {
  const accumulator = createAccumulator(options);
  records.forEach(accumulator.add);
  return accumulator.finish();
}

/** A turn of two tokens: the first after `ttftMs`, the second 10 ms later. */
function makeTurn(facts: RecordFacts & { readonly sentAtMs: number; readonly ttftMs?: number }): RequestRecord {
  const { sentAtMs, ttftMs = 20 } = facts;
  const events = [[sentAtMs + ttftMs, "content"], [sentAtMs + ttftMs + 10, "content"]] as const;
  return makeRecord({
    isLastTurn: false,
    events,
    endAtMs: sentAtMs + ttftMs + 15,
    ...facts,
    tokens: { completionTokens: 2, ...facts.tokens },
  });
}

function rowOf({ traces }: StepMetrics, metric: string): TraceRow {
  const row = traces?.rows.find((candidate) => candidate.metric === metric);
  if (row === undefined) throw new Error(`There is no row "${metric}"`);
  return row;
}

const FAILURE = { kind: "reset", message: "Connection reset" } as const;

Deno.test("traces have the rows of evalscope perf, computed by hand for one conversation of two turns", () => {
  const metrics = compute([
    makeTurn({ sentAtMs: 1000, ttftMs: 40, tokens: { promptTokens: 11, completionTokens: 8, cachedTokens: 4 } }),
    makeTurn({
      sentAtMs: 3000,
      turnIndex: 1,
      isLastTurn: true,
      tokens: { promptTokens: 11, completionTokens: 11, cachedTokens: 4 },
    }),
  ]);
  strictEqual(metrics.traces?.count, 1);
  strictEqual(metrics.traces?.guessedTurns, 0);
  const expected: Record<string, number> = {
    "Latency (s)": 2.03,
    "First-Turn TTFT (s)": 0.04,
    "TTFAT (s)": 2.02,
    "Decode TPS": (700 + 1000) / 2,
    "Cache Hit Rate (%)": 100 * 8 / 22,
    "Eligible Cache Hit Rate (%)": 100 * 4 / 19,
  };
  deepStrictEqual(metrics.traces?.rows.map(({ metric }) => metric), Object.keys(expected));
  for (const { metric, ...figures } of metrics.traces?.rows ?? []) {
    for (const [name, value] of Object.entries(figures)) {
      assertClose(value, expected[metric] ?? NaN, `${name} ${metric}`);
    }
  }
});

Deno.test("traces interpolate between conversations", () => {
  const records = [1, 2, 3].map((sessionIndex) => {
    return [
      makeTurn({ sessionIndex, sentAtMs: 0, ttftMs: sessionIndex * 100 }),
      makeTurn({ sessionIndex, sentAtMs: 1000, turnIndex: 1, isLastTurn: true }),
    ];
  });
  const { mean, min, p50, p90, max } = rowOf(compute(records.flat()), "First-Turn TTFT (s)");
  deepStrictEqual([min, p50, max], [0.1, 0.2, 0.3]);
  assertClose(mean, 0.2);
  assertClose(p90, 0.28);
});

Deno.test("conversations that fail or do not come to their end are abandoned, with the turns they completed", () => {
  const metrics = compute([
    makeTurn({ sessionIndex: 1, sentAtMs: 0 }),
    makeTurn({ sessionIndex: 2, sentAtMs: 0 }),
    makeTurn({ sessionIndex: 3, sentAtMs: 0, failure: FAILURE }),
    makeTurn({ sessionIndex: 1, sentAtMs: 500, turnIndex: 1, isLastTurn: true }),
    makeTurn({ sessionIndex: 2, sentAtMs: 500, turnIndex: 1, failure: FAILURE }),
    makeTurn({ sessionIndex: 4, sentAtMs: 500 }),
    makeTurn({ sessionIndex: 5, sentAtMs: 700 }),
    makeTurn({ sessionIndex: 5, sentAtMs: 900, turnIndex: 1, isLastTurn: true, failure: FAILURE }),
  ]);
  const { conversations, finished_conversations, abandoned_conversations } = metrics.scalars;
  deepStrictEqual([conversations, finished_conversations, abandoned_conversations], [5, 1, 4]);
  strictEqual(metrics.traces?.count, 4);
  const { min, max } = rowOf(metrics, "Latency (s)");
  deepStrictEqual([min, max], [0.03, 0.53]);
});

Deno.test("looking at conversations that go on does not end them", () => {
  const accumulator = createAccumulator();
  accumulator.add(makeTurn({ sentAtMs: 0 }));
  strictEqual(accumulator.finish().scalars.abandoned_conversations, 1);
  accumulator.add(makeTurn({ sentAtMs: 500, turnIndex: 1, isLastTurn: true }));
  const { scalars, traces } = accumulator.finish();
  deepStrictEqual([scalars.conversations, scalars.finished_conversations, traces?.count], [1, 1, 1]);
  strictEqual(scalars.abandoned_conversations, 0);
});

Deno.test("turns are told apart by their place", () => {
  const { scalars, distributions } = compute([
    makeTurn({ sentAtMs: 0, ttftMs: 100 }),
    makeTurn({ sentAtMs: 500, ttftMs: 20, turnIndex: 1 }),
    makeTurn({ sentAtMs: 900, ttftMs: 40, turnIndex: 2, isLastTurn: true }),
    makeTurn({ sentAtMs: 900, turnIndex: 0, sessionIndex: 1, failure: FAILURE }),
  ]);
  deepStrictEqual([distributions.first_turn_ttft.mean, distributions.later_turn_ttft.mean], [100, 30]);
  strictEqual(scalars.turns_per_request, 2);
});

function makeCachedTurn(turnIndex: number, tokens: Partial<TokenCounts>): RequestRecord {
  return makeTurn({ sentAtMs: 1000 * turnIndex, turnIndex, isLastTurn: turnIndex === 2, tokens });
}

Deno.test("cached tokens that the service states are taken as they are, in place of the guess", () => {
  const metrics = compute([
    makeCachedTurn(0, { promptTokens: 100, completionTokens: 20, cachedTokens: 30 }),
    makeCachedTurn(1, { promptTokens: 200, completionTokens: 20, cachedTokens: 0 }),
    makeCachedTurn(2, { promptTokens: 300, completionTokens: 20, cachedTokens: 210 }),
  ]);
  const { kv_cache_hit_rate, kv_cache_hit_rate_estimate } = metrics.scalars;
  deepStrictEqual([kv_cache_hit_rate, kv_cache_hit_rate_estimate], [40, 40]);
  strictEqual(metrics.traces?.guessedTurns, 0);
  assertClose(rowOf(metrics, "Eligible Cache Hit Rate (%)").mean, 100 * 210 / (120 + 220));
});

Deno.test("cached tokens that nobody states are guessed, counted as a guess and never more than the prompt", () => {
  const metrics = compute([
    makeCachedTurn(0, { promptTokens: 100, completionTokens: 20 }),
    makeCachedTurn(1, { promptTokens: 200, completionTokens: 50 }),
    makeCachedTurn(2, { promptTokens: 80, completionTokens: 20 }),
  ]);
  const { kv_cache_hit_rate, kv_cache_hit_rate_estimate } = metrics.scalars;
  strictEqual(kv_cache_hit_rate, null);
  assertClose(kv_cache_hit_rate_estimate, 100 * (0 + 120 + 80) / 380);
  strictEqual(metrics.traces?.guessedTurns, 3);
  strictEqual(metrics.distributions.cached_tokens.count, 0);
});

Deno.test("cached tokens stay unknown where token counts are", () => {
  const metrics = compute([
    makeCachedTurn(0, { completionTokens: 20 }),
    makeCachedTurn(1, { promptTokens: 200, completionTokens: 50 }),
    makeCachedTurn(2, { completionTokens: 50, cachedTokens: 9 }),
  ]);
  strictEqual(metrics.scalars.kv_cache_hit_rate_estimate, null);
  deepStrictEqual(rowOf(metrics, "Cache Hit Rate (%)").mean, null);
  strictEqual(metrics.traces?.guessedTurns, 0);
});

Deno.test("conversations of one turn count where conversations are followed, single requests do not", () => {
  const single = [
    makeTurn({ sentAtMs: 0, isLastTurn: true }),
    makeTurn({ sentAtMs: 9, sessionIndex: 1, isLastTurn: true }),
  ];
  const { scalars, traces, distributions } = compute(single, { isMultiTurn: true });
  deepStrictEqual([scalars.conversations, scalars.turns_per_request, traces?.count], [2, 1, 2]);
  deepStrictEqual([distributions.first_turn_ttft.count, distributions.later_turn_ttft.count], [2, 0]);
  strictEqual(rowOf(compute(single, { isMultiTurn: true }), "Eligible Cache Hit Rate (%)").mean, null);
  deepStrictEqual([compute(single).traces, compute(single).scalars.conversations], [null, null]);
});

Deno.test("conversations of the warm-up are no conversations", () => {
  const { traces, scalars } = compute([
    makeTurn({ sentAtMs: 0, phase: "warmup" }),
    makeTurn({ sentAtMs: 50, phase: "warmup", turnIndex: 1, isLastTurn: true }),
  ], { isMultiTurn: true });
  deepStrictEqual([traces, scalars.conversations], [null, null]);
});

Deno.test("there are no traces where no conversation completed a turn", () => {
  const { traces, scalars } = compute([makeTurn({ sentAtMs: 0, failure: FAILURE })]);
  deepStrictEqual([traces, scalars.conversations, scalars.abandoned_conversations], [null, 1, 1]);
  strictEqual(scalars.turns_per_request, null);
});
