import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonValue } from "../../core/json.ts";
import { openEnvelope } from "../reading/envelope.ts";
import { toInputTokens } from "../reading/input_tokens.ts";
import type { BodyFacts } from "../reading/whole_body.ts";

const LISTS = ["results", "data", "rankings", "scores", "relevance_scores"] as const;

/**
 * Reads the ranking of a body. Shapes: `{results: [{index, relevance_score}]}` (Cohere, Jina, vLLM, llama.cpp),
 * `{data: [{index, relevance_score | score}]}` (Voyage, vLLM's /score), `{rankings: [{index, logit}]}` (NIM),
 * `{output: {results}}` (DashScope), `[{index, score}]` (TEI), `{scores: […]}` and lists of numbers (own servers).
 */
export function readRanking(body: JsonValue): BodyFacts | Failure {
  const results = findResults(body);
  if (results === null) {
    return { kind: "malformed_json", message: `The reply holds no ranking: none of ${LISTS.join(", ")}` };
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
  const list = LISTS.map((name) => body[name]).find((value) => Array.isArray(value));
  if (Array.isArray(list)) return list;
  const inner = openEnvelope(body);
  return inner === null ? null : findResults(inner);
}

function scoreOf(result: JsonValue): number | null {
  const score = isJsonObject(result)
    ? result.relevance_score ?? result.relevanceScore ?? result.score ?? result.logit
    : result;
  const number = typeof score === "string" && score.trim() !== "" ? Number(score) : score;
  return typeof number === "number" && !Number.isNaN(number) ? number : null;
}
