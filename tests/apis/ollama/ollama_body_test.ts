import assert from "node:assert/strict";
import { createOllamaDialect } from "../../../src/apis/ollama/ollama_dialect.ts";
import { DataError } from "../../../src/core/errors.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { buildBody, chatTurn } from "../build_body.ts";

const CHAT = createOllamaDialect("http://h:11434/api/chat");
const GENERATE = createOllamaDialect("http://h:11434/api/generate/");
const EMBED = createOllamaDialect("http://h:11434/api/embed");
const REST = { model: "m", stream: true, options: { num_predict: 2048, temperature: 0 } };

Deno.test("what shapes the generation goes under options, by Ollama's names", () => {
  const given = {
    seed: 3,
    stop: ["END"],
    topP: 0.5,
    topK: 4,
    repetitionPenalty: 1.1,
    frequencyPenalty: 0.2,
    logprobs: true,
    stream: false,
  };
  const body = buildBody(CHAT, chatTurn({ role: "user", content: "hello" }), given);
  assert.deepEqual(body, {
    messages: [{ role: "user", content: "hello" }],
    model: "m",
    stream: false,
    logprobs: true,
    options: {
      num_predict: 2048,
      frequency_penalty: 0.2,
      repeat_penalty: 1.1,
      seed: 3,
      stop: ["END"],
      temperature: 0,
      top_p: 0.5,
      top_k: 4,
    },
  });
});

Deno.test("extra arguments add to options and set members beside them", () => {
  const body = buildBody(CHAT, { input: { kind: "text", text: "hello" } }, {
    extraArgs: { options: { num_ctx: 8192, temperature: 1 }, think: true, keep_alive: "10m" },
  });
  assert.deepEqual(body, {
    messages: [{ role: "user", content: "hello" }],
    model: "m",
    stream: true,
    think: true,
    keep_alive: "10m",
    options: { num_predict: 2048, temperature: 1, num_ctx: 8192 },
  });
});

Deno.test("images become Base64 apart from the text, calls have objects, results name their tool", () => {
  const turn = chatTurn(
    { role: "developer", content: "be brief" },
    {
      role: "user",
      content: [{ type: "text", text: "look" }, {
        type: "image_url",
        image_url: { url: "data:image/png;base64,AAAA" },
      }],
    },
    { role: "assistant", content: null, tool_calls: [{ id: "a", function: { name: "f", arguments: '{"x":1}' } }] },
    { role: "tool", tool_call_id: "a", name: "f", content: "sunny" },
  );
  assert.deepEqual(buildBody(CHAT, turn).messages, [
    { role: "system", content: "be brief" },
    { role: "user", content: "look", images: ["AAAA"] },
    { role: "assistant", content: "", tool_calls: [{ function: { name: "f", arguments: { x: 1 } } }] },
    { role: "tool", content: "sunny", tool_name: "f" },
  ]);
});

Deno.test("an image by address is refused: Ollama takes data only", () => {
  const turn = chatTurn({ role: "user", content: [{ type: "image_url", image_url: { url: "https://h/a.png" } }] });
  assert.throws(() => buildBody(CHAT, turn), DataError);
});

Deno.test("generate takes a prompt with its system message and images, and no conversation", () => {
  assert.deepEqual(buildBody(GENERATE, { input: { kind: "text", text: "hello" } }), { prompt: "hello", ...REST });
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
  const turn = chatTurn(
    { role: "system", content: "be brief" },
    { role: "user", content: [{ type: "text", text: "look" }, image] },
  );
  assert.deepEqual(buildBody(GENERATE, turn), { prompt: "look", system: "be brief", images: ["AAAA"], ...REST });
  const conversation = chatTurn({ role: "user", content: "a" }, { role: "assistant", content: "b" });
  assert.throws(() => buildBody(GENERATE, conversation), DataError);
});

Deno.test("a complete body of chat completions is rewritten, and only gets what it lacks", () => {
  const body: JsonObject = {
    messages: [{ role: "user", content: "hello" }],
    max_tokens: 7,
    temperature: 0.3,
    stream_options: { include_usage: true },
    options: { num_ctx: 4096 },
  };
  assert.deepEqual(buildBody(CHAT, { input: { kind: "body", body } }, { topK: 5, maxTokens: [9, 9] }), {
    messages: [{ role: "user", content: "hello" }],
    model: "m",
    stream: true,
    options: { num_predict: 7, temperature: 0.3, num_ctx: 4096, top_k: 5 },
  });
});

Deno.test("embed takes one text or many and nothing of the generation", () => {
  assert.deepEqual(buildBody(EMBED, { input: { kind: "texts", texts: ["a", "b"] } }, { topK: 5 }), {
    input: ["a", "b"],
    model: "m",
  });
  assert.equal(EMBED.framing, "whole");
});

Deno.test("Ollama streams unless it is told not to", () => {
  assert.deepEqual([CHAT.asksForStream?.({}), CHAT.asksForStream?.({ stream: false })], [true, false]);
});
