import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { reasonOf, UsageError } from "../core/errors.ts";
import type { ClientCertificate } from "./transport.ts";

/** Gives the certificates of authorities to what uses them; what it objects to is told to the user. */
export function withCertificates<T>(caCerts: readonly string[], use: (caCerts: string[]) => T): T {
  try {
    return use([...caCerts]);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new UsageError(`Cannot use the CA certificates: ${reason}`, {
      cause,
      hint: "--ca-cert takes files with certificates in PEM form (-----BEGIN CERTIFICATE-----)",
    });
  }
}

/** Finds out whether the platform takes a client's certificate and its key. */
export function checkClientCertificate(client: ClientCertificate | null): void {
  if (client === null) return;
  try {
    // Old runtimes end the whole program where the key is that of another certificate.
    if (isOfAnother(client)) throw new Error("the key is that of another certificate");
    Deno.createHttpClient({ cert: client.certificate, key: client.key }).close();
  } catch (cause) {
    throw new UsageError(`Cannot use --client-cert and --client-key: ${reasonOf(cause)}`, {
      cause,
      hint: "They take files in PEM form; the key must be that of the certificate and have no password",
    });
  }
}

/** Whether a key is certainly not that of a certificate; what cannot be read here is left to the platform to judge. */
function isOfAnother({ certificate, key }: ClientCertificate): boolean {
  try {
    const own = new X509Certificate(certificate).publicKey;
    return toPublicBytes(own) !== toPublicBytes(createPublicKey(createPrivateKey(key)));
  } catch {
    return false;
  }
}

function toPublicBytes(key: KeyObject): string {
  return key.export({ type: "spki", format: "der" }).toString("base64");
}

/** Finds out whether the platform takes the certificates, before a connection needs them. */
export function checkCertificates(caCerts: readonly string[]): void {
  if (caCerts.length > 0) withCertificates(caCerts, (given) => Deno.createHttpClient({ caCerts: given })).close();
}
