/** Every way in which a request can fail; closed, so that each is counted and shown under its own name. */
export const FAILURE_KINDS = [
  "dns",
  "connect_refused",
  "connect_failed",
  "tls",
  "timeout_connect",
  "timeout_first_byte",
  "timeout_idle",
  "timeout_total",
  "reset",
  "http_status",
  "error_in_stream",
  "error_event",
  "truncated",
  "reply_too_large",
  "malformed_http",
  "malformed_sse",
  "malformed_json",
  "wrong_content_type",
  "empty_output",
  "client_exhausted",
  "cancelled",
  "lost",
] as const;

/** The name of a way to fail. */
export type FailureKind = typeof FAILURE_KINDS[number];

/**
 * Whether a request was lost with the part of the client that carried it. How it ended nobody knows: it is neither a
 * success nor a failure of the service, and out of every figure.
 */
export function isLost(failure: Failure | null): boolean {
  return failure?.kind === "lost";
}

/** What stands behind a failure, where somebody can do something about it. */
export type FailureCause =
  | "expired"
  | "not_yet_valid"
  | "wrong_host"
  | "unknown_authority"
  | "authority_itself"
  | "client_certificate_missing"
  | "client_certificate_refused"
  | "no_common_protocol"
  | "not_tls"
  | "closed"
  /** The address says http, and the service speaks TLS. */
  | "plain_to_tls"
  /** One of the ports that browsers refuse, and `fetch` with them, such as 6000 and 6666. */
  | "blocked_port";

/** Why one request failed: plain data, kept in its record. */
export interface Failure {
  readonly kind: FailureKind;
  /** One line for a reader; holds no secrets. */
  readonly message: string;
  /** What hints go by: never the message, which is for readers. */
  readonly cause?: FailureCause;
  /** HTTP status, where an answer came. */
  readonly status?: number;
  /** The service's own error code or type. */
  readonly code?: string;
  /** The first part of the body, at most `MAX_FAILURE_BODY_CHARS`. */
  readonly body?: string;
}

/** How much of a failed reply's body is kept. */
export const MAX_FAILURE_BODY_CHARS = 2000;

/** What each kind means, in the words of tables and documentation. */
export const FAILURE_LABELS: Readonly<Record<FailureKind, string>> = {
  dns: "Host name not found",
  connect_refused: "Connection refused",
  connect_failed: "Connection failed",
  tls: "TLS failed",
  timeout_connect: "Timeout while connecting",
  timeout_first_byte: "Timeout before the first byte",
  timeout_idle: "Timeout between bytes",
  timeout_total: "Timeout of the whole request",
  reset: "Connection reset",
  http_status: "HTTP status",
  error_in_stream: "Error object in a 200 reply",
  error_event: "Error event in the stream",
  truncated: "Reply cut off (no finish reason, no [DONE])",
  reply_too_large: "Reply longer than --max-reply-bytes",
  malformed_http: "Not an HTTP reply that can be read",
  malformed_sse: "Malformed event stream",
  malformed_json: "Malformed JSON",
  wrong_content_type: "Wrong content type",
  empty_output: "Empty output",
  client_exhausted: "Client out of files, ports or memory",
  cancelled: "Cancelled by the client",
  lost: "Lost with an event loop of the client",
};
