import { reasonOf } from "../../core/errors.ts";
import type { Failure, FailureKind } from "../../core/failure.ts";
import { withLead } from "../failure_lead.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly kind: FailureKind;
}

/** What the texts of the platform's socket errors mean; the first that matches decides. */
const RULES: readonly Rule[] = [
  { pattern: /too many open files|os error (23|24|10024)\b|no buffer space/i, kind: "client_exhausted" },
  { pattern: /cannot assign requested address|can't assign|os error (99|49|10049)\b/i, kind: "client_exhausted" },
  { pattern: /failed to lookup address|no such host|name or service not known|dns error/i, kind: "dns" },
  { pattern: /refused/i, kind: "connect_refused" },
  { pattern: /timed out|os error (110|60|10060)\b/i, kind: "timeout_connect" },
];

/** Turns what opening a socket threw into a failure. */
export function toConnectFailure(error: unknown): Failure {
  const text = reasonOf(error);
  const kind = RULES.find(({ pattern }) => pattern.test(text))?.kind ?? "connect_failed";
  return { kind, message: withLead(LEADS[kind] ?? "Connection failed", text) };
}

/** Turns what reading or writing threw into a failure. */
export function toBreakFailure(error: unknown): Failure {
  return { kind: "reset", message: `Connection broken off by the service: ${reasonOf(error)}` };
}

const LEADS: Partial<Record<FailureKind, string>> = {
  client_exhausted: "This machine has no more files or ports for connections",
  dns: "Cannot find the host name",
  connect_refused: "Connection refused",
  timeout_connect: "Timeout while connecting",
};
