import { RequestQueue } from "./request_queue.ts";
import type { Model, ModelInputs, ModelTokenizer } from "./transformers_library.ts";

/** Vectors of some texts. */
export interface Embedded {
  readonly vectors: readonly Float32Array[];
  readonly promptTokens: number;
}

/** A model that turns texts into vectors. */
export interface EmbeddingModel {
  readonly kind: "embedding";
  embed(texts: readonly string[]): Promise<Embedded>;
}

/** Creates a model of vectors: the mean over a text's tokens, of length 1. */
export function createEmbeddingModel(
  { tokenizer, model }: { readonly tokenizer: ModelTokenizer; readonly model: Model },
): EmbeddingModel {
  const queue = new RequestQueue();
  const embed = async (texts: readonly string[]): Promise<Embedded> => {
    const inputs = tokenizer(texts, { padding: true, truncation: true });
    const outputs = await model(inputs);
    const states = outputs["last_hidden_state"] ?? outputs["token_embeddings"];
    const pooled = outputs["sentence_embedding"];
    if (pooled !== undefined) return { vectors: toRows(pooled).map(normalize), promptTokens: countTokens(inputs) };
    if (states === undefined) throw new Error(`The model gives no states but ${Object.keys(outputs).join(", ")}`);
    return { vectors: meanOfTokens(states, inputs).map(normalize), promptTokens: countTokens(inputs) };
  };
  return { kind: "embedding", embed: (texts) => queue.run(() => embed(texts)) };
}

/** Counts the tokens of a batch without those that only fill it up. */
export function countTokens(inputs: ModelInputs): number {
  const mask = inputs["attention_mask"]?.data ?? [];
  let count = 0;
  for (const value of mask) count += Number(value);
  return count;
}

function toRows({ data, dims: [count = 0, size = 0] }: ModelInputs[string]): Float32Array[] {
  return Array.from({ length: count }, (_, row) => Float32Array.from(data.slice(row * size, (row + 1) * size), Number));
}

function meanOfTokens(states: ModelInputs[string], inputs: ModelInputs): Float32Array[] {
  const [count = 0, length = 0, size = 0] = states.dims;
  const mask = inputs["attention_mask"]?.data ?? [];
  return Array.from({ length: count }, (_, text) => {
    const sum = new Float32Array(size);
    for (let at = text * length; at < (text + 1) * length; at++) {
      if (Number(mask[at] ?? 1) === 0) continue;
      for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + Number(states.data[at * size + i] ?? 0);
    }
    return sum;
  });
}

/** Makes a vector of length 1; the mean and the sum of tokens have the same direction. */
export function normalize(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
