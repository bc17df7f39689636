import { UsageError } from "../../../core/errors.ts";
import type { ClientCertificate } from "../../transport.ts";
import type { TlsSettings } from "../tls_engine.ts";
import { takeReason, toCString } from "./libssl_symbols.ts";
import type { Libssl } from "./libssl_symbols.ts";

const SSL_VERIFY_NONE = 0;
const SSL_VERIFY_PEER = 1;
const SSL_CTRL_EXTRA_CHAIN_CERT = 14;
const SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
const TLS1_2_VERSION = 0x0303n;

/** Any certificate that is given as trusted ends a chain, one in the middle too, as with the platform's own TLS. */
const X509_V_FLAG_PARTIAL_CHAIN = 0x80000;

/** What all connections of a transport share: authorities, the client's certificate, protocols. */
export interface LibsslContext extends Disposable {
  readonly library: Libssl;
  readonly pointer: Deno.PointerObject;
}

/** Makes a context; `roots` is the PEM text of the platform's authorities. */
export function createContext(library: Libssl, settings: TlsSettings, roots: readonly string[]): LibsslContext {
  const { ssl } = library;
  const pointer = ssl.SSL_CTX_new(ssl.TLS_client_method());
  if (pointer === null) throw new Error(`OpenSSL gives no context: ${takeReason(library)}`);
  const context: LibsslContext = { library, pointer, [Symbol.dispose]: () => ssl.SSL_CTX_free(pointer) };
  ssl.SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, null);
  ssl.SSL_CTX_set_verify(pointer, settings.isInsecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, null);
  const protocols = toWireFormat(settings.protocols);
  ssl.SSL_CTX_set_alpn_protos(pointer, protocols, protocols.length);
  if (!settings.isInsecure) trust(context, [...roots, ...settings.caCerts]);
  if (settings.clientCertificate !== null) useOwnCertificate(context, settings.clientCertificate);
  return context;
}

function trust({ library, pointer }: LibsslContext, pems: readonly string[]): void {
  const { ssl, crypto } = library;
  const store = ssl.SSL_CTX_get_cert_store(pointer);
  for (const certificate of readCertificates(library, pems.join("\n"))) {
    crypto.X509_STORE_add_cert(store, certificate);
    crypto.X509_free(certificate);
  }
  crypto.X509_VERIFY_PARAM_set_flags(ssl.SSL_CTX_get0_param(pointer), X509_V_FLAG_PARTIAL_CHAIN);
}

function useOwnCertificate({ library, pointer }: LibsslContext, { certificate, key }: ClientCertificate): void {
  const { ssl, crypto } = library;
  const [own = null, ...chain] = readCertificates(library, certificate);
  if (own === null) throw clientFault("--client-cert", takeReason(library));
  const isTaken = ssl.SSL_CTX_use_certificate(pointer, own) === 1;
  crypto.X509_free(own);
  // The context owns these from now on.
  for (const link of chain) ssl.SSL_CTX_ctrl(pointer, SSL_CTRL_EXTRA_CHAIN_CERT, 0n, link);
  if (!isTaken) throw clientFault("--client-cert", takeReason(library));
  const privateKey = withBio(library, key, (bio) => crypto.PEM_read_bio_PrivateKey(bio, null, null, null));
  if (privateKey === null) throw clientFault("--client-key", takeReason(library));
  const isFitting = ssl.SSL_CTX_use_PrivateKey(pointer, privateKey) === 1 &&
    ssl.SSL_CTX_check_private_key(pointer) === 1;
  crypto.EVP_PKEY_free(privateKey);
  if (!isFitting) throw clientFault("--client-key", takeReason(library));
}

/** All certificates of a PEM text; each is the caller's to free. */
function readCertificates(library: Libssl, pem: string): Deno.PointerObject[] {
  const { crypto } = library;
  const found = withBio(library, pem, (bio) => {
    const certificates: Deno.PointerObject[] = [];
    for (;;) {
      const certificate = crypto.PEM_read_bio_X509(bio, null, null, null);
      if (certificate === null) return certificates;
      certificates.push(certificate);
    }
  });
  // The end of the text is an error to the library.
  crypto.ERR_clear_error();
  return found;
}

function withBio<T>({ crypto }: Libssl, text: string, use: (bio: Deno.PointerValue) => T): T {
  const bio = crypto.BIO_new(crypto.BIO_s_mem());
  const bytes = toCString(text);
  crypto.BIO_write(bio, bytes, bytes.length - 1);
  try {
    return use(bio);
  } finally {
    crypto.BIO_free(bio);
  }
}

function clientFault(option: string, reason: string): UsageError {
  return new UsageError(`Cannot use ${option}: ${reason === "" ? "it holds nothing of the kind" : reason}`, {
    hint:
      "--client-cert and --client-key take files in PEM form; the key must be that of the certificate and have no password",
  });
}

/** Names with their lengths before them, as ALPN has them. */
function toWireFormat(protocols: readonly string[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return Uint8Array.from(protocols.flatMap((name) => [name.length, ...encoder.encode(name)]));
}
