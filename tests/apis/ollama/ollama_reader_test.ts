import assert from "node:assert/strict";
import { fc } from "../../support/property.ts";
import type { RawOutcome } from "../../../src/apis/exchange_reply.ts";
import { createOllamaDialect } from "../../../src/apis/ollama/ollama_dialect.ts";
import { CHUNK_KINDS } from "../../../src/core/chunk_kind.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { cutUp, timelessFacts } from "../cut_up.ts";
import { replay } from "../replay.ts";

const CHAT = createOllamaDialect("http://h:11434/api/chat");
const GENERATE = createOllamaDialect("http://h:11434/api/generate");
const NDJSON = "application/x-ndjson";
const AT = { model: "llama3.2", created_at: "2023-08-04T19:22:45.499127Z" };

/** The last line of a stream, as the documentation of Ollama shows it: durations are ns. */
const DONE = {
  ...AT,
  done: true,
  done_reason: "stop",
  total_duration: 4883583458,
  load_duration: 1334875,
  prompt_eval_count: 26,
  prompt_eval_duration: 342546000,
  eval_count: 282,
  eval_duration: 4535599000,
};

function said(message: JsonObject): JsonObject {
  return { ...AT, message: { role: "assistant", content: "", ...message }, done: false };
}

function read(lines: readonly JsonObject[], more: Partial<Parameters<typeof replay>[0]> = {}): Promise<RawOutcome> {
  const pieces = lines.map((line) => `${JSON.stringify(line)}\n`);
  return replay({ pieces, contentType: NDJSON, dialect: CHAT, ...more });
}

function kindsOf({ chunks }: RawOutcome): string[] {
  return [...chunks.kinds].map((code) => CHUNK_KINDS[code] ?? "");
}

const THINKING = [
  said({ thinking: "hm" }),
  said({ content: "yes" }),
  said({ tool_calls: [{ function: { name: "f", arguments: { city: "Paris" } } }] }),
  said({ tool_calls: [{ function: { name: "g", arguments: {} } }] }),
  { ...DONE, message: { role: "assistant", content: "" } },
];

Deno.test("a chat brings thinking, text and calls line by line, and counts at its end", async () => {
  const outcome = await read(THINKING);
  assert.equal(outcome.failure, null);
  assert.ok(outcome.isStream);
  assert.deepEqual(kindsOf(outcome), ["reasoning", "content", "tool_call", "tool_call", "finish"]);
  assert.deepEqual([...outcome.chunks.atMs], [1, 2, 3, 4, 5]);
  assert.deepEqual(outcome.reply, {
    content: "yes",
    reasoning: "hm",
    toolCalls: '[{"id":"","name":"f","arguments":"{\\"city\\":\\"Paris\\"}"},{"id":"","name":"g","arguments":"{}"}]',
  });
  assert.equal(outcome.finishReason, "stop");
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [26, 282]);
  assert.deepEqual(outcome.serviceTimes, {
    loadMs: 1.334875,
    prefillMs: 342.546,
    decodeMs: 4535.599,
    totalMs: 4883.583458,
  });
});

Deno.test("durations that can be none are left out, and a reply without any states no times", async () => {
  const odd = await read([said({ content: "x" }), { ...AT, done: true, eval_duration: -1, load_duration: "soon" }]);
  assert.deepEqual([odd.failure, odd.serviceTimes], [null, null]);
  const some = await read([said({ content: "x" }), { ...AT, done: true, prompt_eval_duration: 5e6 }]);
  assert.deepEqual(some.serviceTimes, { loadMs: null, prefillMs: 5, decodeMs: null, totalMs: null });
});

Deno.test("a chat cut at any byte says the same", async () => {
  const bytes = new TextEncoder().encode(THINKING.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const whole = timelessFacts(await read(THINKING));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 6 }), async (cuts) => {
      assert.deepEqual(timelessFacts(await read([], { pieces: cutUp(bytes, cuts) })), whole);
    }),
    { seed: 11, numRuns: 30 },
  );
});

Deno.test("generate says its pieces in `response` and `thinking`; the last line may hold text too", async () => {
  const outcome = await read([
    { ...AT, response: "", thinking: "hm", done: false },
    { ...AT, response: "That", done: false },
    { ...DONE, response: "!", context: [1, 2, 3] },
  ], { dialect: GENERATE });
  assert.equal(outcome.failure, null);
  assert.deepEqual(kindsOf(outcome), ["reasoning", "content", "content"]);
  assert.deepEqual([outcome.reply.content, outcome.reply.reasoning], ["That!", "hm"]);
});

Deno.test("a whole body is read as the one line that it is, over several lines too", async () => {
  const body = { ...DONE, message: { role: "assistant", content: "Hello!" } };
  const outcome = await replay({
    pieces: [JSON.stringify(body, null, 2)],
    contentType: "application/json",
    dialect: CHAT,
    isStream: false,
  });
  assert.deepEqual([outcome.failure, outcome.isStream, outcome.reply.content], [null, false, "Hello!"]);
  assert.equal(outcome.usage?.completionTokens, 282);
});

Deno.test("lines are read as such where a service calls them JSON", async () => {
  const outcome = await read(THINKING, { contentType: "application/json" });
  assert.deepEqual([outcome.failure, outcome.isStream, outcome.reply.content], [null, true, "yes"]);
});

Deno.test("a cached prompt may be left out of the counts", async () => {
  const { prompt_eval_count: _count, ...done } = DONE;
  const outcome = await read([said({ content: "yes" }), done]);
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [null, 282]);
});

Deno.test("an error between the lines fails the request, with what had come", async () => {
  const outcome = await read([said({ content: "ye" }), { error: "an error was encountered while running the model" }]);
  assert.equal(outcome.failure?.kind, "error_in_stream");
  assert.match(outcome.failure?.message ?? "", /while running the model/);
  assert.equal(outcome.reply.content, "ye");
});

Deno.test("a stream without its last line is cut off, a model that was only loaded said nothing", async () => {
  assert.equal((await read([said({ content: "yes" })])).failure?.kind, "truncated");
  const loaded = { ...AT, message: { role: "assistant", content: "" }, done: true, done_reason: "load" };
  assert.equal((await read([loaded])).failure?.kind, "empty_output");
});

Deno.test("a line that is no JSON is malformed, a status tells the service's words", async () => {
  const outcome = await read([], { pieces: ["event: {}\n"] });
  assert.equal(outcome.failure?.kind, "malformed_json");
  const refused = await read([], { status: 404, pieces: ['{"error":"model \\"x\\" not found"}'] });
  assert.equal(refused.failure?.message, 'HTTP 404: model "x" not found');
});

Deno.test("server-sent events are no lines of Ollama's", async () => {
  const outcome = await read([], { contentType: "text/event-stream", pieces: ["data: {}\n\n"] });
  assert.equal(outcome.failure?.kind, "wrong_content_type");
});

Deno.test("embed answers with vectors and the tokens of the input", async () => {
  const outcome = await replay({
    pieces: [JSON.stringify({ model: "m", embeddings: [[0.1, 0.2], [0.3, 0.4]], prompt_eval_count: 8 })],
    contentType: "application/json",
    dialect: createOllamaDialect("http://h:11434/api/embed"),
    isStream: false,
  });
  assert.deepEqual([outcome.failure, outcome.reply.content], [null, "embedding_dim=2, count=2"]);
  assert.deepEqual([outcome.usage?.promptTokens, outcome.usage?.completionTokens], [8, 0]);
});
