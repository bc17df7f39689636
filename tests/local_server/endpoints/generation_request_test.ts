import { deepStrictEqual, throws } from "node:assert";
import { readMessages, readPrompt, readSampling } from "../../../src/local_server/endpoints/generation_request.ts";

Deno.test("readSampling() takes OpenAI's defaults where the request says nothing", () => {
  const { maxTokens, temperature, topP, topK, stop } = readSampling({}, "chat");
  deepStrictEqual([maxTokens, temperature, topP, topK, stop], [null, 1, 1, 0, []]);
  deepStrictEqual(readSampling({}, "completion").maxTokens, 16);
});

Deno.test("readSampling() takes vLLM's -1 for all tokens", () => {
  deepStrictEqual(readSampling({ top_k: -1 }, "chat").topK, 0);
});

Deno.test("readSampling() refuses what the server cannot do", () => {
  throws(() => readSampling({ n: 2 }, "chat"), { status: 400, message: /n must be 1/ });
  throws(() => readSampling({ logprobs: true }, "chat"), { status: 400, message: /logprobs/ });
  throws(() => readSampling({ max_tokens: "many" }, "chat"), { status: 400, message: /max_tokens must be a number/ });
});

Deno.test("readPrompt() takes a text, a list of one, and token ids", () => {
  deepStrictEqual(readPrompt({ prompt: "a" }), { kind: "text", text: "a" });
  deepStrictEqual(readPrompt({ prompt: ["a"] }), { kind: "text", text: "a" });
  deepStrictEqual(readPrompt({ prompt: [1, 2] }), { kind: "tokens", ids: [1, 2] });
  throws(() => readPrompt({ prompt: ["a", "b"] }), { status: 400 });
});

Deno.test("readMessages() joins parts of text and refuses images", () => {
  const parts = [{ type: "text", text: "a" }, { type: "text", text: "b" }];
  const prompt = readMessages({ messages: [{ role: "user", content: parts }] });
  deepStrictEqual(prompt, { kind: "messages", messages: [{ role: "user", content: "ab" }], template: {} });
  const image = [{ type: "image_url", image_url: { url: "data:" } }];
  throws(() => readMessages({ messages: [{ role: "user", content: image }] }), { status: 400, message: /no images/ });
});
