import { isJsonObject } from "../../core/json.ts";
import { BadLineError } from "../bad_lines.ts";

/** Headers that belong to the connection of the recording, not to the request (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "te",
  "trailer",
  "trailers",
  "upgrade",
]);

/** Reads the headers of a record without those of its connection; `null`: there are none. */
export function readTraceHeaders(value: unknown): Readonly<Record<string, string>> | null {
  if (value === undefined || value === null) return null;
  if (!isJsonObject(value)) throw new BadLineError('has "headers" that are not an object');
  const kept = Object.entries(value).filter(([name]) => !isHopByHop(name)).map(toHeader);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function isHopByHop(name: string): boolean {
  const lowered = name.toLowerCase();
  return HOP_BY_HOP.has(lowered) || lowered.startsWith("proxy-");
}

function toHeader([name, value]: readonly [string, unknown]): readonly [string, string] {
  // The names and values that HTTP allows: others fail only when the request is made.
  if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) throw new BadLineError(`has a header of the invalid name "${name}"`);
  if (typeof value !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new BadLineError(`has the header "${name}", whose value is not a text that HTTP can send`);
  }
  return [name, value];
}
