import { ok, strictEqual } from "node:assert";
import { createDialect } from "../../src/apis/registry.ts";
import type { ApiName } from "../../src/core/apis.ts";
import { FAILURE_KINDS } from "../../src/core/failure.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { createRandom } from "../../src/core/random.ts";
import { replay } from "../apis/replay.ts";
import { cutAtChance, mutateBytes, mutateJson, pick } from "./mutations.ts";

const USAGE = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };

/** A good stream of each API. */
const STREAMS: Readonly<Partial<Record<ApiName, readonly JsonObject[]>>> = {
  openai: [
    { object: "chat.completion.chunk", choices: [{ index: 0, delta: { role: "assistant", content: "a" } }] },
    {
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: "1", function: { name: "f", arguments: "{}" } }] } }],
    },
    { choices: [{ index: 0, delta: { content: "b", reasoning_content: "c" }, finish_reason: "stop" }], usage: USAGE },
  ],
  openai_responses: [
    { type: "response.created", response: {} },
    { type: "response.output_text.delta", delta: "a" },
    { type: "response.completed", response: { status: "completed", usage: { input_tokens: 5, output_tokens: 2 } } },
  ],
  messages: [
    { type: "message_start", message: { usage: { input_tokens: 5, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a" } },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ],
  dashscope: [
    { output: { choices: [{ message: { role: "assistant", content: "a" }, finish_reason: "null" }] }, usage: {} },
    {
      output: { choices: [{ message: { role: "assistant", content: "b" }, finish_reason: "stop" }] },
      usage: { input_tokens: 5, output_tokens: 2 },
    },
  ],
  ollama: [
    { message: { role: "assistant", content: "a" }, done: false },
    {
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 5,
      eval_count: 1,
    },
  ],
};

const KINDS: ReadonlySet<string> = new Set(FAILURE_KINDS);
const TYPES = ["text/event-stream", "application/json", "", "text/plain", "application/x-ndjson", "text/html"] as const;

/** Reads damaged replies of every API: each ends in text and counts that can be, or in a failure of a known kind. */
export async function fuzzReplies(count: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  const apis = Object.keys(STREAMS) as (keyof typeof STREAMS)[];
  const dialects = new Map<ApiName, Awaited<ReturnType<typeof createDialect>>>();
  for (const api of apis) dialects.set(api, await createDialect({ api, url: "http://h/api/chat", custom: null }));
  for (let round = 0; round < count; round++) {
    const api = pick(random, apis);
    const events = (STREAMS[api] ?? []).map((event) => random.next() < 0.3 ? mutateJson(event, random) : event);
    const lines = events.map((event) =>
      api === "ollama" ? `${JSON.stringify(event)}\n` : `data: ${JSON.stringify(event)}\n\n`
    );
    const bytes = mutateBytes(
      new TextEncoder().encode(`${lines.join("")}${random.next() < 0.5 ? "data: [DONE]\n\n" : ""}`),
      random,
    );
    const dialect = dialects.get(api);
    const outcome = await replay({
      ...(dialect === undefined ? {} : { dialect }),
      contentType: random.next() < 0.7 ? TYPES[0] : pick(random, TYPES),
      status: random.next() < 0.9 ? 200 : pick(random, [204, 307, 400, 429, 500, 503]),
      pieces: cutAtChance(bytes, random),
      failure: random.next() < 0.9 ? null : { kind: "reset", message: "Connection broken" },
    });
    const place = `seed ${seed}, round ${round}, ${api}`;
    const { failure, usage, reply, chunks } = outcome;
    ok(failure === null || KINDS.has(failure.kind), place);
    for (const tokens of Object.values(usage ?? {})) {
      ok(tokens === null || (Number.isInteger(tokens) && tokens >= 0), place);
    }
    for (const text of Object.values(reply)) strictEqual(typeof text, "string", place);
    strictEqual(chunks.atMs.length, chunks.kinds.length, place);
  }
}
