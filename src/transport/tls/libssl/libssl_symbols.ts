import { guardLibrary } from "../../native_library.ts";

/** The functions of OpenSSL 3 that are called. Sizes are `i32`: a number given to a `usize` costs twenty times as much. */
const SSL = {
  TLS_client_method: { parameters: [], result: "pointer" },
  SSL_CTX_new: { parameters: ["pointer"], result: "pointer" },
  SSL_CTX_free: { parameters: ["pointer"], result: "void" },
  SSL_CTX_ctrl: { parameters: ["pointer", "i32", "i64", "pointer"], result: "i64" },
  SSL_CTX_get_cert_store: { parameters: ["pointer"], result: "pointer" },
  SSL_CTX_set_default_verify_paths: { parameters: ["pointer"], result: "i32" },
  SSL_CTX_set_verify: { parameters: ["pointer", "i32", "pointer"], result: "void" },
  SSL_CTX_get0_param: { parameters: ["pointer"], result: "pointer" },
  SSL_CTX_set_alpn_protos: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  SSL_CTX_use_certificate: { parameters: ["pointer", "pointer"], result: "i32" },
  SSL_CTX_use_PrivateKey: { parameters: ["pointer", "pointer"], result: "i32" },
  SSL_CTX_check_private_key: { parameters: ["pointer"], result: "i32" },
  SSL_new: { parameters: ["pointer"], result: "pointer" },
  SSL_free: { parameters: ["pointer"], result: "void" },
  SSL_get0_param: { parameters: ["pointer"], result: "pointer" },
  SSL_set_bio: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  SSL_set_connect_state: { parameters: ["pointer"], result: "void" },
  SSL_set_hostflags: { parameters: ["pointer", "u32"], result: "void" },
  SSL_set1_host: { parameters: ["pointer", "buffer"], result: "i32" },
  SSL_ctrl: { parameters: ["pointer", "i32", "i64", "buffer"], result: "i64" },
  SSL_do_handshake: { parameters: ["pointer"], result: "i32" },
  SSL_read: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  SSL_write: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  SSL_get_error: { parameters: ["pointer", "i32"], result: "i32" },
  SSL_get_verify_result: { parameters: ["pointer"], result: "i32" },
} as const;

const CRYPTO = {
  BIO_new: { parameters: ["pointer"], result: "pointer" },
  BIO_s_mem: { parameters: [], result: "pointer" },
  BIO_free: { parameters: ["pointer"], result: "i32" },
  BIO_write: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  BIO_read: { parameters: ["pointer", "buffer", "i32"], result: "i32" },
  BIO_ctrl_pending: { parameters: ["pointer"], result: "i32" },
  PEM_read_bio_X509: { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "pointer" },
  PEM_read_bio_PrivateKey: { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "pointer" },
  X509_free: { parameters: ["pointer"], result: "void" },
  EVP_PKEY_free: { parameters: ["pointer"], result: "void" },
  X509_STORE_add_cert: { parameters: ["pointer", "pointer"], result: "i32" },
  X509_VERIFY_PARAM_set_flags: { parameters: ["pointer", "u32"], result: "i32" },
  X509_VERIFY_PARAM_set1_ip_asc: { parameters: ["pointer", "buffer"], result: "i32" },
  X509_verify_cert_error_string: { parameters: ["i64"], result: "pointer" },
  ERR_get_error: { parameters: [], result: "u64" },
  ERR_clear_error: { parameters: [], result: "void" },
  ERR_reason_error_string: { parameters: ["u64"], result: "pointer" },
} as const;

/** The functions, bound. */
export type SslFunctions = Deno.StaticForeignLibraryInterface<typeof SSL>;
export type CryptoFunctions = Deno.StaticForeignLibraryInterface<typeof CRYPTO>;

/** OpenSSL 3 as the system has it. */
export interface Libssl extends Disposable {
  readonly ssl: SslFunctions;
  readonly crypto: CryptoFunctions;
}

/** Loads the library; throws where there is none or it may not be called. */
export function loadLibssl(): Libssl {
  const [openedSsl, openedCrypto] = [Deno.dlopen("libssl.so.3", SSL), Deno.dlopen("libcrypto.so.3", CRYPTO)];
  const ssl = guardLibrary({ symbols: openedSsl.symbols, close: () => openedSsl.close() }, 0);
  const crypto = guardLibrary({ symbols: openedCrypto.symbols, close: () => openedCrypto.close() }, 0);
  return {
    ssl: ssl.functions,
    crypto: crypto.functions,
    [Symbol.dispose]() {
      ssl[Symbol.dispose]();
      crypto[Symbol.dispose]();
    },
  };
}

/** A text as C has it. */
export function toCString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** Takes the newest reason out of the library's queue of errors; empty where there is none. */
export function takeReason({ crypto }: Libssl): string {
  const code = crypto.ERR_get_error();
  crypto.ERR_clear_error();
  const reason = code === 0n ? null : crypto.ERR_reason_error_string(code);
  return reason === null ? "" : new Deno.UnsafePointerView(reason).getCString();
}
