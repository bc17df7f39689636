import assert from "node:assert/strict";
import type { ChunkKind } from "../../../src/core/chunk_kind.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import { replay, replayEvents } from "../replay.ts";

const delta = (members: Record<string, unknown>, index = 0) => ({ choices: [{ index, delta: members }] });
const finish = (reason: string | null, index = 0) => ({ choices: [{ index, delta: {}, finish_reason: reason }] });
const usage = (prompt: number, completion: number) => ({ prompt_tokens: prompt, completion_tokens: completion });

async function kindOf(event: unknown): Promise<ChunkKind | undefined> {
  const { chunks } = await replayEvents(event);
  return CHUNK_KINDS[chunks.kinds[0] ?? -1];
}

const KINDS: readonly (readonly [string, unknown, ChunkKind | undefined])[] = [
  ["a role with empty text", delta({ role: "assistant", content: "" }), "role"],
  ["a role with text", delta({ role: "assistant", content: "Hi" }), "content"],
  [
    "text with a finish reason",
    { choices: [{ index: 0, delta: { content: "x" }, finish_reason: "length" }] },
    "content",
  ],
  ["text beside reasoning", delta({ content: "x", reasoning: "y" }), "content"],
  ["reasoning beside empty text", delta({ content: "", reasoning: "y" }), "reasoning"],
  ["reasoning_content", delta({ content: null, reasoning_content: "y" }), "reasoning"],
  ["reasoning_text", delta({ reasoning_text: "y" }), "reasoning"],
  ["thinking", delta({ thinking: "y" }), "reasoning"],
  ["reasoning_details with text", delta({ reasoning_details: [{ type: "reasoning.text", text: "y" }] }), "reasoning"],
  ["reasoning_details with a summary", delta({ reasoning_details: [{ summary: "y" }] }), "reasoning"],
  ["empty reasoning_details", delta({ reasoning_details: [{ text: "" }] }), "other"],
  ["the name of a tool call", delta({ tool_calls: [{ index: 0, id: "1", function: { name: "f" } }] }), "tool_call"],
  ["arguments of a tool call", delta({ tool_calls: [{ index: 0, function: { arguments: "{" } }] }), "tool_call"],
  ["a tool call without either", delta({ tool_calls: [{ index: 0, function: { arguments: "" } }] }), "other"],
  ["an older function call", delta({ function_call: { arguments: "{" } }), "tool_call"],
  ["a refusal", delta({ content: null, refusal: "No" }), "content"],
  ["text under its own name", delta({ text: "x" }), "content"],
  ["a number as content", delta({ content: 5 }), "content"],
  ["texts in a list", delta({ content: ["x", "y"] }), "content"],
  ["a finish reason in camel case", { choices: [{ delta: {}, finishReason: "stop" }] }, "finish"],
  ["a stop reason", { choices: [{ delta: {}, stop_reason: "end_turn" }] }, "finish"],
  ["text in parts", delta({ content: [{ type: "text", text: "x" }] }), "content"],
  ["thinking in parts", delta({ content: [{ type: "thinking", thinking: [{ text: "x" }] }] }), "reasoning"],
  ["text of completions", { choices: [{ index: 0, text: "x" }] }, "content"],
  ["held-back text of completions", { choices: [{ index: 0, text: "" }] }, "other"],
  ["a finish reason", finish("stop"), "finish"],
  ["a finish reason beside usage", { ...finish("stop"), usage: usage(1, 2) }, "finish"],
  ["usage alone", { choices: [], usage: usage(1, 2) }, "usage"],
  ["an empty delta", delta({}), "other"],
  ["an empty finish reason", finish(""), "other"],
  ["no choices", { id: "x" }, "other"],
  ["the only choice, counted from 1", delta({ content: "x" }, 1), "content"],
  ["the only choice, its index as a text", { choices: [{ index: "0", delta: { content: "x" } }] }, "content"],
  ["null", null, undefined],
  ["[DONE]", "[DONE]", undefined],
];

for (const [name, event, kind] of KINDS) {
  Deno.test(`an event with ${name} is ${kind ?? "none of the first choice"}`, async () => {
    assert.equal(await kindOf(event), kind);
  });
}

Deno.test("a reply that says by its finish reason that it failed is a failure", async () => {
  const { failure } = await replayEvents(delta({ content: "half" }), finish("error"), "[DONE]");
  assert.deepEqual([failure?.kind, failure?.message], [
    "error_in_stream",
    'The reply ended with the finish reason "error"',
  ]);
  assert.equal((await replayEvents(delta({ content: "x" }), finish("content_filter"))).failure, null);
});

