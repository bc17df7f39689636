import { countTokens } from "./embedding_model.ts";
import { RequestQueue } from "./request_queue.ts";
import type { Model, ModelTokenizer } from "./transformers_library.ts";

/** How well documents fit a query: a score (0…1) each, in their order. */
export interface Ranked {
  readonly scores: readonly number[];
  readonly promptTokens: number;
}

/** A model that compares documents with a query. */
export interface RankingModel {
  readonly kind: "ranking";
  rank(query: string, documents: readonly string[]): Promise<Ranked>;
}

/** Creates a model that reads the query together with each document; the last of its outputs is the score. */
export function createRankingModel(
  { tokenizer, model }: { readonly tokenizer: ModelTokenizer; readonly model: Model },
): RankingModel {
  const queue = new RequestQueue();
  const rank = async (query: string, documents: readonly string[]): Promise<Ranked> => {
    const options = { text_pair: documents, padding: true, truncation: true };
    const inputs = tokenizer(documents.map(() => query), options);
    const { logits } = await model(inputs);
    if (logits === undefined) throw new Error("The model gives no scores");
    const size = logits.dims.at(-1) ?? 1;
    const scores = documents.map((_, row) => 1 / (1 + Math.exp(-Number(logits.data[(row + 1) * size - 1]))));
    return { scores, promptTokens: countTokens(inputs) };
  };
  return { kind: "ranking", rank: (query, documents) => queue.run(() => rank(query, documents)) };
}
