import assert from "node:assert/strict";
import { fc } from "../support/property.ts";
import { createExchange } from "../../src/apis/exchange_reply.ts";
import type { RawOutcome } from "../../src/apis/exchange_reply.ts";
import { createOpenAiDialect } from "../../src/apis/openai/openai_dialect.ts";
import { CHUNK_KINDS } from "../../src/core/chunk_kind.ts";
import type { ChunkKind } from "../../src/core/chunk_kind.ts";
import { createClock, takeOriginEpochMs } from "../../src/core/clock.ts";
import { createTransport } from "../../src/transport/registry.ts";
import { DEFAULT_TRANSPORT } from "../support/default_transport.ts";
import { loadRecordedReply, readRecordedRows } from "../support/recorded_replies.ts";
import type { RecordedReply, RecordedRow } from "../support/recorded_replies.ts";
import { startScriptedServer } from "../support/scripted_server.ts";
import { cutUp, timelessFacts } from "./cut_up.ts";
import { replay } from "./replay.ts";

const STREAMS = readRecordedRows().filter(({ name, events }) => events !== null && /-(chat|completions)-/.test(name));
const SINGLE = STREAMS.filter(({ name }) => !/n2|two-prompts/.test(name));

/** What an entry of the table means for a reader; `null`: no event. First match decides. */
const KIND_RULES: readonly (readonly [RegExp, ChunkKind | null])[] = [
  [/^\[DONE\]|^data: null/, null],
  [/^\{role,content\}|^\{content\}|^text( length)?$/, "content"],
  [/^\{reasoning/, "reasoning"],
  [/tool_calls\}/, "tool_call"],
  [/^\{role/, "role"],
  [/ (length|stop|tool_calls)\b/, "finish"],
  [/\+usage/, "usage"],
  [/^text=empty$/, "other"],
];

function expectedKinds({ what }: RecordedRow): ChunkKind[] {
  return what.split("; ").flatMap((entry) => {
    const count = Number(/×(\d+)/.exec(entry)?.[1] ?? 1);
    const plain = entry.replace(/ ×\d+/, "").replace(/^(text|\{\w+\}) \+usage$/, "$1");
    const rule = KIND_RULES.find(([pattern]) => pattern.test(plain));
    assert.ok(rule !== undefined, `No rule for "${entry}"`);
    return rule[1] === null ? [] : new Array<ChunkKind>(count).fill(rule[1]);
  });
}

/**
 * llama.cpp states counts in its `timings` although no usage was asked for; LiteLLM's mock cuts its text into more pieces
 * than it says that there were tokens.
 */
function expectedTokens({ name, tokens }: RecordedRow, outcome: RawOutcome): number | null {
  if (name === "llama-chat-stream") return 40;
  const pieces = kindsOf(outcome).filter((kind) => kind === "content" || kind === "reasoning").length;
  return tokens !== null && tokens < pieces ? null : tokens;
}

function kindsOf({ chunks }: RawOutcome): ChunkKind[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "other");
}

interface PlainChoice {
  readonly index: number;
  readonly text?: string;
  readonly delta?: Record<string, string | null> & { tool_calls?: { function?: { arguments?: string } }[] };
  readonly finish_reason?: string | null;
}

/** The events of a recording, read in the plainest way. */
function plainChoices({ body }: RecordedReply): PlainChoice[] {
  return new TextDecoder().decode(body).split("\n")
    .filter((line) => line.startsWith("data: {"))
    .flatMap((line) => (JSON.parse(line.slice(6)) as { choices: PlainChoice[] }).choices)
    .filter(({ index }) => index === 0);
}

function assertText({ reply, finishReason }: RawOutcome, recording: RecordedReply): void {
  const choices = plainChoices(recording);
  const join = (pick: (choice: PlainChoice) => string | null | undefined) => choices.map((c) => pick(c) ?? "").join("");
  assert.equal(reply.content, join(({ text, delta }) => text ?? delta?.content));
  assert.equal(reply.reasoning, join(({ delta }) => delta?.reasoning ?? delta?.reasoning_content));
  const calls = reply.toolCalls === "" ? [] : JSON.parse(reply.toolCalls) as { name: string; arguments: string }[];
  const pieces = join(({ delta }) => delta?.tool_calls?.map((call) => call.function?.arguments ?? "").join(""));
  assert.equal(calls.map((call) => call.arguments).join(""), pieces);
  assert.ok(calls.every((call) => call.name !== "" && typeof JSON.parse(call.arguments) === "object"));
  assert.equal(
    finishReason,
    choices.map((choice) => choice.finish_reason ?? "").find((reason) => reason !== "") ?? null,
  );
}

