import type { Failure, FailureCause } from "../../core/failure.ts";

/** What can be wrong with TLS, as far as it can be told apart; the same for every implementation. */
export type TlsVerdict = Exclude<FailureCause, "plain_to_tls" | "blocked_port"> | "other";

/** The words of each verdict; "other" gets those of the implementation instead. */
const TLS_WORDS: Readonly<Record<Exclude<TlsVerdict, "other">, string>> = {
  expired: "the service's certificate has expired",
  not_yet_valid: "the service's certificate is not valid yet",
  wrong_host: "the service's certificate is for another host",
  unknown_authority:
    "the service's certificate is signed by no authority that is trusted (--ca-cert FILE trusts another)",
  // The platform's own TLS alone refuses it, even where it is trusted.
  authority_itself: "the service shows an authority's certificate as its own",
  client_certificate_missing: "the service wants a certificate of the client (--client-cert FILE --client-key FILE)",
  client_certificate_refused: "the service refused the client's certificate",
  no_common_protocol: "the service speaks neither HTTP/1.1 nor HTTP/2",
  not_tls: "the service does not speak TLS there (is the address http:// instead of https://?)",
  closed: "the service closed the connection before TLS stood",
};

/** Makes the failure of a verdict; `detail` is what the implementation said, shown where no words of ours fit. */
export function toTlsFailure(verdict: TlsVerdict, detail: string): Failure {
  return verdict === "other"
    ? { kind: "tls", message: `TLS failed: ${detail}` }
    : { kind: "tls", message: `TLS failed: ${TLS_WORDS[verdict]}`, cause: verdict };
}

/** What TLS can begin with: a record of a handshake, or of an alert. */
const ALERT_TYPE = 0x15;
const RECORD_TYPES: ReadonlySet<number> = new Set([ALERT_TYPE, 0x16]);
const MAJOR_VERSION = 3;

/** Tells whether the first bytes of a service can be TLS. */
export function mayBeTls(bytes: Uint8Array): boolean {
  return RECORD_TYPES.has(bytes[0] ?? 0x16) && (bytes[1] ?? MAJOR_VERSION) === MAJOR_VERSION;
}

/** Tells whether the first bytes of a service that was asked in plain HTTP are a complaint in TLS. */
export function isTlsAlert(bytes: Uint8Array): boolean {
  return bytes[0] === ALERT_TYPE && bytes[1] === MAJOR_VERSION;
}

/** What such an alert means. */
export const PLAIN_TO_TLS: Failure = {
  kind: "tls",
  message: "The service speaks TLS, and the address says http",
  cause: "plain_to_tls",
};

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

/** What the texts of the platform's own TLS mean, that of `fetch` and `Deno.startTls`; the first that matches decides. */
const PLATFORM_RULES: readonly (readonly [RegExp, TlsVerdict])[] = [
  [/NotValidYet|not valid yet/i, "not_yet_valid"],
  [/invalid peer certificate: (certificate )?expired|certificate expired/i, "expired"],
  [/NotValidForName|not valid for (any )?names?/i, "wrong_host"],
  [/CaUsedAsEndEntity/i, "authority_itself"],
  [/UnknownIssuer/i, "unknown_authority"],
  [/InvalidContentType|corrupt message|Invalid ?Message/i, "not_tls"],
  [/handshake eof|unexpected eof|UnexpectedEof/i, "closed"],
];

/** Makes the failure of what the platform's own TLS said. */
export function toPlatformTlsFailure(text: string): Failure {
  const verdict = PLATFORM_RULES.find(([pattern]) => pattern.test(text))?.[1] ?? judgeAlert(text);
  return toTlsFailure(verdict, text);
}
