import assert from "node:assert/strict";
import { fc } from "../support/property.ts";
import type { ApiDialect } from "../../src/apis/dialect.ts";
import type { RawOutcome } from "../../src/apis/exchange_reply.ts";
import { createMessagesDialect } from "../../src/apis/messages/messages_dialect.ts";
import { createResponsesDialect } from "../../src/apis/responses/responses_dialect.ts";
import { CHUNK_KINDS } from "../../src/core/chunk_kind.ts";
import type { ChunkKind } from "../../src/core/chunk_kind.ts";
import { loadRecordedReply, readRecordedRows } from "../support/recorded_replies.ts";
import type { RecordedRow } from "../support/recorded_replies.ts";
import { cutUp, timelessFacts } from "./cut_up.ts";
import { replay } from "./replay.ts";

const STREAMS = readRecordedRows().filter(({ name }) => /-(responses|messages)-stream/.test(name));

/** What an entry of the table means for a reader; `null`: no event. First match decides. */
const KIND_RULES: readonly (readonly [RegExp, ChunkKind | null])[] = [
  [/^\[DONE\]$/, null],
  [/^(created|message_start)$/, "role"],
  [/^(output_text|content_block_)\.?delta$/, "content"],
  [/^reasoning_text\.delta$/, "reasoning"],
  [/^function_call_arguments\.delta$/, "tool_call"],
  [/^(completed|message_delta)$/, "finish"],
  [/./, "other"],
];

function expectedKinds({ name, what }: RecordedRow): ChunkKind[] {
  const kinds = what.split("; ").flatMap((entry) => {
    const count = Number(/×(\d+)/.exec(entry)?.[1] ?? 1);
    const plain = entry.replace(/ ×\d+/, "");
    const kind = KIND_RULES.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
    return kind === null ? [] : new Array<ChunkKind>(count).fill(kind);
  });
  if (name !== "vllm-reason-messages-stream") return kinds;
  // All of its text is thinking, and the last delta is the signature.
  const last = kinds.lastIndexOf("content");
  return kinds.map((kind, index) => kind === "content" ? (index === last ? "other" : "reasoning") : kind);
}

function kindsOf({ chunks }: RawOutcome): ChunkKind[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "other");
}

function dialectOf(name: string): ApiDialect {
  return name.includes("-responses") ? createResponsesDialect() : createMessagesDialect();
}

interface PlainDelta {
  readonly text?: string;
  readonly thinking?: string;
  readonly partial_json?: string;
}

/** All deltas of a recording joined, read in the plainest way. */
function joinDeltas(body: Uint8Array): string {
  return new TextDecoder().decode(body).split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => (JSON.parse(line.slice(6)) as { delta?: string | PlainDelta }).delta ?? "")
    .map((delta) => typeof delta === "string" ? delta : delta.text ?? delta.thinking ?? delta.partial_json ?? "")
    .join("");
}

function promptTokensOf(name: string): number {
  return name.includes("tools") ? 198 : 23;
}

for (const row of STREAMS) {
  Deno.test(`${row.name} is read as recorded`, async () => {
    const { body } = loadRecordedReply(row.name);
    const outcome = await replay({ pieces: [body], dialect: dialectOf(row.name) });
    assert.equal(outcome.failure, null);
    assert.deepEqual(kindsOf(outcome), expectedKinds(row));
    assert.equal(outcome.usage?.completionTokens, row.tokens);
    assert.equal(outcome.usage?.promptTokens, promptTokensOf(row.name));
    const { content, reasoning, toolCalls } = outcome.reply;
    const calls = toolCalls === "" ? [] : JSON.parse(toolCalls) as { name: string; arguments: string }[];
    assert.equal(reasoning + content + calls.map((call) => call.arguments).join(""), joinDeltas(body));
    assert.deepEqual(calls.map((call) => call.name), row.name.includes("tools") ? ["get_weather"] : []);
  });

  Deno.test(`${row.name} reads the same however it is cut`, async () => {
    const { body } = loadRecordedReply(row.name);
    const dialect = dialectOf(row.name);
    const whole = await replay({ pieces: [body], dialect });
    const cuts = fc.array(fc.nat(body.length - 1), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const cut = await replay({ pieces: cutUp(body, places), dialect });
        assert.deepEqual(timelessFacts(cut), timelessFacts(whole));
      }),
      { numRuns: 8 },
    );
  });

  Deno.test(`${row.name} cut off before its end is truncated`, async () => {
    const { body } = loadRecordedReply(row.name);
    const text = new TextDecoder().decode(body);
    const end = Math.max(text.indexOf("event: message_delta"), text.indexOf("response.completed") - 30);
    const outcome = await replay({
      pieces: [text.slice(0, text.lastIndexOf("\n\n", end) + 2)],
      dialect: dialectOf(row.name),
    });
    assert.equal(outcome.failure?.kind, "truncated");
  });
}

const CACHED: readonly (readonly [name: string, cached: number | null, reasoning: number | null, finish: string])[] = [
  ["litellm-responses-stream", 22, null, "completed"],
  ["llama-responses-stream", 4, null, "completed"],
  ["vllm-responses-stream", 0, 0, "max_output_tokens"],
  ["vllm-reason-responses-stream", 0, 60, "max_output_tokens"],
  ["vllm-responses-stream-tools", 128, 0, "completed"],
  ["litellm-messages-stream", 22, null, "end_turn"],
  ["llama-messages-stream", 22, null, "max_tokens"],
  ["vllm-messages-stream", null, null, "max_tokens"],
];

for (const [name, cachedTokens, reasoningTokens, finishReason] of CACHED) {
  Deno.test(`${name} states its cached and reasoning tokens and why it ended`, async () => {
    const { usage, finishReason: reason } = await replay({
      pieces: [loadRecordedReply(name).body],
      dialect: dialectOf(name),
    });
    assert.deepEqual([usage?.cachedTokens, usage?.reasoningTokens, reason], [
      cachedTokens,
      reasoningTokens,
      finishReason,
    ]);
  });
}

for (const name of ["llama-responses", "vllm-responses"]) {
  Deno.test(`${name} is read as a whole body, though a stream was asked for`, async () => {
    const { status, contentType, body } = loadRecordedReply(name);
    const outcome = await replay({ status, contentType, pieces: [body], dialect: createResponsesDialect() });
    assert.equal(outcome.failure, null);
    assert.ok(!outcome.isStream);
    assert.match(outcome.reply.content, /^A load test asks a server .* gaps between later$/);
    assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [23, 60]);
    assert.equal(outcome.finishReason, name === "vllm-responses" ? "max_output_tokens" : "completed");
  });
}
