import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Session } from "../../../src/core/session.ts";
import type { DatasetContext, DatasetFactory } from "../../../src/datasets/dataset.ts";
import {
  createRandomEmbeddingBatchDataset,
  createRandomEmbeddingDataset,
} from "../../../src/datasets/texts/random_embedding.ts";
import { createRandomRerankDataset } from "../../../src/datasets/texts/random_rerank.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions } from "../../support/take_sessions.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_embed"));

async function take(factory: DatasetFactory, count: number, changes: Partial<DatasetContext> = {}) {
  const [context] = makeDatasetContext({ tokenizer, minPromptLength: 12, maxPromptLength: 20, ...changes });
  return await takeSessions(await factory(context), count);
}

function textsOf(session: Session | undefined): readonly string[] {
  const input = session?.turns[0]?.input;
  if (input?.kind === "text") return [input.text];
  if (input?.kind !== "texts") throw new Error("no texts");
  return input.texts;
}

Deno.test("random_embedding draws lengths evenly from the whole range and no two texts are equal", async () => {
  const texts = (await take(createRandomEmbeddingDataset, 60)).flatMap(textsOf);
  const lengths = new Set(texts.map((text) => tokenizer.countTokens(text)));
  deepStrictEqual([...lengths].sort((a, b) => a - b), [12, 13, 14, 15, 16, 17, 18, 19, 20]);
  strictEqual(new Set(texts).size, texts.length);
});

Deno.test("random_embedding_batch has so many texts a request, and no text twice", async () => {
  const batches = (await take(createRandomEmbeddingBatchDataset, 5, { args: { batch_size: 3 } })).map(textsOf);
  deepStrictEqual(batches.map((batch) => batch.length), [3, 3, 3, 3, 3]);
  strictEqual(new Set(batches.flat()).size, 15);
  strictEqual(textsOf((await take(createRandomEmbeddingBatchDataset, 1))[0]).length, 8);
});

Deno.test("random texts follow from the seed and the place alone", async () => {
  const [, second] = await take(createRandomEmbeddingBatchDataset, 2);
  deepStrictEqual((await take(createRandomEmbeddingBatchDataset, 1, { offset: 1 }))[0], second);
  notDeepStrictEqual((await take(createRandomEmbeddingBatchDataset, 1, { offset: 1, seed: 8 }))[0], second);
});

Deno.test("random_rerank makes ten documents five times as long as the query", async () => {
  for (const session of await take(createRandomRerankDataset, 5)) {
    const input = session.turns[0]?.input;
    ok(input?.kind === "ranking");
    const tokens = tokenizer.countTokens(input.query);
    ok(tokens >= 12 && tokens <= 20);
    deepStrictEqual(input.documents.map((text) => tokenizer.countTokens(String(text))), Array(10).fill(tokens * 5));
    strictEqual(new Set(input.documents).size, 10);
  }
});

Deno.test("random_rerank takes its shape from dataset arguments or extra arguments", async () => {
  const changes = { args: { num_documents: 2 }, extraArgs: { num_documents: 9, document_length_ratio: 0.5 } };
  const input = (await take(createRandomRerankDataset, 1, changes))[0]?.turns[0]?.input;
  ok(input?.kind === "ranking");
  const half = Math.floor(tokenizer.countTokens(input.query) / 2);
  deepStrictEqual(input.documents.map((text) => tokenizer.countTokens(String(text))), [half, half]);
  await rejects(take(createRandomRerankDataset, 1, { args: { num_docs: 2 } }), { message: /no key "num_docs"/ });
});
