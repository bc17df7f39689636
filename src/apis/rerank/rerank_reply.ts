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
 * `{output: {results}}` (DashScope), `[{index, score}]` (TEI); of own servers `{scores: […]}` and lists of numbers, a list
 * of them for each query or document, and objects in the place of a list.
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
  if (Array.isArray(body)) return flatten(body);
  if (!isJsonObject(body)) return null;
  const list = LISTS.map((name) => toList(body[name] ?? null)).find((value) => value !== null);
  if (list !== undefined) return list;
  const inner = openEnvelope(body);
  return inner === null ? null : findResults(inner);
}

/** A list, or an object that holds one, or a score for each document. */
function toList(held: JsonValue): readonly JsonValue[] | null {
  if (Array.isArray(held) || !isJsonObject(held)) return Array.isArray(held) ? flatten(held) : null;
  if (scoreOf(held) !== null) return [held];
  const values = Object.values(held);
  return findResults(held) ?? (values.length > 0 && values.every((value) => scoreOf(value) !== null) ? values : null);
}

function flatten(list: readonly JsonValue[]): readonly JsonValue[] {
  return list.every((entry) => Array.isArray(entry)) ? list.flat() : list;
}

function scoreOf(result: JsonValue): number | null {
  const score = isJsonObject(result)
    ? result.relevance_score ?? result.relevanceScore ?? result.score ?? result.logit
    : result;
  const number = typeof score === "string" && score.trim() !== "" ? Number(score) : score;
  return typeof number === "number" && !Number.isNaN(number) ? number : null;
}
