import type { JsonObject, JsonValue } from "../../core/json.ts";

/** Any text. */
export const TEXT: JsonObject = { type: "string" };
/** Any number. */
export const NUMBER: JsonObject = { type: "number" };
/** A count. */
export const COUNT: JsonObject = { type: "integer", minimum: 0 };
/** A wall-clock time. */
export const ISO_TIME: JsonObject = { type: "string", format: "date-time" };
/** A number, or `null` where it is undefined. */
export const NUMBER_OR_NULL: JsonObject = { type: ["number", "null"] };
/** A text, or `null`. */
export const TEXT_OR_NULL: JsonObject = { type: ["string", "null"] };
/** Counts by name. */
export const COUNTS: JsonObject = { type: "object", additionalProperties: COUNT };

/** An object of exactly these keys, the optional ones apart. */
export function closed(required: JsonObject, optional: JsonObject = {}): JsonObject {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** An object of exactly these keys, all of one kind. */
export function keyed(keys: readonly string[], value: JsonValue): JsonObject {
  return closed(Object.fromEntries(keys.map((key) => [key, value])));
}

/** A list of things of one kind. */
export function list(items: JsonValue): JsonObject {
  return { type: "array", items };
}
