import assert from "node:assert/strict";
import { createTemplateDialect } from "../../../src/apis/custom/template_dialect.ts";
import type { ApiDialect } from "../../../src/apis/dialect.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import { parseResponseMap } from "../../../src/core/custom/custom_api.ts";
import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import { replay } from "../replay.ts";

function dialectOf(map: JsonObject): ApiDialect {
  const parsed = parseResponseMap(map);
  assert.ok("stream" in parsed);
  return createTemplateDialect(parsed);
}

function read(map: JsonObject, ...events: readonly JsonValue[]): Promise<RawOutcome> {
  const pieces = events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
  return replay({ pieces, dialect: dialectOf(map) });
}

function readWhole(map: JsonObject, body: JsonValue): Promise<RawOutcome> {
  const pieces = [JSON.stringify(body)];
  return replay({ pieces, contentType: "application/json", dialect: dialectOf(map) });
}

function kindsOf({ chunks }: RawOutcome): string[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "");
}

const MAP = {
  text: "$.token.text",
  reasoning: "$.token.thought",
  finish: "$.details.finish_reason",
  "usage.prompt_tokens": "$.details.input_length",
  "usage.completion_tokens": "$.details.generated_tokens",
};

Deno.test("paths find text, reasoning, the finish and the counts", async () => {
  const outcome = await read(
    MAP,
    { token: { thought: "hm" }, details: null },
    { token: { text: "a" } },
    { other: 1 },
    { token: { text: "b" }, details: { finish_reason: "length", input_length: 9, generated_tokens: 3 } },
  );
  assert.equal(outcome.failure, null);
  assert.deepEqual(outcome.reply, { content: "ab", reasoning: "hm", toolCalls: "" });
  assert.deepEqual(kindsOf(outcome), ["reasoning", "content", "other", "content"]);
  assert.equal(outcome.finishReason, "length");
  assert.deepEqual(outcome.usage, { promptTokens: 9, completionTokens: 3, cachedTokens: null, reasoningTokens: null });
});

Deno.test("a map may say that each line is a JSON text", async () => {
  const map = { framing: "lines", text: "$.t", finish: "$.done" };
  const pieces = ['{"t":"a"}\n{"t"', ':"b"}\n', '{"done":true}\n'];
  const outcome = await replay({ pieces, contentType: "application/x-ndjson", dialect: dialectOf(map) });
  assert.deepEqual([outcome.failure, outcome.reply.content], [null, "ab"]);
  assert.deepEqual([...outcome.chunks.atMs], [1, 2, 3]);
});

Deno.test("counts gather from several events, and count continuously where they come with the text", async () => {
  const map = { text: "$.t", "usage.prompt_tokens": "$.p", "usage.completion_tokens": "$.n" };
  const outcome = await read(map, { p: 4 }, { t: "a", n: 1 }, { t: "b", n: 3 });
  assert.deepEqual([...outcome.chunks.tokens ?? []].slice(1), [1, 3]);
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [4, 3]);
});

Deno.test("a stream with a path to its finish must finish; [DONE] and `true` finish, too", async () => {
  const map = { text: "$.t", finish: "$.done" };
  assert.equal((await read(map, { t: "a", done: false })).failure?.kind, "truncated");
  assert.equal((await read(map, { t: "a" }, "[DONE]")).failure, null);
  const done = await read(map, { t: "a" }, { done: true });
  assert.deepEqual([done.failure, done.finishReason], [null, "done"]);
});

Deno.test("a stream without such a path ends when the connection says so", async () => {
  assert.equal((await read({ text: "$.t" }, { t: "a" })).failure, null);
});

Deno.test("streams and whole bodies can differ", async () => {
  const map = { stream: { text: "$.d" }, body: { text: "$[0].generated_text" } };
  assert.equal((await read(map, { d: "a" })).reply.content, "a");
  assert.equal((await readWhole(map, [{ generated_text: "whole" }])).reply.content, "whole");
});

Deno.test("errors are found at their path, else where services usually have them", async () => {
  const atPath = await read({ text: "$.t", error: "$.fault.why" }, { fault: { why: "too hot" } });
  assert.deepEqual(atPath.failure, { kind: "error_in_stream", message: "too hot" });
  const usual = await read({ text: "$.t" }, { error: { message: "no", type: "bad" } });
  assert.deepEqual(usual.failure, { kind: "error_in_stream", message: "no", code: "bad" });
});

Deno.test("text that is nowhere is an empty output, no JSON is malformed", async () => {
  assert.equal((await readWhole({ text: "$.t" }, { other: 1 })).failure?.kind, "empty_output");
  assert.equal((await read({ text: "$.t" }, "half {")).failure?.kind, "malformed_json");
});
