import type { Failure, FailureKind } from "../core/failure.ts";
import { withLead } from "./failure_lead.ts";
import { toPlatformTlsFailure } from "./tls/tls_verdict.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly kind: FailureKind;
}

/**
 * What the platform's error texts mean; the first that matches decides. They come from hyper, rustls and the operating
 * system through Deno 2.6 to 2.9: `error sending request for url (…): client error (Connect): dns error: …`.
 */
const RULES: readonly Rule[] = [
  // Files (23, 24, Windows 10024), ports and buffers (Linux 98, 99, 105; macOS 48, 49, 55; Windows 10048, 10049, 10055) and
  // memory (12) of this machine: whatever was being done, the service has no part in it.
  { pattern: /os error (12|23|24|48|49|55|98|99|105|10024|10048|10049|10055)\b/i, kind: "client_exhausted" },
  { pattern: /dns error/i, kind: "dns" },
  { pattern: /connect error.*(refused|os error (61|111|10061))/i, kind: "connect_refused" },
  { pattern: /connect error.*(timed out|os error (60|110|10060))/i, kind: "timeout_connect" },
  { pattern: /(tcp )?connect error|are blocked/i, kind: "connect_failed" },
  { pattern: /proxy|tunnel|socks/i, kind: "connect_failed" },
  { pattern: /client error \(Connect\)|received fatal alert/i, kind: "tls" },
  {
    pattern: /invalid HTTP|message head is too large|UnexpectedMessage|invalid content-length/i,
    kind: "malformed_http",
  },
];

/** Turns what `fetch` or the reading of its body threw into a failure; what no rule knows is a broken connection. */
export function toFetchFailure(error: unknown): Failure {
  const text = errorText(error);
  if (error instanceof Deno.errors.NotCapable) return { kind: "connect_failed", message: text };
  const kind = RULES.find(({ pattern }) => pattern.test(text))?.kind ?? "reset";
  if (kind === "tls") return toPlatformTlsFailure(shortenText(text));
  const message = withLead(LEADS[kind] ?? "Connection broken", shortenText(text));
  return BLOCKED_PORT.test(text) ? { kind, message, cause: "blocked_port" } : { kind, message };
}

const BLOCKED_PORT = /port \d+ are blocked/i;

const LEADS: Partial<Record<FailureKind, string>> = {
  dns: "Cannot find the host name",
  connect_refused: "Connection refused",
  timeout_connect: "Timeout while connecting",
  connect_failed: "Connection failed",
  malformed_http: "Cannot read the reply",
  client_exhausted: "The client's machine ran out of files, ports or memory",
  reset: "Connection broken off by the service",
};

/** Deno 2.9 keeps the reason in the cause of "fetch failed", 2.6 in the message itself. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Leaves the system's own words: the address may hold secrets and the stages of the client say nothing. */
function shortenText(text: string): string {
  return text
    .replace(/^Fetch failed: /, "")
    .replace(/^error sending request.*?: client error \([A-Za-z]+\): /, "")
    .replace(/^(dns error|tcp connect error): /, "")
    .replace(/^error sending request.*/, "the request could not be sent");
}
