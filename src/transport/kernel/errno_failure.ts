import type { Failure, FailureKind } from "../../core/failure.ts";

interface Meaning {
  readonly name: string;
  readonly kind: FailureKind;
  readonly words: string;
}

/** What errors of socket calls mean. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  11: { name: "EAGAIN", kind: "client_exhausted", words: "no local port is free" },
  12: { name: "ENOMEM", kind: "client_exhausted", words: "no memory for another socket" },
  13: { name: "EACCES", kind: "connect_failed", words: "not allowed" },
  23: { name: "ENFILE", kind: "client_exhausted", words: "too many open files on this machine" },
  24: { name: "EMFILE", kind: "client_exhausted", words: "too many open files (see ulimit -n)" },
  32: { name: "EPIPE", kind: "reset", words: "the service takes no more" },
  98: { name: "EADDRINUSE", kind: "client_exhausted", words: "no local port is free" },
  99: { name: "EADDRNOTAVAIL", kind: "client_exhausted", words: "no local port is free" },
  101: { name: "ENETUNREACH", kind: "connect_failed", words: "the network cannot be reached" },
  103: { name: "ECONNABORTED", kind: "reset", words: "aborted" },
  104: { name: "ECONNRESET", kind: "reset", words: "reset by the service" },
  105: { name: "ENOBUFS", kind: "client_exhausted", words: "no memory for another socket" },
  110: { name: "ETIMEDOUT", kind: "timeout_connect", words: "nothing answered" },
  111: { name: "ECONNREFUSED", kind: "connect_refused", words: "nothing listens there" },
  112: { name: "EHOSTDOWN", kind: "connect_failed", words: "the host is down" },
  113: { name: "EHOSTUNREACH", kind: "connect_failed", words: "the host cannot be reached" },
  2: { name: "ENOENT", kind: "connect_failed", words: "there is no such socket" },
};

const LEADS: Partial<Record<FailureKind, string>> = {
  client_exhausted: "The client's machine ran out of files, ports or memory",
  connect_refused: "Connection refused",
  timeout_connect: "Timeout while connecting",
  connect_failed: "Connection failed",
};

/** The failure of a connection that could not be made. */
export function toConnectFailure(errno: number): Failure {
  const meaning = MEANINGS[errno];
  const kind = meaning === undefined || meaning.kind === "reset" ? "connect_failed" : meaning.kind;
  return { kind, message: `${LEADS[kind] ?? "Connection failed"}: ${describe(errno)}` };
}

/** The failure of a connection that stood. */
export function toBreakFailure(errno: number): Failure {
  return { kind: "reset", message: `Connection broken off by the service: ${describe(errno)}` };
}

function describe(errno: number): string {
  const meaning = MEANINGS[errno];
  return meaning === undefined ? `error ${errno} of the system` : `${meaning.words} (${meaning.name})`;
}