Deno.test("reasoning that two members repeat is gathered once", async () => {
  const { reply } = await replayEvents(delta({ reasoning: "so", reasoning_content: "so" }), "[DONE]");
  assert.deepEqual(reply, { content: "", reasoning: "so", toolCalls: "" });
});

Deno.test("tool calls are put together by their index", async () => {
  const call = (index: number, members: Record<string, unknown>) => delta({ tool_calls: [{ index, ...members }] });
  const { reply, failure } = await replayEvents(
    call(0, { id: "a", function: { name: "one", arguments: "" } }),
    call(0, { function: { arguments: '{"x"' } }),
    call(1, { id: "b", function: { name: "two", arguments: "{}" } }),
    call(0, { function: { arguments: ":1}" } }),
    finish("tool_calls"),
  );
  assert.equal(failure, null);
  assert.deepEqual(JSON.parse(reply.toolCalls), [
    { id: "a", name: "one", arguments: '{"x":1}' },
    { id: "b", name: "two", arguments: "{}" },
  ]);
});

Deno.test("usage counts, with details where there are any; the last one wins", async () => {
  const full = {
    ...usage(10, 5),
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 3 },
  };
  const outcome = await replayEvents(
    { ...delta({ content: "a" }), usage: usage(10, 1) },
    { ...finish("stop"), usage: full },
  );
  assert.deepEqual(outcome.usage, { promptTokens: 10, completionTokens: 5, cachedTokens: 4, reasoningTokens: 3 });
  assert.deepEqual([...outcome.chunks.tokens ?? []], [1, 5]);
});

Deno.test("usage without either count is no usage", async () => {
  const { usage: counts } = await replayEvents(delta({ content: "a" }), {
    ...finish("stop"),
    usage: { total_tokens: 3 },
  });
  assert.equal(counts, null);
});

Deno.test("usage on every event of two choices is not added up", async () => {
  const outcome = await replayEvents(
    { ...delta({ content: "a" }), usage: usage(9, 1) },
    { ...finish("stop"), usage: usage(9, 1) },
    { ...delta({ content: "b" }, 1), usage: usage(9, 2) },
    { ...finish("stop", 1), usage: usage(9, 2) },
    { choices: [], usage: usage(9, 3) },
    "[DONE]",
  );
  assert.equal(outcome.usage?.completionTokens, 3);
});

async function failureOf(...events: readonly unknown[]) {
  return (await replayEvents(...events)).failure;
}

Deno.test("an error object in the stream is error_in_stream with its code", async () => {
  const error = { error: { message: "Out of memory", type: "InternalServerError", code: 500 } };
  assert.deepEqual(await failureOf(delta({ content: "a" }), error, "[DONE]"), {
    kind: "error_in_stream",
    message: "Out of memory",
    code: "InternalServerError",
  });
  assert.equal((await failureOf({ object: "error", message: "Gone", code: 40303 }))?.kind, "error_in_stream");
});

Deno.test("an error event is error_event, whatever its data", async () => {
  const json = await replay({ pieces: ['event: error\ndata: {"error":{"message":"Gone"}}\n\n'] });
  assert.deepEqual(json.failure, { kind: "error_event", message: "Gone" });
  const text = await replay({ pieces: ["event: error\ndata: it broke\n\n"] });
  assert.deepEqual(text.failure, { kind: "error_event", message: "it broke" });
});

Deno.test("a null error is none", async () => {
  assert.equal(await failureOf({ ...delta({ content: "a" }), error: null }, finish("stop")), null);
});

Deno.test("a stream with neither finish reason nor [DONE] is truncated, either of them is enough", async () => {
  const text = delta({ content: "a" });
  assert.equal((await failureOf(text))?.kind, "truncated");
  assert.equal((await failureOf())?.kind, "truncated");
  assert.equal((await failureOf(text, finish("stop", 1)))?.kind, "truncated");
  assert.equal(await failureOf(text, finish("stop")), null);
  assert.equal(await failureOf(text, "[DONE]"), null);
});

Deno.test("data that is no JSON object is malformed_json, the rest is still read", async () => {
  for (const data of ['{"choices":[', "hello", "[1]", "7"]) {
    const outcome = await replayEvents(delta({ content: "a" }), data, delta({ content: "b" }), "[DONE]");
    assert.equal(outcome.failure?.kind, "malformed_json", data);
    assert.equal(outcome.reply.content, "ab");
  }
});

