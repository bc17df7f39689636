import { MAX_FAILURE_BODY_CHARS } from "../core/failure.ts";
import type { Failure } from "../core/failure.ts";
import { parseServiceError, withCode } from "./reply_failures.ts";
import { toOneLine } from "./service_error.ts";

/** A reply with a status that is no success: the service's own words where it has some. */
export function toStatusFailure(status: number, body: string): Failure {
  const error = parseServiceError(body);
  const said = error?.message ?? (looksLikeHtml(body) ? "" : toOneLine(body));
  const about = isRedirect(status) ? "redirects are not followed" : said;
  const message = about === "" ? `HTTP ${status}` : `HTTP ${status}: ${about}`;
  return withCode({ kind: "http_status", message, status, ...bodyStart(body) }, error?.code ?? null);
}

/** A reply with a good status that is neither an event stream nor JSON: usually a web page at the wrong path. */
export function toTypeFailure(contentType: string, { status, body }: { status: number; body: string }): Failure {
  const message = `The reply is "${contentType}", neither an event stream nor JSON`;
  return { kind: "wrong_content_type", message, status, ...bodyStart(body) };
}

/** Puts the bytes of a body together as text. */
export function toBodyText(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
}

function bodyStart(body: string): { body?: string } {
  return body === "" ? {} : { body: body.slice(0, MAX_FAILURE_BODY_CHARS) };
}

function looksLikeHtml(body: string): boolean {
  return /^\s*</.test(body);
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
