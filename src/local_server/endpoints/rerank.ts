import { isJsonObject, type JsonValue } from "../../core/json.ts";
import { drawSeed } from "../../core/random.ts";
import { ApiError } from "../http/api_error.ts";
import type { EndpointCall } from "./endpoint_call.ts";
import { readNumber } from "./body_fields.ts";
import { needModel } from "./needed_model.ts";

/** Answers `/v1/rerank` in the shape of Cohere, Jina and vLLM. */
export async function answerRerank({ model, servedName, body }: EndpointCall): Promise<Response> {
  const ranking = needModel(model, "ranking");
  const { query, documents } = body;
  if (typeof query !== "string") throw new ApiError(400, "query must be a text");
  if (!Array.isArray(documents) || documents.length === 0) throw new ApiError(400, "documents must be a list of texts");
  const texts = documents.map(toText);
  const { scores, promptTokens } = await ranking.rank(query, texts);
  const withDocuments = body["return_documents"] === true;
  const results = scores
    .map((score, index) => ({
      index,
      relevance_score: score,
      ...(withDocuments ? { document: { text: texts[index] ?? "" } } : {}),
    }))
    .sort((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, readNumber(body, "top_n", 1) ?? undefined);
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return Response.json({ id: drawSeed().toString(16), model: servedName, results, usage });
}

function toText(document: JsonValue): string {
  if (typeof document === "string") return document;
  if (isJsonObject(document) && typeof document["text"] === "string") return document["text"];
  throw new ApiError(400, 'A document must be a text or {"text": …}');
}
