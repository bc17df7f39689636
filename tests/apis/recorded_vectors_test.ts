import assert from "node:assert/strict";
import { createEmbeddingsDialect } from "../../src/apis/embeddings/embeddings_dialect.ts";
import { createRerankDialect } from "../../src/apis/rerank/rerank_dialect.ts";
import { loadRecordedReply } from "../support/recorded_replies.ts";
import { replay } from "./replay.ts";

const EMBEDDINGS: readonly (readonly [name: string, promptTokens: number])[] = [
  ["llama-embeddings", 12],
  ["llama-embeddings-base64", 12],
  ["llama-embeddings-ids", 5],
  ["vllm-embeddings", 12],
  ["vllm-embeddings-base64", 12],
  ["vllm-embeddings-ids", 5],
];

for (const [name, promptTokens] of EMBEDDINGS) {
  Deno.test(`${name} holds two vectors of 64 dimensions`, async () => {
    const { status, contentType, body } = loadRecordedReply(name);
    const pieces = [body.subarray(0, 100), body.subarray(100)];
    const outcome = await replay({ status, contentType, pieces, isStream: false, dialect: createEmbeddingsDialect() });
    assert.equal(outcome.failure, null);
    assert.equal(outcome.reply.content, "embedding_dim=64, count=2");
    assert.deepEqual(outcome.usage, { promptTokens, completionTokens: 0, cachedTokens: null, reasoningTokens: null });
    // The reply ends when its body was read whole, not with its headers.
    assert.equal(outcome.times.endAtMs, pieces.length + 1);
  });
}

const RANKINGS: readonly (readonly [name: string, content: string, promptTokens: number])[] = [
  ["llama-rerank", "top_score=0.2226, num_results=2", 29],
  ["llama-rerank-bare", "top_score=0.2226, num_results=3", 29],
  ["vllm-rerank", "top_score=0.6538, num_results=2", 32],
  ["vllm-rerank-bare", "top_score=0.6538, num_results=3", 32],
  ["vllm-score", "top_score=0.6538, num_results=2", 20],
];

for (const [name, content, promptTokens] of RANKINGS) {
  Deno.test(`${name} is a ranking`, async () => {
    const { status, contentType, body } = loadRecordedReply(name);
    const outcome = await replay({
      status,
      contentType,
      pieces: [body],
      isStream: false,
      dialect: createRerankDialect(),
    });
    assert.equal(outcome.failure, null);
    assert.equal(outcome.reply.content, content);
    assert.equal(outcome.usage?.promptTokens, promptTokens);
    assert.equal(outcome.usage?.completionTokens, 0);
  });
}
