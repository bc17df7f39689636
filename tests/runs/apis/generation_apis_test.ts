import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fixed } from "../../../src/core/value_distribution.ts";
import { type Answer, type ReceivedRequest, toEvents } from "../../support/api_server.ts";
import { withPerfRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";
import { runAgainst } from "./run_against.ts";

type Body = ReceivedRequest["body"];

const RESPONSES: Answer = toEvents(
  { type: "response.created" },
  ...["A", "B", "C"].map((delta) => ({ type: "response.output_text.delta", delta })),
  {
    type: "response.completed",
    ...{ response: { status: "completed", usage: { input_tokens: 5, output_tokens: 3 } } },
  },
);

Deno.test("perf --api openai_responses sends input to the responses endpoint and reads its stream", async () => {
  const run = await runAgainst(
    () => RESPONSES,
    [
      "--api",
      "responses",
      "--url",
      "{url}/v1/chat/completions",
      "--prompt",
      "Why?",
      "--max-tokens",
      "9",
      "--seed",
      "3",
    ],
  );
  strictEqual(run.code, 0, run.stderr);
  deepStrictEqual(run.received.map(({ path }) => path), ["/v1/responses", "/v1/responses", "/v1/responses"]);
  deepStrictEqual(run.received[2]?.body, {
    input: "Why?",
    model: "m",
    max_output_tokens: 9,
    stream: true,
    temperature: 0,
  });
  match(run.stderr, /--seed shapes the workload only/);
  const { summary } = run;
  deepStrictEqual([summary["Success Requests"], summary["Stream Requests"]], [2, 2]);
  deepStrictEqual([summary["Avg Input Tokens"], summary["Avg Output Tokens"]], [5, 3]);
});

for (
  const [api, end, limit] of [
    ["openai", "/v1/chat/completions", (body: Body) => body.max_tokens],
    ["responses", "/v1/responses", (body: Body) => body.max_output_tokens],
    ["ollama", "/api/chat", (body: Body) => (body.options as Body | undefined)?.num_predict],
    [
      "dashscope",
      "/api/v1/services/aigc/text-generation/generation",
      (body: Body) => (body.parameters as Body).max_tokens,
    ],
  ] as const
) {
  Deno.test(`perf --api ${api} --max-tokens 0: a reply without output is what was asked for, and none without it`, async () => {
    const empty: Readonly<Record<string, object>> = {
      openai: { choices: [{ message: { content: "" }, finish_reason: "length" }], usage: { prompt_tokens: 4 } },
      responses: { status: "completed", output: [], usage: { input_tokens: 4, output_tokens: 0 } },
      ollama: { message: { content: "" }, done: true, done_reason: "length", prompt_eval_count: 4 },
      dashscope: {
        output: { choices: [{ finish_reason: "length", message: { content: "" } }] },
        usage: { input_tokens: 4 },
      },
    };
    const answer = (): Answer => ({ kind: "json", body: empty[api] ?? {} });
    const options = ["--api", api, "--url", `{url}${end}`, "--prompt", "Why?", "--no-stream", "--no-test-connection"];
    const run = await runAgainst(answer, [...options, "--max-tokens", "0"]);
    strictEqual(run.code, 0, run.stderr);
    deepStrictEqual(run.received.map(({ body }) => limit(body)), [0, 0]);
    const { summary } = run;
    deepStrictEqual([summary["Success Requests"], summary["Avg Output Tokens"], summary["Avg Input Tokens"]], [
      2,
      0,
      4,
    ]);
    strictEqual((await runAgainst(answer, [...options, "--max-tokens", "1"])).code, 1);
  });
}

Deno.test("perf --api openai_responses reads whole bodies, and names the service's failures", async () => {
  const run = await runAgainst(
    ({ body }) =>
      body.input === "hello"
        ? {
          kind: "json",
          body: { status: "completed", output_text: "ok", usage: { input_tokens: 1, output_tokens: 1 } },
        }
        : { kind: "json", body: { status: "failed", error: { code: "server_error", message: "no memory" } } },
    ["--api", "responses", "--url", "{url}/v1", "--prompt", "Why?", "--no-stream"],
  );
  strictEqual(run.code, 1);
  strictEqual(run.summary["Failed Requests"], 2);
  match(run.stderr, /no memory/);
});

const MESSAGES: Answer = toEvents(
  {
    type: "message_start",
    ...{ message: { usage: { input_tokens: 2, cache_read_input_tokens: 8, output_tokens: 1 } } },
  },
  { type: "ping" },
  { type: "content_block_delta", ...{ index: 0, delta: { type: "thinking_delta", thinking: "hm" } } },
  { type: "content_block_delta", ...{ index: 1, delta: { type: "text_delta", text: "yes" } } },
  { type: "message_delta", ...{ delta: { stop_reason: "end_turn" }, usage: { output_tokens: 4 } } },
  { type: "message_stop" },
);

Deno.test("perf --api messages speaks to /v1/messages with its headers", async () => {
  const run = await runAgainst(
    () => MESSAGES,
    ["--api", "messages", "--url", "{url}/v1", "--prompt", "Why?", "--api-key", "key-123", "--stop", "END"],
  );
  strictEqual(run.code, 0, run.stderr);
  const { path, headers, body } = run.received[2] ?? {};
  strictEqual(path, "/v1/messages");
  deepStrictEqual(
    [headers?.["anthropic-version"], headers?.["x-api-key"], headers?.authorization],
    ["2023-06-01", "key-123", "Bearer key-123"],
  );
  deepStrictEqual(body, {
    messages: [{ role: "user", content: "Why?" }],
    model: "m",
    max_tokens: 2048,
    stop_sequences: ["END"],
    stream: true,
    temperature: 0,
  });
  const { summary } = run;
  deepStrictEqual([summary["Avg Input Tokens"], summary["Avg Output Tokens"]], [10, 4]);
  strictEqual(summary["Avg Cached tokens (tokens)"], 8);
});

Deno.test("perf --api messages says what an overloaded service says", async () => {
  const run = await runAgainst(
    () => toEvents({ type: "error", ...{ error: { type: "overloaded_error", message: "Overloaded" } } }),
    ["--api", "messages", "--url", "{url}/v1", "--prompt", "Why?", "--no-test-connection"],
  );
  strictEqual(run.code, 1);
  match(run.stderr, /Overloaded/);
});

/** Answers as the public documentation of DashScope says. */
function answerDashScope({ headers, body }: { headers: Readonly<Record<string, string>>; body: unknown }): Answer {
  const { parameters } = body as { parameters: { incremental_output?: boolean; stream?: boolean } };
  const pieces = ["Bec", "ause"];
  const said = (index: number) =>
    parameters.incremental_output === true ? pieces[index] : pieces.slice(0, index + 1).join("");
  const event = (index: number, reason: string) => ({
    output: { choices: [{ message: { role: "assistant", content: said(index) }, finish_reason: reason }] },
    usage: { input_tokens: 6, output_tokens: index + 1, total_tokens: 7 + index },
    request_id: "b7e5b1f2",
  });
  if (headers["x-dashscope-sse"] !== "enable") return { kind: "json", body: event(1, "stop") };
  const frame = (index: number, reason: string) =>
    `id:${index + 1}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(event(index, reason))}\n\n`;
  return { kind: "events", text: frame(0, "null") + frame(1, "stop") };
}

const TEXT_PATH = "/api/v1/services/aigc/text-generation/generation";

Deno.test("perf --api dashscope streams pieces over the native protocol", async () => {
  const run = await runAgainst(
    answerDashScope,
    ["--api", "dashscope", "--url", `{url}${TEXT_PATH}`, "--prompt", "Why?", "--max-tokens", "5"],
  );
  strictEqual(run.code, 0, run.stderr);
  const { path, headers, body } = run.received[2] ?? {};
  deepStrictEqual([path, headers?.["x-dashscope-sse"]], [TEXT_PATH, "enable"]);
  deepStrictEqual(body, {
    input: { messages: [{ role: "user", content: "Why?" }] },
    model: "m",
    parameters: { incremental_output: true, result_format: "message", max_tokens: 5, temperature: 0 },
  });
  const { summary } = run;
  deepStrictEqual([summary["Stream Requests"], summary["Avg Input Tokens"], summary["Avg Output Tokens"]], [2, 6, 2]);
});

Deno.test("perf --api dashscope reads growing texts and whole bodies", async () => {
  const common = ["--api", "dashscope", "--url", `{url}${TEXT_PATH}`, "--prompt", "Why?"];
  const growing = await runAgainst(answerDashScope, [...common, "--extra-args", '{"incremental_output": false}']);
  deepStrictEqual([growing.code, growing.summary["Stream Requests"]], [0, 2]);
  const whole = await runAgainst(answerDashScope, [...common, "--no-stream"]);
  deepStrictEqual([whole.code, whole.summary["Non-Stream Requests"], whole.summary["Avg Output Tokens"]], [0, 2, 2]);
  strictEqual(whole.received[2]?.headers["x-dashscope-sse"], undefined);
});

Deno.test("perf --api dashscope ends with the service's words when it refuses the key", async () => {
  const run = await runAgainst(
    () => ({ kind: "json", status: 401, body: { code: "InvalidApiKey", message: "Invalid API-key provided." } }),
    ["--api", "dashscope", "--url", `{url}${TEXT_PATH}`, "--prompt", "Why?"],
  );
  strictEqual(run.code, 3);
  match(run.stderr, /HTTP 401: Invalid API-key provided\./);
});

Deno.test("perf --api dashscope speaks chat completions to the compatible mode", async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 1 };
  const choice = { index: 0, delta: { content: "hi" }, finish_reason: "stop" };
  const run = await runAgainst(
    () => ({ kind: "events", text: `data: ${JSON.stringify({ choices: [choice], usage })}\n\ndata: [DONE]\n\n` }),
    ["--api", "dashscope", "--url", "{url}/compatible-mode/v1", "--prompt", "Why?"],
  );
  strictEqual(run.code, 0, run.stderr);
  strictEqual(run.received[2]?.path, "/compatible-mode/v1/chat/completions");
  deepStrictEqual(run.received[2]?.body.messages, [{ role: "user", content: "Why?" }]);
});

