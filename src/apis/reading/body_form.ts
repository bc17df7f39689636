import type { Framing } from "../../core/apis.ts";

/** How a body is read, decided by the headers, or by its first bytes where they do not say. */
export type BodyForm = "unknown" | "events" | "json" | "refused";

/** What a reply is to be read as. */
export interface ReplyForm {
  readonly framing: Framing;
  /** Whether the request asked for a stream. */
  readonly isStream: boolean;
}

/** Content types of streams of JSON lines; services that know no better call them JSON or text. */
const LINES_TYPE = /ndjson|jsonl|json-?lines|json-seq|stream\+json/;

/** How an event stream begins: with a field that it knows, or with a comment. */
const STREAM_START = /^\s*((data|event|id|retry)[:\n\r]|:)/;

const HEAD_BYTES = 64;

/** White space and a byte order mark say nothing. */
const decoder = new TextDecoder();

/** A content type without its parameters, in small letters. */
export function toMediaType(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/**
 * Returns how a body of this content type is read: as the clients of these services do, by the words that it contains
 * (proxies write types twice or add to them). What it does not tell shows in the first bytes.
 */
export function formOfType(contentType: string, { framing, isStream }: ReplyForm): BodyForm {
  const isJson = /\bjson\b/.test(contentType);
  if (framing === "lines") {
    if (isLinesType(contentType)) return "events";
    if (isStream && (isJson || contentType === "text/plain" || contentType === "")) return "events";
  } else if (contentType.includes("event-stream")) return "events";
  else if (framing === "sse" && isLinesType(contentType)) return "unknown";
  return isJson ? "json" : "unknown";
}

/** Whether a content type is one of streams of JSON lines. */
export function isLinesType(contentType: string): boolean {
  return LINES_TYPE.test(contentType);
}

/** Returns how a body is read that begins with these bytes; `null` where they do not tell. */
export function guessForm(bytes: Uint8Array, { framing }: ReplyForm): BodyForm | null {
  const head = decoder.decode(bytes.subarray(0, HEAD_BYTES));
  if (/^\s*[{[]/.test(head)) return "json";
  return framing !== "lines" && STREAM_START.test(head) ? "events" : null;
}
