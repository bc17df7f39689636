import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { openEnvelope } from "../reading/envelope.ts";
import { toInputTokens } from "../reading/input_tokens.ts";
import type { BodyFacts } from "../reading/whole_body.ts";

/** Base64 holds floats of four bytes. */
const FLOAT_BYTES = 4;

/**
 * Reads the embeddings of a body. Shapes: `{data: [{embedding}]}` (OpenAI, vLLM, llama.cpp, Jina), `{embeddings: […]}` and
 * `{embeddings: {float: […]}}` (Cohere), `{embedding: […]}`, `{output: {embeddings: [{embedding}]}}` (DashScope), an array of vectors (TEI).
 */
export function readEmbeddings(body: JsonValue): BodyFacts | Failure {
  const vectors = findVectors(body);
  if (vectors === null) {
    return {
      kind: "malformed_json",
      message: "The reply holds no embeddings: neither data nor embeddings nor vectors",
    };
  }
  const sizes = vectors.map(sizeOf);
  const size = sizes[0] ?? 0;
  if (size === 0) return { kind: "empty_output", message: "The reply holds no embedding" };
  const odd = sizes.findIndex((other) => other !== size);
  if (odd >= 0) {
    const message = `Embedding ${odd} has ${sizes[odd]} dimensions, the first one ${size}`;
    return { kind: "malformed_json", message };
  }
  return { content: `embedding_dim=${size}, count=${sizes.length}`, promptTokens: toInputTokens(body) };
}

function findVectors(body: JsonValue): readonly JsonValue[] | null {
  if (Array.isArray(body)) return body;
  if (!isJsonObject(body)) return null;
  const { data, embedding, embeddings } = body;
  if (sizeOf(embedding ?? null) > 0) return [embedding ?? null];
  if (Array.isArray(data)) return data.map(toVector);
  if (Array.isArray(embeddings)) return embeddings.map(toVector);
  if (isJsonObject(embeddings)) return Object.values(embeddings).find((list) => Array.isArray(list)) ?? null;
  const inner = openEnvelope(body);
  return inner === null ? null : findVectors(inner);
}

function toVector(entry: JsonValue): JsonValue {
  return isJsonObject(entry) ? (entry as JsonObject).embedding ?? null : entry;
}

function sizeOf(vector: JsonValue): number {
  if (Array.isArray(vector)) return vector.length;
  if (typeof vector !== "string") return 0;
  const padding = vector.endsWith("==") ? 2 : Number(vector.endsWith("="));
  return Math.floor((vector.length * 3 / 4 - padding) / FLOAT_BYTES);
}