/** Answers as the public documentation of Ollama says: a stream of JSON lines unless it is told not to. */
function answerOllama({ path, body }: { path: string; body: { stream?: boolean } }): Answer {
  const at = { model: "m", created_at: "2025-10-26T17:15:24.097767Z" };
  if (path === "/api/embed") return { kind: "json", body: { ...at, embeddings: [[0.1, 0.2]], prompt_eval_count: 4 } };
  const say = (text: string) =>
    path === "/api/chat" ? { message: { role: "assistant", content: text } } : { response: text };
  const counts = { prompt_eval_count: 9, prompt_eval_duration: 130079000, eval_count: 3, eval_duration: 4232710000 };
  const done = { done: true, done_reason: "stop", total_duration: 4706818083, load_duration: 6338219, ...counts };
  if (body.stream === false) return { kind: "json", body: { ...at, ...say("Rayleigh"), ...done } };
  const lines = ["Ray", "lei", "gh"].map((text) => ({ ...at, ...say(text), done: false }));
  return { kind: "lines", lines: [...lines, { ...at, ...say(""), ...done }] };
}

Deno.test("perf --api ollama streams JSON lines from /api/chat", async () => {
  const run = await runAgainst(
    answerOllama,
    ["--api", "ollama", "--url", "{url}", "--prompt", "Why?", "--max-tokens", "5", "--seed", "3"],
  );
  strictEqual(run.code, 0, run.stderr);
  deepStrictEqual(run.received[2]?.path, "/api/chat");
  deepStrictEqual(run.received[2]?.body, {
    messages: [{ role: "user", content: "Why?" }],
    model: "m",
    stream: true,
    options: { num_predict: 5, seed: 3, temperature: 0 },
  });
  const { summary } = run;
  deepStrictEqual([summary["Stream Requests"], summary["Avg Input Tokens"], summary["Avg Output Tokens"]], [2, 9, 3]);
});

