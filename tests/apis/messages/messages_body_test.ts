import assert from "node:assert/strict";
import { createMessagesDialect } from "../../../src/apis/messages/messages_dialect.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { buildBody, chatTurn } from "../build_body.ts";

const DIALECT = createMessagesDialect();
const REST = { model: "m", max_tokens: 2048, stream: true, temperature: 0 };

Deno.test("text is one message of the user", () => {
  const body = buildBody(DIALECT, { input: { kind: "text", text: "hello" } });
  assert.deepEqual(body, { messages: [{ role: "user", content: "hello" }], ...REST });
});

Deno.test("system messages are moved to `system`", () => {
  const turn = chatTurn(
    { role: "system", content: "be brief" },
    { role: "developer", content: [{ type: "text", text: "be kind" }] },
    { role: "user", content: "hello" },
  );
  const body = buildBody(DIALECT, turn);
  assert.equal(body.system, "be brief\n\nbe kind");
  assert.deepEqual(body.messages, [{ role: "user", content: "hello" }]);
});

const MESSAGES: readonly (readonly [name: string, messages: readonly JsonObject[], turns: readonly JsonObject[]])[] = [
  ["an embedded image", [{
    role: "user",
    content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
  }], [{
    role: "user",
    content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } }],
  }]],
  ["an image on the web", [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://h/a.png" } }] }], [
    {
      role: "user",
      content: [{ type: "image", source: { type: "url", url: "https://h/a.png" } }],
    },
  ]],
  ["calls and their results", [
    {
      role: "assistant",
      content: "wait",
      tool_calls: [
        { id: "a", function: { name: "f", arguments: '{"x":1}' } },
        { id: "b", function: { name: "g", arguments: "not JSON" } },
      ],
    },
    { role: "tool", tool_call_id: "a", content: "1" },
    { role: "tool", tool_call_id: "b", content: "2" },
    { role: "user", content: "so?" },
  ], [
    {
      role: "assistant",
      content: [
        { type: "text", text: "wait" },
        { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
        { type: "tool_use", id: "b", name: "g", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "a", content: "1" },
        { type: "tool_result", tool_use_id: "b", content: "2" },
      ],
    },
    { role: "user", content: "so?" },
  ]],
];

for (const [name, messages, turns] of MESSAGES) {
  Deno.test(`as messages of this API: ${name}`, () => {
    assert.deepEqual(buildBody(DIALECT, chatTurn(...messages)).messages, turns);
  });
}

Deno.test("only parameters of the API are sent", () => {
  const body = buildBody(DIALECT, { input: { kind: "text", text: "x" } }, {
    topP: 0.9,
    topK: 7,
    stop: ["\n"],
    seed: 1,
    minTokens: 5,
    nChoices: 2,
    frequencyPenalty: 1,
    logprobs: true,
    extraArgs: { thinking: { type: "enabled", budget_tokens: 1024 } },
  });
  assert.deepEqual(Object.keys(body).toSorted(), [
    "max_tokens",
    "messages",
    "model",
    "stop_sequences",
    "stream",
    "temperature",
    "thinking",
    "top_k",
    "top_p",
  ]);
});

Deno.test("max_tokens is always there", () => {
  assert.equal(buildBody(DIALECT, { input: { kind: "text", text: "x" } }, { maxTokens: null }).max_tokens, 2048);
  const body = { messages: [{ role: "user", content: "x" }], max_tokens: 5 };
  assert.equal(buildBody(DIALECT, { input: { kind: "body", body } }, { maxTokens: [9, 9] }).max_tokens, 5);
});

Deno.test("a body written for chat completions is adapted", () => {
  const body = {
    messages: [{ role: "system", content: "s" }, { role: "user", content: "u" }],
    stream_options: { include_usage: true },
  };
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "body", body } }), {
    system: "s",
    messages: [{ role: "user", content: "u" }],
    ...REST,
  });
});

Deno.test("the version goes along, and a bearer key also as x-api-key", () => {
  const headersFor = (given: Record<string, string>) => DIALECT.defaultHeaders?.({ isStream: true, given });
  assert.deepEqual(headersFor({}), { "anthropic-version": "2023-06-01" });
  assert.deepEqual(headersFor({ Authorization: "Bearer k-123" }), {
    "anthropic-version": "2023-06-01",
    "x-api-key": "k-123",
  });
  assert.deepEqual(headersFor({ Authorization: "Basic abc" }), { "anthropic-version": "2023-06-01" });
});
