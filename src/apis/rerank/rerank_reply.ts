import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonValue } from "../../core/json.ts";
import { toInputTokens } from "../reading/input_tokens.ts";
import type { BodyFacts } from "../reading/whole_body.ts";

/**
 * Reads the ranking of a body. Shapes: `{results: [{index, relevance_score}]}` (Cohere, Jina, vLLM, llama.cpp),
 * `{data: [{index, relevance_score | score}]}` (Voyage, vLLM's /score), `{rankings: [{index, logit}]}` (NIM),
 * `{output: {results}}` (DashScope), `[{index, score}]` (TEI).
 */
export function readRanking(body: JsonValue): BodyFacts | Failure {
  const results = findResults(body);
  if (results === null) {
    return { kind: "malformed_json", message: "The reply holds no ranking: neither results nor data nor rankings" };
  }
  if (results.length === 0) return { kind: "empty_output", message: "The reply ranks no document" };
  const scores = results.map(scoreOf);
  const top = scores.reduce((most: number, score) => Math.max(most, score ?? NaN), -Infinity);
  if (Number.isNaN(top)) return { kind: "malformed_json", message: "A result of the ranking has no score" };
  return { content: `top_score=${top.toFixed(4)}, num_results=${results.length}`, promptTokens: toInputTokens(body) };
}

function findResults(body: JsonValue): readonly JsonValue[] | null {
  if (Array.isArray(body)) return body;
  if (!isJsonObject(body)) return null;
  for (const list of [body.results, body.data, body.rankings]) {
    if (Array.isArray(list)) return list;
  }
  return isJsonObject(body.output) ? findResults(body.output) : null;
}

function scoreOf(result: JsonValue): number | null {
  if (!isJsonObject(result)) return null;
  const score = result.relevance_score ?? result.score ?? result.logit;
  return typeof score === "number" ? score : null;
}
