import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { withSimulator } from "../support/simulator.ts";

async function post(simulator: Simulator, path: string, body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await fetch(`${simulator.url}${path}`, { method: "POST", body: text });
}

const MESSAGES = [{ role: "user", content: "How do I test a server?" }];

Deno.test("/v1/chat/completions answers whole, with as many tokens as set", async () => {
  await withSimulator({}, async (simulator) => {
    const response = await post(simulator, "/v1/chat/completions", { model: "m", messages: MESSAGES, n: 2 });
    strictEqual(response.headers.get("content-type"), "application/json");
    const reply = await response.json();
    strictEqual(reply.object, "chat.completion");
    strictEqual(reply.model, "m");
    match(reply.id, /^chatcmpl-[0-9a-f]{16}$/);
    deepStrictEqual(reply.choices.map((choice: { index: number }) => choice.index), [0, 1]);
    for (const { message, finish_reason } of reply.choices) {
      strictEqual(message.role, "assistant");
      strictEqual(message.content.split(" ").length, 9);
      strictEqual(finish_reason, "stop");
    }
    deepStrictEqual(reply.usage, { prompt_tokens: 6, total_tokens: 22, completion_tokens: 16 });
  });
});

Deno.test("/v1/completions counts token ids exactly and answers each prompt n times", async () => {
  await withSimulator({}, async (simulator) => {
    const body = { model: "m", prompt: [[1, 2, 3], [4, 5]], n: 2, max_tokens: 3 };
    const reply = await (await post(simulator, "/v1/completions", body)).json();
    strictEqual(reply.object, "text_completion");
    strictEqual(reply.choices.length, 4);
    for (const choice of reply.choices) {
      strictEqual(choice.text.split(" ").length, 4);
      strictEqual(choice.finish_reason, "length");
    }
    deepStrictEqual(reply.usage, { prompt_tokens: 5, total_tokens: 17, completion_tokens: 12 });
  });
});

const LENGTHS: readonly [body: Record<string, unknown>, tokens: number, finishReason: string][] = [
  [{}, 8, "stop"],
  [{ max_tokens: 100 }, 8, "stop"],
  [{ max_tokens: 8 }, 8, "length"],
  [{ max_tokens: 5 }, 5, "length"],
  [{ max_completion_tokens: 4, max_tokens: 6 }, 4, "length"],
  [{ max_tokens: 12, ignore_eos: true }, 12, "length"],
  [{ max_tokens: 20, min_tokens: 10 }, 10, "stop"],
];

Deno.test("a reply is as long as set, bounded by the request", async () => {
  await withSimulator({}, async (simulator) => {
    for (const [body, tokens, finishReason] of LENGTHS) {
      const reply = await (await post(simulator, "/chat/completions", { messages: MESSAGES, ...body })).json();
      strictEqual(reply.usage.completion_tokens, tokens, JSON.stringify(body));
      strictEqual(reply.choices[0].finish_reason, finishReason, JSON.stringify(body));
    }
  });
});

Deno.test("/v1/embeddings gives the same unit vector for the same text, as numbers and as base64", async () => {
  await withSimulator({}, async (simulator) => {
    const ask = async (body: Record<string, unknown>) => await (await post(simulator, "/v1/embeddings", body)).json();
    const numbers = await ask({ model: "m", input: ["one", "two", "one"], dimensions: 64 });
    const vectors: number[][] = numbers.data.map(({ embedding }: { embedding: number[] }) => embedding);
    deepStrictEqual(vectors.map((vector) => vector.length), [64, 64, 64]);
    deepStrictEqual(vectors[0], vectors[2]);
    ok(vectors[0]?.[0] !== vectors[1]?.[0]);
    for (const vector of vectors) ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
    const encoded = await ask({ model: "m", input: "one", dimensions: 64, encoding_format: "base64" });
    const bytes = Uint8Array.from(atob(encoded.data[0].embedding), (char) => char.charCodeAt(0));
    deepStrictEqual([...new Float32Array(bytes.buffer)], vectors[0]);
    strictEqual(numbers.usage.prompt_tokens, 3);
    strictEqual((await ask({ input: "x" })).data[0].embedding.length, 1024);
  });
});

