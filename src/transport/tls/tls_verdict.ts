import type { Failure } from "../../core/failure.ts";

/** What can be wrong with TLS, as far as it can be told apart; the same for every implementation. */
export type TlsVerdict =
  | "expired"
  | "not_yet_valid"
  | "wrong_host"
  | "unknown_authority"
  | "client_certificate_missing"
  | "client_certificate_refused"
  | "no_common_protocol"
  | "plain_http"
  | "not_tls"
  | "closed"
  | "other";

/** The words of each verdict; "other" gets those of the implementation instead. */
const TLS_WORDS: Readonly<Record<Exclude<TlsVerdict, "other">, string>> = {
  expired: "the service's certificate has expired",
  not_yet_valid: "the service's certificate is not valid yet",
  wrong_host: "the service's certificate is for another host",
  unknown_authority:
    "the service's certificate is signed by no authority that is trusted (--ca-cert FILE trusts another)",
  client_certificate_missing: "the service wants a certificate of the client (--client-cert FILE --client-key FILE)",
  client_certificate_refused: "the service refused the client's certificate",
  no_common_protocol: "the service speaks neither HTTP/1.1 nor HTTP/2",
  plain_http: "the service answers in plain HTTP there (is the address http:// instead of https://?)",
  not_tls: "the service answers with something else than TLS there",
  closed: "the service closed the connection before TLS stood",
};

/** Makes the failure of a verdict; `detail` is what the implementation said, shown where no words of ours fit. */
export function toTlsFailure(verdict: TlsVerdict, detail: string): Failure {
  return { kind: "tls", message: `TLS failed: ${verdict === "other" ? detail : TLS_WORDS[verdict]}` };
}

const HTTP_START = /^HTTP\/|^<(!doctype|html)/i;
const FIRST_BYTES = 16;

/** Content types of TLS records: a handshake, or an alert. */
const RECORD_TYPES: ReadonlySet<number> = new Set([0x15, 0x16]);

/** Judges the first bytes of a service that was greeted in TLS; `null`: they may be TLS. */
export function judgeFirstBytes(bytes: Uint8Array): "plain_http" | "not_tls" | null {
  if (RECORD_TYPES.has(bytes[0] ?? 0x16) && (bytes[1] ?? 3) === 3) return null;
  const text = String.fromCharCode(...bytes.subarray(0, FIRST_BYTES));
  return HTTP_START.test(text) ? "plain_http" : "not_tls";
}

/** Alerts of a service, by the name that the standard gives them, as implementations write it. */
const ALERT_RULES: readonly (readonly [RegExp, TlsVerdict])[] = [
  [/certificate ?required/i, "client_certificate_missing"],
  [
    /bad ?certificate|unsupported ?certificate|certificate ?(unknown|expired|revoked)|unknown ?ca\b/i,
    "client_certificate_refused",
  ],
  [/no ?application ?protocol/i, "no_common_protocol"],
];

/** Finds the verdict of an alert that the service sent. */
export function judgeAlert(text: string): TlsVerdict {
  return ALERT_RULES.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}
