import { UsageError } from "../core/errors.ts";

/** Gives the certificates of authorities to what uses them; what it objects to is told to the user. */
export function withCertificates<T>(caCerts: readonly string[], use: (caCerts: string[]) => T): T {
  try {
    return use([...caCerts]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`Cannot use the CA certificates: ${reason}`, {
      cause,
      hint: "--ca-cert takes files with certificates in PEM form (-----BEGIN CERTIFICATE-----)",
    });
  }
}

/** Finds out whether the platform takes the certificates, before a connection needs them. */
export function checkCertificates(caCerts: readonly string[]): void {
  if (caCerts.length > 0) withCertificates(caCerts, (given) => Deno.createHttpClient({ caCerts: given })).close();
}
