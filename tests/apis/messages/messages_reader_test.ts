import assert from "node:assert/strict";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import { createMessagesDialect } from "../../../src/apis/messages/messages_dialect.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { replay } from "../replay.ts";

const START = { type: "message_start", message: { usage: { input_tokens: 10, output_tokens: 1 } } };
const STOP = { type: "message_stop" };

function read(...events: readonly JsonObject[]): Promise<RawOutcome> {
  const pieces = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return replay({ pieces, dialect: createMessagesDialect() });
}

function delta(delta: JsonObject, index = 0): JsonObject {
  return { type: "content_block_delta", index, delta };
}

function kindsOf({ chunks }: RawOutcome): string[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "");
}

Deno.test("thinking, text and a call come in their blocks; pings and signatures are no output", async () => {
  const outcome = await read(
    START,
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
    delta({ type: "thinking_delta", thinking: "hm" }),
    delta({ type: "signature_delta", signature: "abc" }),
    { type: "ping" },
    delta({ type: "text_delta", text: "yes" }, 1),
    { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "c", name: "f", input: {} } },
    delta({ type: "input_json_delta", partial_json: "" }, 2),
    delta({ type: "input_json_delta", partial_json: '{"x":' }, 2),
    delta({ type: "input_json_delta", partial_json: "1}" }, 2),
    { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } },
    STOP,
  );
  assert.equal(outcome.failure, null);
  assert.deepEqual(kindsOf(outcome), [
    "role",
    "other",
    "reasoning",
    "other",
    "content",
    "other",
    "other",
    "tool_call",
    "tool_call",
    "finish",
    "other",
  ]);
  assert.deepEqual(outcome.reply, {
    content: "yes",
    reasoning: "hm",
    toolCalls: '[{"id":"c","name":"f","arguments":"{\\"x\\":1}"}]',
  });
  assert.equal(outcome.finishReason, "tool_use");
  assert.equal(outcome.usage?.completionTokens, 9);
});

Deno.test("the prompt is what was read anew, what the cache served and what it took up", async () => {
  const usage = { input_tokens: 3, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 1 };
  const { usage: total } = await read(
    { type: "message_start", message: { usage } },
    delta({ type: "text_delta", text: "a" }),
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
    STOP,
  );
  assert.deepEqual(total, { promptTokens: 123, completionTokens: 2, cachedTokens: 100, reasoningTokens: null });
});

Deno.test("an error event is a failure with its type", async () => {
  const error = { type: "overloaded_error", message: "Overloaded" };
  const { failure } = await read(START, delta({ type: "text_delta", text: "a" }), { type: "error", error });
  assert.deepEqual(failure, { kind: "error_event", message: "Overloaded", code: "overloaded_error" });
});

Deno.test("a stream without message_stop and stop_reason was cut off; one with either was not", async () => {
  const text = delta({ type: "text_delta", text: "a" });
  assert.equal((await read(START, text)).failure?.kind, "truncated");
  assert.equal((await read(START, text, STOP)).failure, null);
  const last = { type: "message_delta", delta: { stop_reason: "end_turn" } };
  assert.equal((await read(START, text, last)).failure, null);
});

Deno.test("a stream that ends without text is empty", async () => {
  const usage = { output_tokens: 0 };
  const { failure } = await read(START, { type: "message_delta", delta: { stop_reason: "end_turn" }, usage }, STOP);
  assert.equal(failure?.kind, "empty_output");
});

Deno.test("a whole body is read", async () => {
  const body = {
    type: "message",
    content: [
      { type: "thinking", thinking: "hm", signature: "s" },
      { type: "text", text: "yes" },
      { type: "tool_use", id: "c", name: "f", input: { x: 1 } },
      { type: "tool_use", id: "d", name: "g", input: {} },
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 5, output_tokens: 6 },
  };
  const outcome = await replay({
    pieces: [JSON.stringify(body)],
    contentType: "application/json",
    dialect: createMessagesDialect(),
  });
  assert.equal(outcome.failure, null);
  assert.deepEqual(JSON.parse(outcome.reply.toolCalls), [
    { id: "c", name: "f", arguments: '{"x":1}' },
    { id: "d", name: "g", arguments: "{}" },
  ]);
  assert.deepEqual([outcome.reply.content, outcome.reply.reasoning], ["yes", "hm"]);
  assert.deepEqual([outcome.usage?.promptTokens, outcome.finishReason], [5, "tool_use"]);
});

Deno.test("a refusal by status says the type of the error", async () => {
  const body = { type: "error", error: { type: "invalid_request_error", message: "max_tokens: Field required" } };
  const { failure } = await replay({
    status: 400,
    pieces: [JSON.stringify(body)],
    contentType: "application/json",
    dialect: createMessagesDialect(),
  });
  assert.equal(failure?.message, "HTTP 400: max_tokens: Field required");
  assert.equal(failure?.code, "invalid_request_error");
});

Deno.test("text of a block's start that its first piece says again is output once", async () => {
  const block = (event: Record<string, unknown>) => ({ index: 0, ...event });
  const outcome = await replay({
    dialect: createMessagesDialect(),
    pieces: [
      { type: "message_start", message: { usage: { input_tokens: 3, output_tokens: 1 } } },
      block({ type: "content_block_start", content_block: { type: "text", text: "One" } }),
      block({ type: "content_block_delta", delta: { type: "text_delta", text: "One" } }),
      block({ type: "content_block_delta", delta: { type: "text_delta", text: " two" } }),
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
      { type: "message_stop" },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`),
  });
  assert.equal(outcome.reply.content, "One two");
  assert.deepEqual(outcome.notes, ["repeated_text"]);
});

Deno.test("pieces that say the opening of their block again are no output, those that go on are", async () => {
  const opened = (text: string, ...pieces: readonly string[]) =>
    read(
      START,
      { type: "content_block_start", index: 0, content_block: { type: "text", text } },
      ...pieces.map((piece) => delta({ type: "text_delta", text: piece })),
      STOP,
    );
  const again = await opened("One two", "One", " two");
  assert.deepEqual([again.reply.content, again.notes], ["One two", ["repeated_text"]]);
  assert.equal((await opened("One two", "One", " three")).reply.content, "One twoOne three");
  assert.equal((await opened("One two", "One")).reply.content, "One twoOne");
  assert.equal((await opened("One two", "One", " two", " three")).reply.content, "One two three");
});
