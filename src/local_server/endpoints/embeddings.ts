import type { JsonValue } from "../../core/json.ts";
import { ApiError } from "../http/api_error.ts";
import type { EndpointCall } from "./endpoint_call.ts";
import { normalize } from "../models/embedding_model.ts";
import { readNumber, readTexts } from "./body_fields.ts";
import { needModel } from "./needed_model.ts";

/** Answers `/v1/embeddings`. */
export async function answerEmbeddings({ model, servedName, body }: EndpointCall): Promise<Response> {
  const embedding = needModel(model, "embedding");
  const texts = readTexts(body, "input");
  if (texts.length === 0) throw new ApiError(400, "input must hold a text");
  const dimensions = readNumber(body, "dimensions", 1);
  const { vectors, promptTokens } = await embedding.embed(texts);
  const data = vectors.map((vector, index) => {
    const short = dimensions === null ? vector : normalize(vector.slice(0, dimensions));
    return { object: "embedding", index, embedding: encode(short, body["encoding_format"]) };
  });
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return Response.json({ object: "list", model: servedName, data, usage });
}

function encode(vector: Float32Array, format: JsonValue | undefined): JsonValue {
  if (format !== "base64") return Array.from(vector);
  return new Uint8Array(Float32Array.from(vector).buffer).toBase64();
}
