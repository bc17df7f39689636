import assert from "node:assert/strict";
import { createResponsesDialect } from "../../../src/apis/responses/responses_dialect.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { buildBody, chatTurn } from "../build_body.ts";

const DIALECT = createResponsesDialect();
const REST = { model: "m", max_output_tokens: 2048, stream: true, temperature: 0 };

Deno.test("text becomes the input, without stream options", () => {
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "text", text: "hello" } }), { input: "hello", ...REST });
});

const MESSAGES: readonly (readonly [name: string, message: JsonObject, items: readonly JsonObject[]])[] = [
  ["plain text stays", { role: "user", content: "hi" }, [{ role: "user", content: "hi" }]],
  ["a text part of the user", { role: "user", content: [{ type: "text", text: "hi" }] }, [
    { role: "user", content: [{ type: "input_text", text: "hi" }] },
  ]],
  ["a text part of the assistant", { role: "assistant", content: [{ type: "text", text: "hi" }] }, [
    { role: "assistant", content: [{ type: "output_text", text: "hi" }] },
  ]],
  ["an image", { role: "user", content: [{ type: "image_url", image_url: { url: "data:x" } }] }, [
    { role: "user", content: [{ type: "input_image", image_url: "data:x", detail: "auto" }] },
  ]],
  ["an image with its detail", {
    role: "user",
    content: [{ type: "image_url", image_url: { url: "data:x", detail: "low" } }],
  }, [{ role: "user", content: [{ type: "input_image", image_url: "data:x", detail: "low" }] }]],
  ["a tool call", {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
  }, [{ type: "function_call", call_id: "c", name: "f", arguments: "{}" }]],
  ["a tool call after text", {
    role: "assistant",
    content: "wait",
    tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
  }, [{ role: "assistant", content: "wait" }, { type: "function_call", call_id: "c", name: "f", arguments: "{}" }]],
  ["a tool's result", { role: "tool", tool_call_id: "c", content: "22 degrees" }, [
    { type: "function_call_output", call_id: "c", output: "22 degrees" },
  ]],
];

for (const [name, message, items] of MESSAGES) {
  Deno.test(`as an input item: ${name}`, () => {
    assert.deepEqual(buildBody(DIALECT, chatTurn(message)).input, items);
  });
}

Deno.test("sampling options that services of the API take are sent, seed and min_tokens are not", () => {
  const body = buildBody(DIALECT, { input: { kind: "text", text: "x" } }, {
    temperature: 0.5,
    topP: 0.9,
    topK: 7,
    stop: ["\n"],
    frequencyPenalty: 0.1,
    repetitionPenalty: 1.1,
    logprobs: true,
    seed: 1,
    minTokens: 5,
    nChoices: 2,
    stopTokenIds: [1],
    extraArgs: { reasoning: { effort: "low" } },
  });
  assert.deepEqual(body, {
    input: "x",
    model: "m",
    max_output_tokens: 2048,
    frequency_penalty: 0.1,
    repetition_penalty: 1.1,
    include: ["message.output_text.logprobs"],
    stop: ["\n"],
    stream: true,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 7,
    reasoning: { effort: "low" },
  });
});

Deno.test("a whole body keeps its own values, its messages become the input", () => {
  const body = { messages: [{ role: "user", content: "hi" }], temperature: 0.7, stream: false };
  assert.deepEqual(buildBody(DIALECT, { input: { kind: "body", body } }, { temperature: 0.1 }), {
    input: [{ role: "user", content: "hi" }],
    temperature: 0.7,
    stream: false,
    model: "m",
    max_output_tokens: 2048,
  });
  const own = { input: "mine", messages: [{ role: "user", content: "hi" }] };
  assert.equal(buildBody(DIALECT, { input: { kind: "body", body: own } }).input, "mine");
});

Deno.test("a template's input gives way to the turn's, its other values hold", () => {
  const queryTemplate = { input: "ignored", temperature: 0.3, store: false };
  const body = buildBody(DIALECT, { input: { kind: "text", text: "x" } }, { queryTemplate });
  assert.deepEqual([body.input, body.temperature, body.store], ["x", 0.3, false]);
});

Deno.test("token ids are refused", () => {
  assert.throws(
    () => buildBody(DIALECT, { input: { kind: "tokens", ids: [1] } }),
    /The API "openai_responses" cannot send token ids/,
  );
});
