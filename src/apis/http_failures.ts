import { MAX_FAILURE_BODY_CHARS } from "../core/failure.ts";
import type { Failure } from "../core/failure.ts";
import { parseServiceError, withCode } from "./reply_failures.ts";
import { isRedirect } from "./redirects.ts";
import { toOneLine } from "./service_error.ts";

/** A reply with a status that is no success: the service's own words where it has some. */
export function toStatusFailure(
  status: number,
  { body, location = null }: { body: string; location?: string | null },
): Failure {
  const error = parseServiceError(body);
  const said = error?.message ?? (looksLikeMarkup(body) ? readMarkup(body) : toOneLine(body));
  const about = isRedirect(status) ? describeRedirect(location) : said;
  const message = about === "" ? `HTTP ${status}` : `HTTP ${status}: ${about}`;
  return withCode({ kind: "http_status", message, status, ...bodyStart(body) }, error?.code ?? null);
}

/** A reply with a good status that is neither an event stream nor JSON: usually a web page at the wrong path. */
export function toTypeFailure(contentType: string, { status, body }: { status: number; body: string }): Failure {
  const said = looksLikeMarkup(body) ? readMarkup(body) : "";
  const message = `The reply is "${contentType}", neither an event stream nor JSON`;
  return {
    kind: "wrong_content_type",
    message: said === "" ? message : `${message}: ${said}`,
    status,
    ...bodyStart(body),
  };
}

function bodyStart(body: string): { body?: string } {
  return body === "" ? {} : { body: body.slice(0, MAX_FAILURE_BODY_CHARS) };
}

function looksLikeMarkup(body: string): boolean {
  return /^\s*</.test(body);
}

/** What a page or an XML document says in short: a message, a title, or the first heading. */
function readMarkup(body: string): string {
  const found = /<(message|title|h1)\b[^>]*>([\s\S]*?)<\/\1>/i.exec(body);
  return found === null ? "" : toOneLine((found[2] ?? "").replaceAll(/<[^>]*>/g, " "));
}

/** The address in full but its query, which may hold keys. */
function describeRedirect(location: string | null): string {
  if (location === null) return "redirected, without saying where to";
  return `redirected to "${
    toOneLine(location.replace(/[?#].*$/, ""))
  }", which is not followed: give that address with --url`;
}
