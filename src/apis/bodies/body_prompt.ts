import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";

/** The prompt of a request body: chat messages, or texts and token ids. */
export interface BodyPrompt {
  readonly messages: readonly JsonObject[];
  /** Texts, single token ids, and lists of token ids. */
  readonly texts: readonly JsonValue[];
}

/** Members that hold a prompt, in the APIs that have no messages. */
const TEXT_KEYS = ["prompt", "input", "inputs", "text", "input_text"] as const;

/** Finds the prompt in the body of any of the known APIs; both lists are empty where it holds none. */
export function findBodyPrompt(body: JsonObject): BodyPrompt {
  const { messages, system, input, query } = body;
  if (Array.isArray(messages)) return ofMessages(messages, system);
  if (isJsonObject(input)) return findBodyPrompt(input);
  if (typeof query === "string") return { messages: [], texts: toPairs(query, body.documents ?? body.texts) };
  if (Array.isArray(input) && input.some(isJsonObject)) return ofMessages(input, body.instructions);
  const key = TEXT_KEYS.find((name) => body[name] !== undefined);
  return { messages: [], texts: key === undefined ? [] : [body[key] ?? null].flat() };
}

function ofMessages(messages: readonly JsonValue[], system: JsonValue | undefined): BodyPrompt {
  const own = messages.filter(isJsonObject);
  return { messages: system === undefined ? own : [{ role: "system", content: system }, ...own], texts: [] };
}

/** A reranker reads the query once with each document. */
function toPairs(query: string, documents: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(documents)) return [query];
  return documents.flatMap((document: JsonValue) => [query, toText(document)]);
}

function toText(document: JsonValue): string {
  if (typeof document === "string") return document;
  return isJsonObject(document) && typeof document.text === "string" ? document.text : JSON.stringify(document);
}
