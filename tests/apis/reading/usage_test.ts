import assert from "node:assert/strict";
import { judgeUsage } from "../../../src/apis/reading/usage_judge.ts";
import { findUsage } from "../../../src/apis/reading/usage_places.ts";
import { toCount } from "../../../src/apis/reading/token_usage.ts";
import { replayEvents } from "../replay.ts";

const COUNTS = { prompt_tokens: 41, completion_tokens: 17 };

const PLACES: readonly (readonly [string, object])[] = [
  ["beside the choices", { usage: COUNTS }],
  ["in a choice", { choices: [{ index: 0, delta: {}, usage: COUNTS }] }],
  ["in a delta", { choices: [{ index: 0, delta: { usage: COUNTS } }] }],
  ["in x_groq", { usage: null, x_groq: { id: "r", usage: COUNTS } }],
  ["in llama.cpp's timings", { timings: { prompt_n: 1, cache_n: 40, predicted_n: 17, predicted_ms: 3.5 } }],
  ["in Cohere's meta", { meta: { tokens: { input_tokens: 41, output_tokens: 17 } } }],
  ["in Cohere's billed units", { meta: { billed_units: { input_tokens: 41, output_tokens: 17 } } }],
  ["in Gemini's metadata", { usageMetadata: { promptTokenCount: 41, candidatesTokenCount: 17 } }],
  ["in Bedrock's metrics", { "amazon-bedrock-invocationMetrics": { inputTokenCount: 41, outputTokenCount: 17 } }],
  ["in a list of one", { usage: [COUNTS] }],
  ["in a list of its parts", { usage: [{ prompt_tokens: 41, completion_tokens: 9 }, { completion_tokens: 8 }] }],
  ["in a choice that is no list", { choices: { delta: {}, usage: COUNTS } }],
  ["as text", { usage: { prompt_tokens: "41", completion_tokens: "17" } }],
  ["as decimal numbers in text", { usage: { prompt_tokens: "41.0", completion_tokens: 17.0 } }],
];

for (const [place, event] of PLACES) {
  Deno.test(`usage ${place} is found`, () => {
    const usage = findUsage(event);
    assert.deepEqual([usage?.promptTokens, usage?.completionTokens], [41, 17]);
  });
}

const CACHED: readonly (readonly [string, object])[] = [
  ["OpenAI's details", { prompt_tokens_details: { cached_tokens: 8 } }],
  ["the details of responses", { input_tokens_details: { cached_tokens: 8 } }],
  ["Moonshot's cached_tokens", { cached_tokens: 8 }],
  ["DeepSeek's cache hits", { prompt_cache_hit_tokens: 8 }],
  ["Anthropic's cache reads", { cache_read_input_tokens: 8 }],
];

for (const [name, members] of CACHED) {
  Deno.test(`cached tokens are found as ${name}`, () => {
    assert.equal(findUsage({ usage: { ...COUNTS, ...members } })?.cachedTokens, 8);
  });
}

Deno.test("llama.cpp's timings add the cached tokens to a usage that has none", () => {
  const usage = findUsage({ usage: COUNTS, timings: { prompt_n: 1, cache_n: 40, predicted_n: 17 } });
  assert.deepEqual([usage?.promptTokens, usage?.completionTokens, usage?.cachedTokens], [41, 17, 40]);
});

Deno.test("toCount() takes whole numbers, tells what is no count from what is not there", () => {
  assert.deepEqual([12, "12", "12.0", 12.0].map(toCount), [12, 12, 12, 12]);
  assert.deepEqual([-1, 2.5, 1e308, "2.5", 9007199254740993].map(toCount), [NaN, NaN, NaN, NaN, NaN]);
  assert.deepEqual([null, undefined, "many", true, {}, ""].map(toCount), [null, null, null, null, null, null]);
});

const usage = (promptTokens: number | null, completionTokens: number | null, cachedTokens: number | null = null) => ({
  promptTokens,
  completionTokens,
  cachedTokens,
  reasoningTokens: null,
});

Deno.test("judgeUsage() leaves what can be, and says what cannot", () => {
  const judge = (...counts: Parameters<typeof usage>) => {
    const { usage: left, notes } = judgeUsage(usage(...counts), { textPieces: 3, isWriting: true });
    return [left?.promptTokens, left?.completionTokens, left?.cachedTokens, ...notes];
  };
  assert.deepEqual(judge(5, 3, 5), [5, 3, 5]);
  assert.deepEqual(judge(0, 3), [null, 3, null, "impossible_prompt_count"]);
  assert.deepEqual(judge(5, 2), [5, null, null, "impossible_completion_count"]);
  assert.deepEqual(judge(5, 0), [5, null, null, "impossible_completion_count"]);
  assert.deepEqual(judge(3, 4, 300), [3, 4, null, "impossible_cached_count"]);
  assert.deepEqual(judge(NaN, NaN, NaN), [
    null,
    null,
    null,
    "impossible_prompt_count",
    "impossible_completion_count",
    "impossible_cached_count",
  ]);
});

Deno.test("an API that writes no tokens states 0 of them", () => {
  const { usage: left, notes } = judgeUsage(usage(5, 0), { textPieces: 1, isWriting: false });
  assert.deepEqual([left?.completionTokens, notes], [0, []]);
});

Deno.test("a stream's usage of 0 beside text is no count", async () => {
  const outcome = await replayEvents(
    { choices: [{ index: 0, delta: { content: "Hello" } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: { prompt_tokens: 0, completion_tokens: 0 } },
  );
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [null, null]);
  assert.deepEqual(outcome.notes, ["impossible_prompt_count", "impossible_completion_count"]);
});
