import { HttpResponseParser } from "../../../src/transport/http1/http_response_parser.ts";
import type { ParserLimits } from "../../../src/transport/http1/http_response_parser.ts";
import type { Parsed } from "./node_parser.ts";

/** Gives the parts of a response to our parser, then the end of the connection. */
export function parseByUs(
  parts: readonly Uint8Array[],
  limits?: ParserLimits,
): Parsed & { readonly why: string | null } {
  let status: number | null = null;
  let headers: string[] = [];
  let body = "";
  const parser = new HttpResponseParser({
    onHead(head) {
      status = head.status;
      headers = [...head.headers].map(([name, value]) => `${name}: ${value}`);
    },
    onBody: (bytes) => void (body += String.fromCharCode(...bytes)),
  }, limits);
  for (const part of parts) parser.push(part);
  parser.end();
  const { isDone, fault, isReusable } = parser;
  return { status, headers, body, isDone, isFault: fault !== null, isKeptAlive: isReusable, why: fault };
}

/** The bytes of a text of which each character is one byte. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Cuts bytes at the given places. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const ends = [...sorted, bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}
