import assert from "node:assert/strict";
import { findBodyPrompt } from "../../../src/apis/bodies/body_prompt.ts";
import type { JsonObject, JsonValue } from "../../../src/core/json.ts";

const HELLO = { role: "user", content: "hello" };

const PROMPTS: readonly (readonly [
  name: string,
  body: JsonObject,
  messages: readonly JsonObject[],
  texts: readonly JsonValue[],
])[] = [
  ["chat completions", { messages: [HELLO] }, [HELLO], []],
  ["completions with text", { prompt: "hello" }, [], ["hello"]],
  ["completions with token ids", { prompt: [1, 2, 3] }, [], [1, 2, 3]],
  ["responses with text", { input: "hello" }, [], ["hello"]],
  ["responses with items", { input: [HELLO], instructions: "be brief" }, [
    { role: "system", content: "be brief" },
    HELLO,
  ], []],
  ["messages", { system: "be brief", messages: [HELLO] }, [{ role: "system", content: "be brief" }, HELLO], []],
  ["dashscope", { input: { messages: [HELLO] } }, [HELLO], []],
  ["dashscope with a prompt", { input: { prompt: "hello" } }, [], ["hello"]],
  ["embeddings", { input: ["a", "b"] }, [], ["a", "b"]],
  ["text-embeddings-inference", { inputs: "a" }, [], ["a"]],
  ["rerank", { query: "q", documents: ["a", { text: "b" }] }, [], ["q", "a", "q", "b"]],
  ["rerank of TEI", { query: "q", texts: ["a"] }, [], ["q", "a"]],
  ["an unknown body", { question: "a" }, [], []],
];

for (const [name, body, messages, texts] of PROMPTS) {
  Deno.test(`the prompt of ${name} is found`, () => {
    assert.deepEqual(findBodyPrompt(body), { messages, texts });
  });
}
