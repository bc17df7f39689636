import type { JsonObject } from "../core/json.ts";
import type { ApiDialect } from "./dialect.ts";

/** Tells whether a body asks for a stream, by the rule of its dialect. */
export function asksForStream({ canStream, asksForStream: ask }: ApiDialect, body: JsonObject): boolean {
  return canStream && (ask?.(body) ?? body.stream === true);
}
