import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fixed } from "../../src/core/value_distribution.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator_options.ts";
import { withSimulator } from "../support/simulator.ts";

// deno-lint-ignore no-explicit-any -- replies are read as their clients read them
type Line = any;

const CHAT = { model: "m", messages: [{ role: "user", content: "How do I test a server?" }] };
const PROMPT = { model: "m", prompt: "How do I test a server?" };

async function post(simulator: Simulator, path: string, body: unknown): Promise<Response> {
  return await fetch(`${simulator.url}${path}`, { method: "POST", body: JSON.stringify(body) });
}

/** Streams a reply and gives its lines. */
async function stream(
  options: Partial<SimulatorOptions>,
  { path = "/api/chat", ...body }: { readonly path?: string } & Record<string, unknown> = {},
): Promise<readonly Line[]> {
  return await withSimulator(options, async (simulator) => {
    const response = await post(simulator, path, path === "/api/chat" ? { ...CHAT, ...body } : { ...PROMPT, ...body });
    strictEqual(response.headers.get("content-type"), "application/x-ndjson");
    const text = await response.text();
    match(text, /\n$/);
    return text.trimEnd().split(/\r?\n/).map((line) => JSON.parse(line));
  });
}

Deno.test("/api/chat streams a line a token unless told not to, and a last one with reason, counts and nanoseconds", async () => {
  const lines = await stream({ ttftMs: fixed(30), itlMs: fixed(5) });
  strictEqual(lines.length, 9);
  for (const { model, created_at, message, done } of lines.slice(0, -1)) {
    deepStrictEqual([model, message.role, done], ["m", "assistant", false]);
    match(message.content, /^ \S+$/);
    match(created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
  }
  const last = lines.at(-1);
  deepStrictEqual(last.message, { role: "assistant", content: "" });
  deepStrictEqual([last.done, last.done_reason, last.prompt_eval_count, last.eval_count], [true, "stop", 6, 8]);
  // What is due cannot come early: TTFT 30 ms, seven gaps of 5, which are shorter behind a first one that was late.
  ok(last.prompt_eval_duration >= 29e6 && last.total_duration >= 64e6, JSON.stringify(last));
  ok(last.eval_duration > 0 && last.total_duration >= last.prompt_eval_duration + last.eval_duration);
  ok(Number.isInteger(last.total_duration) && Number.isInteger(last.eval_duration));
});

Deno.test("/api/generate answers in response, and whole and streamed replies have the same text", async () => {
  const lines = await stream({}, { path: "/api/generate", options: { num_predict: 4 } });
  deepStrictEqual([lines.length, lines.at(-1).done_reason, lines.at(-1).eval_count], [5, "length", 4]);
  await withSimulator({}, async (simulator) => {
    const body = { ...PROMPT, stream: false, options: { num_predict: 4 } };
    const response = await post(simulator, "/api/generate", body);
    strictEqual(response.headers.get("content-type"), "application/json");
    const whole = await response.json();
    strictEqual(whole.response, lines.map(({ response }) => response).join(""));
    deepStrictEqual([whole.done, whole.done_reason, whole.prompt_eval_count, whole.eval_count], [true, "length", 6, 4]);
    ok(whole.total_duration >= whole.eval_duration);
  });
});

Deno.test("num_predict below 1 is no limit, and usage can be switched off", async () => {
  const lines = await stream({ usage: "off" }, { options: { num_predict: -1 } });
  strictEqual(lines.length, 9);
  deepStrictEqual(Object.keys(lines.at(-1)), ["model", "created_at", "message", "done", "done_reason"]);
});

Deno.test("thinking comes first, in a member of its own, unless the request forbids it", async () => {
  const options = { reasoningTokens: fixed(3) };
  for (const path of ["/api/chat", "/api/generate"]) {
    const lines = await stream(options, { path });
    const pieces = lines.slice(0, -1).map((line) => line.message ?? line);
    deepStrictEqual(pieces.map(({ thinking }) => thinking !== undefined), Array.from({ length: 8 }, (_, i) => i < 3));
    strictEqual(lines.at(-1).eval_count, 8);
  }
  const silent = await stream(options, { think: false });
  strictEqual(silent.some(({ message }) => message.thinking !== undefined), false);
});

Deno.test("a tool call comes whole, in one line, with its arguments as an object", async () => {
  const options = { toolCall: true, reasoningTokens: fixed(2) };
  const lines = await stream(options);
  const calls = lines.flatMap(({ message }) => message.tool_calls ?? []);
  strictEqual(calls.length, 1);
  strictEqual(calls[0].function.name, "search");
  match(calls[0].function.arguments.query, /\S+( \S+){3}/);
  deepStrictEqual([lines.length, lines.at(-1).done_reason, lines.at(-1).eval_count], [4, "stop", 8]);
  await withSimulator(options, async (simulator) => {
    const whole = await (await post(simulator, "/api/chat", { ...CHAT, stream: false })).json();
    deepStrictEqual(whole.message.tool_calls, calls);
    strictEqual(whole.message.thinking, lines.map(({ message }) => message.thinking ?? "").join(""));
  });
});

Deno.test("/api/embed gives one vector a text, and /api/tags names the models", async () => {
  await withSimulator({ models: ["a", "b"] }, async (simulator) => {
    const reply = await (await post(simulator, "/api/embed", { model: "a", input: ["x", "y"], dimensions: 3 })).json();
    deepStrictEqual(reply.embeddings.map((vector: readonly number[]) => vector.length), [3, 3]);
    deepStrictEqual([reply.model, reply.prompt_eval_count], ["a", 2]);
    ok(Number.isInteger(reply.total_duration));
    const tags = await (await fetch(`${simulator.url}/api/tags`)).json();
    deepStrictEqual(tags.models.map(({ name }: { readonly name: string }) => name), ["a", "b"]);
  });
});

Deno.test("a request with nothing to answer loads the model", async () => {
  await withSimulator({}, async (simulator) => {
    const chat = await (await post(simulator, "/api/chat", { model: "m", messages: [] })).json();
    const generate = await (await post(simulator, "/api/generate", { model: "m" })).json();
    deepStrictEqual([chat.done_reason, chat.message.content], ["load", ""]);
    deepStrictEqual([generate.done_reason, generate.response, generate.done], ["load", "", true]);
  });
});

const REFUSED: readonly (readonly [path: string, body: unknown, status: number, error: RegExp])[] = [
  ["/api/chat", { messages: [] }, 400, /model is required/],
  ["/api/chat", { model: "m", messages: 3 }, 400, /messages/],
  ["/api/generate", { ...PROMPT, options: { num_predict: "x" } }, 400, /num_predict/],
  ["/api/embed", { model: "m", input: 3 }, 400, /input/],
  ["/api/chat", { ...CHAT, model: "other" }, 404, /model 'other' not found/],
];

Deno.test("errors of its own endpoints are text, as Ollama has them; with /v1 before them there is nothing", async () => {
  for (const [path, body, status, error] of REFUSED) {
    await withSimulator({ models: ["m"], strictModel: status === 404 }, async (simulator) => {
      const response = await post(simulator, path, body);
      strictEqual(response.status, status, path);
      match((await response.json()).error, error);
    });
  }
  await withSimulator({}, async (simulator) => {
    const versioned = await post(simulator, "/v1/api/chat", CHAT);
    strictEqual(versioned.status, 404);
    await versioned.body?.cancel();
  });
});
