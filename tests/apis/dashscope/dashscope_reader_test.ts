import assert from "node:assert/strict";
import { createDashScopeDialect } from "../../../src/apis/dashscope/dashscope_dialect.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { replay } from "../replay.ts";

const DIALECT = createDashScopeDialect("http://h/api/v1/services/aigc/text-generation/generation");
const INCREMENTAL = { parameters: { incremental_output: true } };

function encode(body: JsonObject): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(body));
}

/** Frames events as the service does: an id, a name, a comment with the status, no space before the data. */
function frame(event: JsonObject, index: number): string {
  const name = "code" in event ? "error" : "result";
  return `id:${index + 1}\nevent:${name}\n:HTTP_STATUS/${name === "error" ? 400 : 200}\ndata:${
    JSON.stringify(event)
  }\n\n`;
}

function read(request: JsonObject, ...events: readonly JsonObject[]): Promise<RawOutcome> {
  return replay({ pieces: events.map(frame), dialect: DIALECT, body: encode(request) });
}

function readWhole(body: JsonObject): Promise<RawOutcome> {
  return replay({ pieces: [JSON.stringify(body)], contentType: "application/json", dialect: DIALECT });
}

function event(message: JsonObject, outputTokens: number, reason = "null"): JsonObject {
  return {
    output: { choices: [{ message: { role: "assistant", ...message }, finish_reason: reason }] },
    usage: { input_tokens: 11, output_tokens: outputTokens, total_tokens: 11 + outputTokens },
    request_id: "r-1",
  };
}

function kindsOf({ chunks }: RawOutcome): string[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "");
}

Deno.test("incremental events are pieces, with the tokens so far on each", async () => {
  const outcome = await read(
    INCREMENTAL,
    event({ content: "", reasoning_content: "hm" }, 1),
    event({ content: "1", reasoning_content: "" }, 2),
    // Would be taken for a cumulative text if the request did not say otherwise.
    event({ content: "10", reasoning_content: "" }, 4),
    event({ content: "", reasoning_content: "" }, 4, "stop"),
  );
  assert.equal(outcome.failure, null);
  assert.deepEqual(outcome.reply, { content: "110", reasoning: "hm", toolCalls: "" });
  assert.deepEqual(kindsOf(outcome), ["reasoning", "content", "content", "finish"]);
  assert.deepEqual([...outcome.chunks.tokens ?? []], [1, 2, 4, 4]);
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [11, 4]);
  assert.equal(outcome.finishReason, "stop");
});

Deno.test("cumulative events bring the whole text each: the difference counts", async () => {
  const outcome = await read(
    { parameters: { incremental_output: false } },
    event({ content: "Good" }, 1),
    event({ content: "Good day" }, 2),
    event({ content: "Good day" }, 2, "stop"),
  );
  assert.equal(outcome.reply.content, "Good day");
  assert.deepEqual(kindsOf(outcome), ["content", "content", "finish"]);
});

Deno.test("a model that sends pieces although it was asked for the whole is understood", async () => {
  const outcome = await read({}, event({ content: "Good" }, 1), event({ content: " day" }, 2, "stop"));
  assert.equal(outcome.reply.content, "Good day");
});

Deno.test("the older form has its text beside the finish reason", async () => {
  const old = (text: string, reason: string) => ({
    output: { text, finish_reason: reason },
    usage: { output_tokens: 2 },
  });
  const outcome = await read({}, old("Hi", "null"), old("Hi you", "stop"));
  assert.deepEqual([outcome.reply.content, outcome.finishReason], ["Hi you", "stop"]);
});

Deno.test("parts of multimodal replies are text", async () => {
  const outcome = await read(
    INCREMENTAL,
    event({ content: [{ text: "a " }] }, 1),
    event({ content: [] }, 1),
    event({ content: [{ text: "cat" }] }, 2, "stop"),
  );
  assert.equal(outcome.reply.content, "a cat");
  assert.deepEqual(kindsOf(outcome), ["content", "usage", "content"]);
});

Deno.test("tool calls come in pieces or as a whole that grows", async () => {
  const call = (text: string) => ({ tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: text } }] });
  const pieces = await read(INCREMENTAL, event(call('{"x":'), 1), event(call("1}"), 2, "tool_calls"));
  const growing = await read({}, event(call('{"x":'), 1), event(call('{"x":1}'), 2, "tool_calls"));
  for (const { reply, finishReason } of [pieces, growing]) {
    assert.deepEqual(JSON.parse(reply.toolCalls), [{ id: "c", name: "f", arguments: '{"x":1}' }]);
    assert.equal(finishReason, "tool_calls");
  }
  assert.deepEqual(kindsOf(growing), ["tool_call", "tool_call"]);
});

Deno.test("cached and reasoning tokens are read from the details", async () => {
  const usage = {
    input_tokens: 30,
    output_tokens: 5,
    prompt_tokens_details: { cached_tokens: 20 },
    output_tokens_details: { reasoning_tokens: 4 },
  };
  const outcome = await read(INCREMENTAL, { ...event({ content: "a" }, 1, "stop"), usage });
  assert.deepEqual(outcome.usage, { promptTokens: 30, completionTokens: 5, cachedTokens: 20, reasoningTokens: 4 });
});

Deno.test("an error event is a failure with its code, and its body keeps the request's id", async () => {
  const error = {
    code: "DataInspectionFailed",
    message: "Output data may contain inappropriate content.",
    request_id: "r-9",
  };
  const { failure } = await read(INCREMENTAL, event({ content: "a" }, 1), error);
  assert.equal(failure?.kind, "error_event");
  assert.equal(failure?.code, "DataInspectionFailed");
  assert.match(failure?.body ?? "", /r-9/);
});

Deno.test("an error in a reply with a good status is a failure", async () => {
  const { failure } = await readWhole({ code: "InvalidParameter", message: "no such model", request_id: "r-2" });
  assert.equal(failure?.kind, "error_in_stream");
  assert.equal(failure?.message, "no such model");
});

Deno.test("a refusal by status is said in the service's words", async () => {
  const body = { code: "InvalidApiKey", message: "Invalid API-key provided.", request_id: "r-3" };
  const { failure } = await replay({
    status: 401,
    pieces: [JSON.stringify(body)],
    contentType: "application/json",
    dialect: DIALECT,
  });
  assert.equal(failure?.message, "HTTP 401: Invalid API-key provided.");
  assert.equal(failure?.code, "InvalidApiKey");
  assert.match(failure?.body ?? "", /r-3/);
});

Deno.test("a whole body is read; an empty code is none", async () => {
  const outcome = await readWhole({ status_code: 200, code: "", message: "", ...event({ content: "yes" }, 3, "stop") });
  assert.equal(outcome.failure, null);
  assert.deepEqual([outcome.reply.content, outcome.usage?.completionTokens], ["yes", 3]);
});

Deno.test("a stream whose reason stays null was cut off", async () => {
  const { failure } = await read(INCREMENTAL, event({ content: "a" }, 1));
  assert.equal(failure?.kind, "truncated");
});

Deno.test("a reply is over with the event that has the reason to stop, whatever the connection does", () => {
  const reader = DIALECT.createReader(encode(INCREMENTAL));
  reader.readEvent(JSON.stringify(event({ content: "1" }, 1)), "result");
  assert.equal(reader.isComplete, false);
  reader.readEvent(JSON.stringify(event({ content: "" }, 1, "stop")), "result");
  assert.equal(reader.isComplete, true);
  assert.equal(reader.end(true).usage?.completionTokens, 1);
});