Deno.test("all names of the rerank endpoint give the best documents first", async () => {
  await withSimulator({}, async (simulator) => {
    const documents = ["nothing here", { text: "the capital of France" }, "capital"];
    for (const path of ["/v1/rerank", "/rerank", "/v1/reranks", "/reranks"]) {
      const body = { model: "m", query: "capital of France", documents, top_n: 2 };
      const reply = await (await post(simulator, path, body)).json();
      deepStrictEqual(reply.results.map(({ index }: { index: number }) => index), [1, 2], path);
      deepStrictEqual(reply.results[0].document, { text: "the capital of France" });
      const scores: number[] = reply.results.map((result: { relevance_score: number }) => result.relevance_score);
      ok(scores.every((score) => score >= 0 && score <= 1) && (scores[0] ?? 0) > (scores[1] ?? 1));
      ok(reply.usage.total_tokens > 0);
    }
  });
});

Deno.test("/v1/models lists the models set, with and without /v1", async () => {
  await withSimulator({ models: ["a", "b"] }, async (simulator) => {
    for (const path of ["/v1/models", "/models"]) {
      const { data } = await (await fetch(simulator.url + path)).json();
      deepStrictEqual(data.map(({ id }: { id: string }) => id), ["a", "b"]);
    }
  });
});

Deno.test("/health is empty and /metrics counts under the names of vLLM", async () => {
  await withSimulator({ apiKey: "secret" }, async (simulator) => {
    strictEqual(await (await fetch(`${simulator.url}/health`)).text(), "");
    const text = await (await fetch(`${simulator.url}/metrics`)).text();
    for (const name of ["num_requests_running", "num_requests_waiting", "prompt_tokens_total"]) {
      match(text, new RegExp(`^vllm:${name}\\{model_name="simulated"\\} 0$`, "m"));
    }
  });
});

Deno.test("an API key is asked for when one is set", async () => {
  await withSimulator({ apiKey: "secret" }, async (simulator) => {
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${simulator.url}/v1/models`, { headers });
      await response.body?.cancel();
      return response.status;
    };
    strictEqual(await ask({}), 401);
    strictEqual(await ask({ authorization: "Bearer wrong" }), 401);
    strictEqual(await ask({ authorization: "Bearer secret" }), 200);
  });
});

const REFUSED: readonly [path: string, body: unknown, status: number, message: RegExp][] = [
  ["/v1/no/such/path", {}, 404, /Not Found/],
  ["/v1/models", {}, 405, /Method Not Allowed/],
  ["/v1/chat/completions", '{"model": ', 400, /not JSON/],
  ["/v1/chat/completions", "[]", 400, /JSON object/],
  ["/v1/chat/completions", { model: "m" }, 400, /messages/],
  ["/v1/chat/completions", { model: "m", messages: MESSAGES, max_tokens: -5 }, 400, /max_tokens must be at least 0/],
  ["/v1/chat/completions", { model: "m", messages: MESSAGES, n: 1000 }, 400, /n must be at most/],
  ["/v1/chat/completions", { model: "other", messages: MESSAGES }, 404, /`other` does not exist/],
  ["/v1/completions", { model: "m", prompt: [{}] }, 400, /prompt must be/],
  ["/v1/embeddings", { model: "m" }, 400, /input must be/],
  ["/v1/embeddings", { model: "m", input: new Array(2049).fill("a") }, 413, /at most 2048 entries/],
  ["/v1/embeddings", { model: "m", input: ["a", "b"], dimensions: 65_536 * 32 }, 400, /dimensions must be/],
  ["/v1/embeddings", { model: "m", input: "a", dimensions: 0 }, 400, /dimensions must be/],
  ["/v1/rerank", { model: "m", documents: ["a"] }, 400, /query must be/],
  ["/v1/rerank", { model: "m", query: "a", documents: [] }, 400, /documents must be/],
];

Deno.test("requests that cannot be answered are refused with a reason", async () => {
  await withSimulator({ models: ["m"], strictModel: true }, async (simulator) => {
    for (const [path, body, status, message] of REFUSED) {
      const response = await post(simulator, path, body);
      strictEqual(response.status, status, `${path} ${JSON.stringify(body)}`);
      match(await response.text(), message);
    }
  });
});
