import assert from "node:assert/strict";
import { createResponsesDialect } from "../../../src/apis/responses/responses_dialect.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { replay } from "../replay.ts";

/** Events without `event:` lines, as LiteLLM sends them. */
function read(...events: readonly JsonObject[]): Promise<RawOutcome> {
  const pieces = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return replay({ pieces, dialect: createResponsesDialect() });
}

function readWhole(body: JsonObject): Promise<RawOutcome> {
  const dialect = createResponsesDialect();
  return replay({ pieces: [JSON.stringify(body)], contentType: "application/json", dialect });
}

function kindsOf({ chunks }: RawOutcome): string[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "");
}

const DELTA = { type: "response.output_text.delta", delta: "hi" };
const USAGE = { input_tokens: 7, output_tokens: 2, input_tokens_details: { cached_tokens: 3 } };

Deno.test("refusals, reasoning summaries and custom tool input are output; empty deltas are not", async () => {
  const outcome = await read(
    { type: "response.reasoning_summary_text.delta", delta: "thinking" },
    { type: "response.output_text.delta", delta: "" },
    { type: "response.refusal.delta", delta: "no" },
    { type: "response.custom_tool_call_input.delta", delta: "{", item_id: "i" },
    { type: "response.completed", response: { status: "completed", usage: USAGE } },
  );
  assert.deepEqual(kindsOf(outcome), ["reasoning", "other", "content", "tool_call", "finish"]);
  assert.equal(outcome.reply.reasoning, "thinking");
  assert.equal(outcome.reply.content, "no");
  assert.equal(outcome.failure, null);
});

Deno.test("an incomplete response is complete as a reply, with its reason and its usage", async () => {
  const response = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, usage: USAGE };
  const outcome = await read(DELTA, { type: "response.incomplete", response });
  assert.equal(outcome.failure, null);
  assert.equal(outcome.finishReason, "max_output_tokens");
  assert.deepEqual(outcome.usage, { promptTokens: 7, completionTokens: 2, cachedTokens: 3, reasoningTokens: null });
});

Deno.test("a failed response is a failure with the service's words", async () => {
  const response = { status: "failed", error: { code: "server_error", message: "out of memory" } };
  const { failure } = await read(DELTA, { type: "response.failed", response });
  assert.deepEqual(failure, { kind: "error_in_stream", message: "out of memory", code: "server_error" });
});

Deno.test("a cancelled response is a failure", async () => {
  const { failure } = await read(DELTA, { type: "response.cancelled", response: { status: "cancelled" } });
  assert.equal(failure?.message, "The response is cancelled");
});

Deno.test("an error event is a failure, also without an event line", async () => {
  const { failure } = await read(DELTA, { type: "error", code: "rate_limit", message: "slow down" });
  assert.deepEqual(failure, { kind: "error_event", message: "slow down", code: "rate_limit" });
});

Deno.test("[DONE] alone does not make a stream complete", async () => {
  const pieces = [`data: ${JSON.stringify(DELTA)}\n\n`, "data: [DONE]\n\n"];
  const { failure } = await replay({ pieces, dialect: createResponsesDialect() });
  assert.equal(failure?.kind, "truncated");
  assert.match(failure?.message ?? "", /without response\.completed/);
});

Deno.test("text that only the last event brings counts as output of that event", async () => {
  const output = [{ type: "message", content: [{ type: "output_text", text: "late" }] }];
  const outcome = await read({ type: "response.completed", response: { status: "completed", output, usage: USAGE } });
  assert.deepEqual(kindsOf(outcome), ["content"]);
  assert.equal(outcome.reply.content, "late");
});

Deno.test("arguments that no deltas brought are taken from their item", async () => {
  const item = { id: "i", call_id: "c", type: "function_call", name: "f", arguments: '{"a":1}' };
  const outcome = await read(
    { type: "response.output_item.added", item: { ...item, arguments: "" } },
    { type: "response.output_item.done", item },
    { type: "response.completed", response: { status: "completed", output: [item] } },
  );
  assert.deepEqual(kindsOf(outcome), ["other", "tool_call", "finish"]);
  assert.deepEqual(JSON.parse(outcome.reply.toolCalls), [{ id: "c", name: "f", arguments: '{"a":1}' }]);
});

Deno.test("a whole body brings reasoning, text and calls", async () => {
  const outcome = await readWhole({
    status: "completed",
    error: null,
    output: [
      { type: "reasoning", summary: [{ type: "summary_text", text: "hm" }] },
      { type: "message", content: [{ type: "output_text", text: "yes" }] },
      { type: "function_call", id: "i", call_id: "c", name: "f", arguments: "{}" },
    ],
    usage: { prompt_tokens: 4, completion_tokens: 5 },
  });
  assert.deepEqual(outcome.reply, {
    content: "yes",
    reasoning: "hm",
    toolCalls: '[{"id":"c","name":"f","arguments":"{}"}]',
  });
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [4, 5]);
});

Deno.test("a whole body with output_text only has its text there", async () => {
  assert.equal((await readWhole({ status: "completed", output_text: "short" })).reply.content, "short");
});

Deno.test("a whole body that failed, and one that says nothing, are failures", async () => {
  const failed = await readWhole({ status: "failed", error: { code: "x", message: "no" }, output: [] });
  assert.deepEqual(failed.failure, { kind: "error_in_stream", message: "no", code: "x" });
  assert.equal((await readWhole({ status: "completed", output: [] })).failure?.kind, "empty_output");
});
