import assert from "node:assert/strict";
import type { FailureKind } from "../../src/core/failure.ts";
import { toFetchFailure } from "../../src/transport/fetch_failure.ts";

const TO = "error sending request for url (http://service.test/v1?key=s3cret): client error";

/** Texts as Deno 2.6 and 2.9 give them on Linux, and as the same layers do on macOS and Windows. */
const TEXTS: readonly (readonly [string, FailureKind, string])[] = [
  [
    `${TO} (Connect): dns error: failed to lookup address information: Name or service not known`,
    "dns",
    "Cannot find the host name: failed to lookup address information: Name or service not known",
  ],
  [`${TO} (Connect): dns error: No such host is known. (os error 11001)`, "dns", ""],
  [
    `${TO} (Connect): tcp connect error: Connection refused (os error 111)`,
    "connect_refused",
    "Connection refused (os error 111)",
  ],
  [
    `${TO} (Connect): tcp connect error: No connection could be made because the target machine actively refused it. ` +
    "(os error 10061)",
    "connect_refused",
    "",
  ],
  [
    `${TO} (Connect): tcp connect error: Too many open files (os error 24)`,
    "client_exhausted",
    "The client's machine ran out of files, ports or memory: Too many open files (os error 24)",
  ],
  [`${TO} (Connect): tcp connect error: Cannot assign requested address (os error 99)`, "client_exhausted", ""],
  [`${TO} (Connect): dns error: Too many open files (os error 24)`, "client_exhausted", ""],
  [`${TO} (SendRequest): connection error: No buffer space available (os error 10055)`, "client_exhausted", ""],
  [`${TO} (Connect): tcp connect error: No route to host (os error 113)`, "connect_failed", ""],
  [`${TO} (Connect): tcp connect error: Network is unreachable (os error 101)`, "connect_failed", ""],
  [`${TO} (Connect): tcp connect error: Connection reset by peer (os error 104)`, "connect_failed", ""],
  [`${TO} (Connect): tcp connect error: Connection timed out (os error 110)`, "timeout_connect", ""],
  [`${TO} (Connect): proxy authentication required`, "connect_failed", ""],
  [`${TO} (Connect): unexpected eof while tunneling`, "connect_failed", ""],
  [
    `${TO} (Connect): invalid peer certificate: UnknownIssuer`,
    "tls",
    "TLS failed: the service's certificate is signed by no authority that is trusted (--ca-cert FILE trusts another)",
  ],
  [`${TO} (Connect): received corrupt message of type InvalidContentType`, "tls", ""],
  [`${TO} (Connect): tls handshake eof`, "tls", ""],
  [`${TO} (SendRequest): invalid HTTP version parsed`, "malformed_http", ""],
  [
    "error sending request from 127.0.0.1:49154 for http://127.0.0.1:38723/x (127.0.0.1:38723): client error " +
    "(SendRequest): connection closed before message completed",
    "reset",
    "Connection broken off by the service: connection closed before message completed",
  ],
  [`${TO} (SendRequest): connection error: Connection reset by peer (os error 104)`, "reset", ""],
  [`${TO} (SendRequest): connection error: Broken pipe (os error 32)`, "reset", ""],
  ["error reading a body from connection", "reset", ""],
  ["Fetch failed: Requests to port 6000 are blocked", "connect_failed", ""],
];

for (const [text, kind, message] of TEXTS) {
  Deno.test(`toFetchFailure() reads "${text.replace(/^.*client error /, "")}" as ${kind}`, () => {
    const nested = toFetchFailure(new TypeError("fetch failed", { cause: new Error(text) }));
    assert.deepEqual(toFetchFailure(new TypeError(text)), nested);
    assert.equal(nested.kind, kind);
    if (message !== "") assert.equal(nested.message, message);
    assert.doesNotMatch(nested.message, /s3cret|client error/);
  });
}
