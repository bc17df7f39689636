import assert from "node:assert/strict";
import { createOpenAiDialect } from "../../../src/apis/openai/openai_dialect.ts";
import type { GenerationSettings } from "../../../src/core/generation.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Turn, TurnInput } from "../../../src/core/session.ts";
import { DEFAULT_SETTINGS } from "../build_body.ts";

const HELLO: TurnInput = { kind: "messages", messages: [{ role: "user", content: "hello" }] };
const TWO: TurnInput = {
  kind: "messages",
  messages: [{ role: "system", content: "be brief" }, { role: "user", content: "hello" }],
};

interface BuildOptions {
  readonly settings?: Partial<GenerationSettings>;
  readonly turn?: Partial<Turn>;
  readonly maxTokens?: number | null;
  readonly model?: string;
}

function build(
  input: TurnInput,
  { settings = {}, turn = {}, maxTokens = 2048, model = "m" }: BuildOptions = {},
): JsonObject {
  return createOpenAiDialect().buildBody({ input, ...turn }, {
    settings: { ...DEFAULT_SETTINGS, ...settings },
    model,
    maxTokens,
  });
}

Deno.test("messages, text and token ids make their bodies", () => {
  const rest = {
    model: "m",
    max_tokens: 2048,
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0,
  };
  assert.deepEqual(build(HELLO), { messages: [{ role: "user", content: "hello" }], ...rest });
  assert.deepEqual(build({ kind: "text", text: "hello" }), { prompt: "hello", ...rest });
  assert.deepEqual(build({ kind: "tokens", ids: [1, 2] }), { prompt: [1, 2], ...rest });
});

Deno.test("all options stand in the order of the reference, extra arguments last", () => {
  const settings: Partial<GenerationSettings> = {
    minTokens: 1,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    frequencyPenalty: 0.1,
    repetitionPenalty: 1.1,
    logprobs: true,
    nChoices: 2,
    seed: 7,
    stop: ["end"],
    stopTokenIds: [1, 2],
    extraArgs: { ignore_eos: true, top_k: 1 },
  };
  assert.equal(
    JSON.stringify(build(HELLO, { settings, maxTokens: 9 })),
    '{"messages":[{"role":"user","content":"hello"}],"model":"m","max_tokens":9,"min_tokens":1,' +
      '"frequency_penalty":0.1,"repetition_penalty":1.1,"logprobs":true,"n":2,"seed":7,"stop":["end"],"stream":true,' +
      '"stream_options":{"include_usage":true},"stop_token_ids":[1,2],"temperature":0.5,"top_p":0.9,"top_k":1,' +
      '"ignore_eos":true}',
  );
});

Deno.test("stream options go with a stream, wherever its value comes from", () => {
  assert.equal(build(HELLO, { settings: { stream: false } }).stream_options, undefined);
  assert.equal(build(HELLO, { settings: { extraArgs: { stream: false } } }).stream_options, undefined);
  assert.deepEqual(build({ kind: "body", body: { stream: false, stream_options: {} } }).stream_options, undefined);
  assert.deepEqual(
    build(HELLO, { settings: { queryTemplate: { stream_options: { continuous_usage_stats: true } } } }).stream_options,
    { include_usage: true, continuous_usage_stats: true },
  );
});

Deno.test("what was not given is not sent", () => {
  const body = build(HELLO, { settings: { temperature: null }, maxTokens: null });
  assert.deepEqual(Object.keys(body), ["messages", "model", "stream", "stream_options"]);
});

Deno.test("a turn's own limit and overrides win", () => {
  assert.equal(build(HELLO, { turn: { maxTokens: 5 } }).max_tokens, 5);
  assert.equal(build(HELLO, { turn: { bodyOverrides: { max_tokens: 6, x: 1 } } }).max_tokens, 6);
});

Deno.test("a complete body only gets what it lacks", () => {
  const body = { messages: [], max_tokens: 7, temperature: 1, model: "other" };
  const settings = { explicit: ["maxTokens", "temperature", "model"], seed: 3, extraArgs: { temperature: 2 } };
  assert.deepEqual(build({ kind: "body", body }, { settings }), {
    messages: [],
    max_tokens: 7,
    temperature: 2,
    model: "other",
    seed: 3,
    stream: true,
    stream_options: { include_usage: true },
  });
});

Deno.test("values of a template are kept unless the option was given", () => {
  const queryTemplate = { messages: [], model: "mine", max_tokens: 5, temperature: 1, custom: { a: 1 } };
  const kept = build(HELLO, { settings: { queryTemplate } });
  assert.deepEqual([kept.model, kept.max_tokens, kept.temperature, kept.custom], ["mine", 5, 1, { a: 1 }]);
  const given = build(HELLO, { settings: { queryTemplate, explicit: ["model", "maxTokens", "temperature"] } });
  assert.deepEqual([given.model, given.max_tokens, given.temperature], ["m", 2048, 0]);
  assert.equal(build(HELLO, { settings: { queryTemplate }, model: "of the session" }).model, "of the session");
});

Deno.test("%m and %p are filled in inside strings, at any depth", () => {
  const queryTemplate = {
    model: "%m-fast",
    messages: [{ role: "system", content: "You are %m" }, {
      role: "user",
      content: [{ type: "text", text: "Q: %p\n%p" }],
    }],
  };
  const { model, messages } = build({ kind: "text", text: 'say "%m" & $&' }, { settings: { queryTemplate } });
  assert.equal(model, "m-fast");
  assert.deepEqual(messages, [
    { role: "system", content: "You are m" },
    { role: "user", content: [{ type: "text", text: 'Q: say "%m" & $&\nsay "%m" & $&' }] },
  ]);
});

Deno.test("a template without %p takes the turn's messages or prompt instead of its own", () => {
  const queryTemplate = { messages: [{ role: "user", content: "old" }], user: "%m" };
  assert.deepEqual(build(HELLO, { settings: { queryTemplate } }).messages, HELLO.kind === "messages" && HELLO.messages);
  const body = build({ kind: "text", text: "new" }, { settings: { queryTemplate } });
  assert.deepEqual([body.messages, body.prompt, body.user], [undefined, "new", "m"]);
});

Deno.test("conversations, parts and token ids replace a template's messages whole", () => {
  const queryTemplate = { messages: [{ role: "user", content: "%p" }] };
  assert.equal((build(TWO, { settings: { queryTemplate } }).messages as unknown[]).length, 2);
  const parts: TurnInput = { kind: "messages", messages: [{ role: "user", content: [{ type: "text", text: "%p" }] }] };
  assert.deepEqual(build(parts, { settings: { queryTemplate } }).messages, parts.kind === "messages" && parts.messages);
  const ids = build({ kind: "tokens", ids: [3] }, { settings: { queryTemplate } });
  assert.deepEqual([ids.messages, ids.prompt], [undefined, [3]]);
});

Deno.test("turns of other services are refused", () => {
  assert.throws(() => build({ kind: "texts", texts: ["a"] }), /The API "openai" cannot send lists of texts/);
});

Deno.test("a reply goes into the history with its tool calls and without its reasoning", () => {
  const { toHistory } = createOpenAiDialect();
  assert.deepEqual(toHistory({ content: "yes", reasoning: "hm", toolCalls: "" }), {
    role: "assistant",
    content: "yes",
  });
  const toolCalls = '[{"id":"a","name":"f","arguments":"{}"}]';
  assert.deepEqual(toHistory({ content: "", reasoning: "hm", toolCalls }), {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
  });
});
