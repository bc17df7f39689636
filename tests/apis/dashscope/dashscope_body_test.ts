import assert from "node:assert/strict";
import { createDashScopeDialect } from "../../../src/apis/dashscope/dashscope_dialect.ts";
import { asksForStream } from "../../../src/apis/stream_request.ts";
import { buildBody, chatTurn } from "../build_body.ts";

const HOST = "https://dashscope.aliyuncs.com";
const TEXT = createDashScopeDialect(`${HOST}/api/v1/services/aigc/text-generation/generation`);
const MULTIMODAL = createDashScopeDialect(`${HOST}/api/v1/services/aigc/multimodal-generation/generation`);
const HELLO = chatTurn({ role: "user", content: "hello" });

Deno.test("a native body has its messages in `input` and its options in `parameters`", () => {
  assert.deepEqual(buildBody(TEXT, HELLO, { seed: 7, topK: 5, minTokens: 3 }), {
    input: { messages: [{ role: "user", content: "hello" }] },
    model: "m",
    parameters: {
      incremental_output: true,
      result_format: "message",
      max_tokens: 2048,
      seed: 7,
      temperature: 0,
      top_k: 5,
    },
  });
});

Deno.test("text is one message of the user, in parts for multimodal generation", () => {
  const turn = { input: { kind: "text", text: "hello" } } as const;
  assert.deepEqual(buildBody(TEXT, turn).input, { messages: [{ role: "user", content: "hello" }] });
  assert.deepEqual(buildBody(MULTIMODAL, turn).input, { messages: [{ role: "user", content: [{ text: "hello" }] }] });
});

Deno.test("chat parts get the names of multimodal generation, its own stay", () => {
  const content = [
    { type: "text", text: "what?" },
    { type: "image_url", image_url: { url: "data:x" } },
    { type: "video_url", video_url: { url: "https://h/v.mp4" } },
    { image: "https://h/own.png" },
  ];
  assert.deepEqual(buildBody(MULTIMODAL, chatTurn({ role: "user", content })).input, {
    messages: [{
      role: "user",
      content: [{ text: "what?" }, { image: "data:x" }, { video: "https://h/v.mp4" }, { image: "https://h/own.png" }],
    }],
  });
});

Deno.test("without a stream the parameters say so and no header asks for one", () => {
  const body = buildBody(TEXT, HELLO, { stream: false });
  assert.deepEqual(body.parameters, {
    result_format: "message",
    max_tokens: 2048,
    stream: false,
    temperature: 0,
  });
  assert.ok(!asksForStream(TEXT, body));
  assert.deepEqual(TEXT.defaultHeaders?.({ isStream: false, given: {} }), {});
});

Deno.test("a stream is asked for by a header", () => {
  assert.ok(asksForStream(TEXT, buildBody(TEXT, HELLO)));
  assert.deepEqual(TEXT.defaultHeaders?.({ isStream: true, given: {} }), { "x-dashscope-sse": "enable" });
});

Deno.test("extra arguments are parameters, members of the body stay members", () => {
  const extraArgs = { enable_thinking: true, resources: [], parameters: { incremental_output: false } };
  const body = buildBody(TEXT, HELLO, { extraArgs });
  assert.deepEqual(body.resources, []);
  assert.deepEqual(body.parameters, {
    result_format: "message",
    max_tokens: 2048,
    temperature: 0,
    enable_thinking: true,
    incremental_output: false,
  });
});

Deno.test("a template's parameters hold unless their options are given", () => {
  const queryTemplate = { input: { messages: [] }, parameters: { temperature: 0.3, max_tokens: 5 } };
  const body = buildBody(TEXT, HELLO, { queryTemplate, maxTokens: [9, 9], explicit: ["maxTokens"] });
  assert.deepEqual(body.parameters, {
    incremental_output: true,
    temperature: 0.3,
    max_tokens: 9,
    result_format: "message",
  });
});

Deno.test("a whole body keeps its parameters; messages of chat completions go into the input", () => {
  const body = { model: "other", messages: [{ role: "user", content: "u" }], parameters: { temperature: 1 } };
  const built = buildBody(TEXT, { input: { kind: "body", body } });
  assert.equal(built.model, "other");
  assert.deepEqual(built.input, { messages: [{ role: "user", content: "u" }] });
  assert.equal((built.parameters as { temperature: number }).temperature, 1);
});

const COMPATIBLE = [
  `${HOST}/compatible-mode/v1/chat/completions`,
  `${HOST}/compatible-mode/v1/completions`,
  "http://gateway/v1/chat/completions",
];

for (const url of COMPATIBLE) {
  Deno.test(`${url} speaks the dialect of chat completions`, () => {
    const body = buildBody(createDashScopeDialect(url), HELLO);
    assert.deepEqual(body.messages, [{ role: "user", content: "hello" }]);
    assert.deepEqual(body.stream_options, { include_usage: true });
  });
}
