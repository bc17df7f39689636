import { fixturePath } from "./fixture_files.ts";

/** Certificates of the tests, by what is special about them. */
export type IdentityName = "good" | "expired" | "future" | "other_host" | "self_signed" | "client";

/** A certificate and its key as PEM text. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Reads a certificate of the tests and its key. */
export function readIdentity(name: IdentityName): Identity {
  return { cert: readPem(`${name}.crt`), key: readPem(`${name}.key`) };
}

/** PEM text of the authority of all of them but `self_signed`. */
export function readAuthority(): string {
  return readPem("authority.crt");
}

function readPem(file: string): string {
  return Deno.readTextFileSync(fixturePath(`tls/${file}`));
}

/** An identity as a client shows it. */
export function clientCertificateOf(name: IdentityName): { readonly certificate: string; readonly key: string } {
  const { cert: certificate, key } = readIdentity(name);
  return { certificate, key };
}