Deno.test("a reply without output is empty_output, unless usage counts tokens", async () => {
  const role = delta({ role: "assistant", content: "" });
  assert.equal((await failureOf(role, finish("stop"), "[DONE]"))?.kind, "empty_output");
  assert.equal((await failureOf(role, { ...finish("stop"), usage: usage(3, 0) }))?.kind, "empty_output");
  assert.equal(await failureOf(role, { ...finish("length"), usage: usage(3, 1) }), null);
  assert.equal(
    await failureOf(delta({ tool_calls: [{ index: 0, function: { name: "f" } }] }), finish("tool_calls")),
    null,
  );
  assert.equal((await failureOf(finish("stop"), delta({ content: "x" }, 1), "[DONE]"))?.kind, "empty_output");
});

async function bodyFailure(body: string) {
  return (await replay({ contentType: "application/json", pieces: [body], isStream: false })).failure;
}

Deno.test("whole bodies fail in the same ways", async () => {
  assert.equal((await bodyFailure('{"error":"overloaded"}'))?.kind, "error_in_stream");
  assert.equal((await bodyFailure('{"choices":'))?.kind, "malformed_json");
  assert.equal((await bodyFailure("null"))?.kind, "malformed_json");
  assert.equal((await bodyFailure(""))?.kind, "empty_output");
  assert.equal((await bodyFailure('{"choices":[]}'))?.kind, "empty_output");
  assert.equal(
    (await bodyFailure('{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}'))?.kind,
    "empty_output",
  );
  assert.equal(await bodyFailure('{"choices":[{"message":{"content":"x"},"finish_reason":null}]}'), null);
});

Deno.test("tool calls of a whole body need no index, and arguments may be an object", async () => {
  const message = {
    content: null,
    tool_calls: [
      { id: "a", type: "function", function: { name: "one", arguments: "{}" } },
      { id: "b", type: "function", function: { name: "two", arguments: { x: 1 } } },
    ],
  };
  const body = JSON.stringify({ choices: [{ index: 0, message, finish_reason: "tool_calls" }] });
  const { reply, failure } = await replay({ contentType: "application/json", pieces: [body] });
  assert.equal(failure, null);
  assert.deepEqual(JSON.parse(reply.toolCalls), [
    { id: "a", name: "one", arguments: "{}" },
    { id: "b", name: "two", arguments: '{"x":1}' },
  ]);
});

Deno.test("a whole message after the deltas is no output", async () => {
  const whole = {
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: "One two" }, finish_reason: "stop" }],
    usage: usage(5, 2),
  };
  const { reply, chunks, notes } = await replayEvents(delta({ content: "One" }), delta({ content: " two" }), whole);
  assert.equal(reply.content, "One two");
  assert.deepEqual([...chunks.kinds].map((code) => CHUNK_KINDS[code]), ["content", "content", "finish"]);
  assert.deepEqual(notes, ["repeated_text"]);
});

Deno.test("a whole message that is all of a stream is its output", async () => {
  const { reply, failure } = await replayEvents({
    choices: [{ index: 0, message: { content: "One two" }, finish_reason: "stop" }],
  });
  assert.deepEqual([reply.content, failure], ["One two", null]);
});

Deno.test("sound alone is output, and what it says is the text", async () => {
  const sound = await replayEvents(
    delta({ audio: { data: "UklGRg==" } }),
    delta({ audio: { data: "AAAA" } }),
    finish("stop"),
  );
  assert.equal(sound.failure, null);
  assert.deepEqual([...sound.chunks.kinds].map((code) => CHUNK_KINDS[code]), ["audio", "audio", "finish"]);
  assert.deepEqual(sound.notes, ["audio"]);
  const spoken = await replayEvents(delta({ audio: { transcript: "Hi", data: "AA==" } }), finish("stop"));
  assert.equal(spoken.reply.content, "Hi");
});

Deno.test("several choices are noted, one is not", async () => {
  assert.deepEqual((await replayEvents(delta({ content: "a" }), finish("stop"))).notes, []);
  const two = await replayEvents(
    delta({ content: "a" }),
    delta({ content: "b" }, 1),
    finish("stop"),
    finish("stop", 1),
  );
  assert.deepEqual(two.notes, ["several_choices"]);
});
