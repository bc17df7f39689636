import type { JsonObject } from "../core/json.ts";
import type { ApiDialect } from "./dialect.ts";

/** Tells whether a body asks for a stream, by the rule of its dialect. */
export function asksForStream({ framing, asksForStream: ask }: ApiDialect, body: JsonObject): boolean {
  return framing !== "whole" && (ask?.(body) ?? body.stream === true);
}