Deno.test("perf --api ollama sends plain prompts to /api/generate and texts to /api/embed", async () => {
  const plain = await runAgainst(
    answerOllama,
    ["--api", "ollama", "--url", "{url}", "--prompt", "Why?", "--no-apply-chat-template", "--no-stream"],
  );
  strictEqual(plain.code, 0, plain.stderr);
  deepStrictEqual([plain.received[2]?.path, plain.received[2]?.body.prompt], ["/api/generate", "Why?"]);
  strictEqual(plain.summary["Avg Output Tokens"], 3);
  const vectors = await runAgainst(
    answerOllama,
    ["--api", "ollama", "--url", "{url}", "--dataset", "random_embedding", "--max-prompt-length", "8"],
  );
  strictEqual(vectors.code, 0, vectors.stderr);
  deepStrictEqual([vectors.received[2]?.path, vectors.summary["Avg Input Tokens"]], ["/api/embed", 4]);
});

Deno.test("perf --api ollama speaks to the simulator: its counts and its own times are in the results", async () => {
  const options = { ttftMs: fixed(20), itlMs: fixed(4), tokens: fixed(6), reasoningTokens: fixed(2) };
  await withSimulator(options, async (service) => {
    const flags = ["--api", "ollama", "--url", service.url, "--prompt", "Why is the sky blue?", "--number", 4];
    await withPerfRun(service, flags, ({ code, stderr, first }) => {
      strictEqual(code, 0, stderr);
      const { scalars, distributions } = first;
      strictEqual(scalars.success_requests, 4);
      deepStrictEqual([distributions.input_tokens.mean, distributions.output_tokens.mean], [5, 6]);
      strictEqual(distributions.ttft.count, 4);
      // What is due cannot come early, neither by our clock nor by the service's.
      ok((distributions.ttft.min ?? 0) >= 19 && (distributions.service_prefill.min ?? 0) >= 19);
      strictEqual(distributions.service_decode.count, 4);
    });
  });
});