/** Sends a recording byte by byte as it was, chunk framing included, through the real transport. */
async function replayRaw(recording: RecordedReply): Promise<RawOutcome> {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(recording.raw);
  });
  const clock = createClock(takeOriginEpochMs());
  const transport = await createTransport(DEFAULT_TRANSPORT, clock);
  const dialect = createOpenAiDialect();
  const exchange = createExchange({ transport, dialect, clock, url: server.url, headers: {} });
  // Some recordings are replies with two choices.
  const body = new TextEncoder().encode(`{"n":2}`);
  const outcome = await exchange({ body, isStream: true, headers: null }, new AbortController().signal);
  transport.close();
  return outcome;
}

for (const row of SINGLE) {
  Deno.test(`${row.name} is read as recorded`, async () => {
    const recording = loadRecordedReply(row.name);
    const outcome = await replayRaw(recording);
    assert.equal(outcome.failure, null);
    assert.deepEqual(kindsOf(outcome), expectedKinds(row));
    assert.equal(outcome.usage?.completionTokens ?? null, expectedTokens(row, outcome));
    assert.ok(outcome.isStream);
    assert.equal(outcome.counts.receivedBytes, recording.body.length);
    assertText(outcome, recording);
  });
}

for (const { name } of STREAMS) {
  Deno.test(`${name} reads the same however it is cut`, async () => {
    const { body } = loadRecordedReply(name);
    const whole = await replay({ pieces: [body] });
    const cuts = fc.array(fc.nat(body.length - 1), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const cut = await replay({ pieces: cutUp(body, places) });
        assert.deepEqual(timelessFacts(cut), timelessFacts(whole));
      }),
      { numRuns: 8 },
    );
  });
}

Deno.test("llama.cpp's server says how long it read and wrote", async () => {
  const { serviceTimes } = await replayRaw(loadRecordedReply("llama-chat-stream"));
  assert.ok((serviceTimes?.prefillMs ?? 0) > 0 && (serviceTimes?.decodeMs ?? 0) > 0);
  assert.deepEqual([serviceTimes?.loadMs, serviceTimes?.totalMs], [null, null]);
  assert.equal((await replayRaw(loadRecordedReply("vllm-chat-stream-unicode"))).serviceTimes, null);
});

Deno.test("unicode, reasoning and tool calls arrive as their servers said them", async () => {
  const unicode = await replayRaw(loadRecordedReply("vllm-chat-stream-unicode"));
  assert.ok(!unicode.reply.content.includes("\uFFFD"));
  const think = await replayRaw(loadRecordedReply("vllm-reason-chat-stream-think"));
  const same = await replayRaw(loadRecordedReply("llama-reason-chat-stream-think"));
  assert.equal(think.reply.reasoning.trim(), same.reply.reasoning.trim());
  assert.equal(think.reply.content.trim(), same.reply.content.trim());
  const calls = await replayRaw(loadRecordedReply("llama-chat-stream-tools-two"));
  const names = (JSON.parse(calls.reply.toolCalls) as { name: string; id: string }[]).map((
    { name, id },
  ) => [name, id !== ""]);
  assert.equal(names.length, 2);
  assert.ok(names.every(([, hasId]) => hasId === true));
});

Deno.test("with two choices only choice 0 and events of none are kept", async () => {
  for (const name of ["vllm-chat-stream-n2", "llama-chat-stream-n2", "litellm-chat-stream-n2"]) {
    const recording = loadRecordedReply(name);
    const outcome = await replayRaw(recording);
    const outputs = plainChoices(recording).filter(({ delta }) => (delta?.content ?? "") !== "").length;
    assert.equal(kindsOf(outcome).filter((kind) => kind === "content").length, outputs, name);
    assert.equal(outcome.failure, null, name);
    assertText(outcome, recording);
  }
});

Deno.test("usage of two choices is the total, also where each choice brings its own", async () => {
  const tokens = async (name: string) => (await replayRaw(loadRecordedReply(name))).usage;
  assert.equal((await tokens("vllm-chat-stream-n2"))?.completionTokens, 71);
  assert.deepEqual(await tokens("llama-chat-stream-n2"), {
    promptTokens: 23,
    completionTokens: 80,
    cachedTokens: 4,
    reasoningTokens: null,
  });
  // The proxy passes on one of the two: that is all that anyone can know.
  assert.equal((await tokens("litellm-chat-stream-n2"))?.completionTokens, 40);
  assert.equal((await tokens("vllm-completions-stream-two-prompts"))?.completionTokens, 24);
  assert.equal((await tokens("llama-completions-stream-two-prompts"))?.completionTokens, 24);
});

Deno.test("tokens so far are kept where each event says them", async () => {
  const counted = await replayRaw(loadRecordedReply("vllm-chat-stream-continuous-usage"));
  const tokens = [...counted.chunks.tokens ?? []];
  assert.deepEqual(tokens, tokens.toSorted((a, b) => a - b));
  assert.equal(tokens.at(-1), 24);
  for (
    const name of ["llama-chat-stream-continuous-usage", "llama-completions-stream-usage", "vllm-chat-stream-usage"]
  ) {
    assert.equal((await replayRaw(loadRecordedReply(name))).chunks.tokens, null, name);
  }
});
