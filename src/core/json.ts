/** Any value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object: plain data, safe to send to a worker or another machine. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Tells whether a text is JSON. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Tells whether a parsed value is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a half of a surrogate pair is written as; a backslash before it makes it text of its own. */
const LONE_SURROGATE = /\\ud[89a-f]/i;

/**
 * Returns a value as JSON text that every reader takes: texts from the web hold halves of characters, which
 * `JSON.stringify` writes as `\ud83d` and strict readers refuse; each becomes U+FFFD.
 */
export function toWireJson(value: JsonObject): string {
  const text = JSON.stringify(value);
  if (!LONE_SURROGATE.test(text)) return text;
  return JSON.stringify(value, (_, member) => typeof member === "string" ? member.toWellFormed() : member);
}

/** Takes text as it is; what is none is empty. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
