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
    Deno.createHttpClient({ cert: client.certificate, key: client.key }).close();
  } catch (cause) {
    throw new UsageError(`Cannot use --client-cert and --client-key: ${reasonOf(cause)}`, {
      cause,
      hint: "They take files in PEM form; the key must be that of the certificate and have no password",
    });
  }
}

/** Finds out whether the platform takes the certificates, before a connection needs them. */
export function checkCertificates(caCerts: readonly string[]): void {
  if (caCerts.length > 0) withCertificates(caCerts, (given) => Deno.createHttpClient({ caCerts: given })).close();
}
