import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Exchange } from "../replies/exchange.ts";
import { countTextTokens } from "../replies/prompt_size.ts";
import { replyWhole } from "../replies/whole_reply.ts";
import { drawProcessingMs } from "./processing_time.ts";

interface Ranked {
  readonly index: number;
  readonly text: string;
  readonly score: number;
}

/** Answers `/rerank` and `/reranks` in the shape of Cohere and Jina: the best documents first. */
export function answerRerank(exchange: Exchange, body: JsonObject): void {
  const { query } = body;
  if (typeof query !== "string") return exchange.sendError(400, "query must be text.", "query");
  if (!Array.isArray(body.documents) || body.documents.length === 0) {
    return exchange.sendError(400, "documents must be a list that is not empty.", "documents");
  }
  const texts = body.documents.map(toText);
  const tokens = texts.reduce((sum, text) => sum + countTextTokens(query) + countTextTokens(text), 0);
  exchange.services.tally.promptTokens += tokens;
  const makeBody = (): JsonObject => ({
    id: "rerank-simulated",
    model: typeof body.model === "string" ? body.model : "",
    ...(exchange.settings.usage === "off" ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
    results: exchange.fault?.name === "empty" ? [] : toResults(rank(query, texts), body),
  });
  replyWhole(exchange, { delayMs: drawProcessingMs(exchange, tokens), makeBody });
}

/** Scores texts by the share of the query's words they hold, and by chance drawn from the text. */
export function rank(query: string, texts: readonly string[]): readonly Ranked[] {
  const words = toWords(query);
  const ranked = texts.map((text, index) => {
    const found = toWords(text);
    const shared = [...words].filter((word) => found.has(word)).length / Math.max(1, words.size);
    const chance = createRandom(deriveSeed(1, `${query}\n${text}`)).next();
    return { index, text, score: 0.9 * shared + 0.1 * chance };
  });
  return ranked.toSorted((a, b) => b.score - a.score);
}

function toResults(
  ranked: readonly Ranked[],
  { top_n: limit, return_documents: hasDocuments }: JsonObject,
): JsonObject[] {
  return ranked.slice(0, typeof limit === "number" ? limit : ranked.length).map(({ index, text, score }) => ({
    index,
    ...(hasDocuments === false ? {} : { document: { text } }),
    relevance_score: score,
  }));
}

function toText(document: unknown): string {
  if (typeof document === "string") return document;
  return isJsonObject(document) && typeof document.text === "string" ? document.text : JSON.stringify(document);
}

function toWords(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
