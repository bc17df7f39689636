import { isAddress } from "../host_kind.ts";
import { judgeAlert, mayBeTls } from "../tls_verdict.ts";
import type { TlsVerdict } from "../tls_verdict.ts";
import type { TlsHandler, TlsSession } from "../tls_engine.ts";
import type { LibsslContext } from "./libssl_context.ts";
import { takeReason, toCString } from "./libssl_symbols.ts";

const SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
const SSL_ERROR_WANT_READ = 2;
const SSL_ERROR_ZERO_RETURN = 6;
/** No wildcards within a word, no names but those of `subjectAltName`: the rules of the platform's own TLS. */
const HOST_FLAGS = 0x4 | 0x20;

/** What X.509 says is wrong, by OpenSSL's numbers. */
const VERIFY_VERDICTS: Readonly<Record<number, TlsVerdict>> = {
  2: "unknown_authority",
  9: "not_yet_valid",
  10: "expired",
  18: "unknown_authority",
  19: "unknown_authority",
  20: "unknown_authority",
  21: "unknown_authority",
  27: "unknown_authority",
  62: "wrong_host",
  64: "wrong_host",
};

/** Reasons that mean that what came was no TLS. */
const NOT_TLS = /wrong version number|packet length too long|http request|unexpected message|record layer failure/i;

/** Buffers that the connections of one event loop share: each is done with them before another begins. */
export interface TlsBuffers {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly cipher: Uint8Array<ArrayBuffer>;
}

/** One connection of OpenSSL over memory. */
export class LibsslSession implements TlsSession {
  readonly #context: LibsslContext;
  readonly #buffers: TlsBuffers;
  readonly #handler: TlsHandler;
  #ssl: Deno.PointerValue;
  readonly #incoming: Deno.PointerValue;
  readonly #outgoing: Deno.PointerValue;
  #state: "new" | "handshake" | "secure" | "over" = "new";
  #hasGreeted = false;

  constructor(
    context: LibsslContext,
    host: string,
    { buffers, handler }: { buffers: TlsBuffers; handler: TlsHandler },
  ) {
    const { ssl, crypto } = context.library;
    this.#context = context;
    this.#buffers = buffers;
    this.#handler = handler;
    this.#ssl = ssl.SSL_new(context.pointer);
    if (this.#ssl === null) throw new Error(`OpenSSL gives no connection: ${takeReason(context.library)}`);
    this.#incoming = crypto.BIO_new(crypto.BIO_s_mem());
    this.#outgoing = crypto.BIO_new(crypto.BIO_s_mem());
    // The connection owns both from now on.
    ssl.SSL_set_bio(this.#ssl, this.#incoming, this.#outgoing);
    ssl.SSL_set_connect_state(this.#ssl);
    this.#expect(host);
  }

  start(): void {
    this.#state = "handshake";
    this.#shake(0);
  }

  feed(bytes: Uint8Array, atMs: number): void {
    if (this.#state === "over") return;
    if (this.#state === "new") throw new Error("TLS was fed before its handshake began");
    this.#context.library.crypto.BIO_write(this.#incoming, bytes as Uint8Array<ArrayBuffer>, bytes.length);
    if (this.#state === "handshake" && !this.#isStrange(bytes)) this.#shake(atMs);
    if (this.#state === "secure") this.#readAll(atMs);
  }

  end(atMs: number): void {
    if (this.#state === "over") return;
    if (this.#state !== "secure") return this.#break("closed", "");
    this.#state = "over";
    this.#handler.onClose(atMs);
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    const { ssl } = this.#context.library;
    if (this.#ssl === null || this.#state !== "secure") return;
    const { length } = this.#buffers.cipher;
    for (let at = 0; at < bytes.length; at += length) {
      const part = bytes.subarray(at, at + length);
      // Memory takes all; what has gone wrong shows when the service's answer is read.
      ssl.SSL_write(this.#ssl, part, part.length);
      this.#flush();
    }
  }

  [Symbol.dispose](): void {
    this.#state = "over";
    this.#context.library.ssl.SSL_free(this.#ssl);
    this.#ssl = null;
  }

  #expect(host: string): void {
    const { ssl, crypto } = this.#context.library;
    const name = toCString(host);
    if (isAddress(host)) {
      crypto.X509_VERIFY_PARAM_set1_ip_asc(ssl.SSL_get0_param(this.#ssl), name);
      return;
    }
    ssl.SSL_set_hostflags(this.#ssl, HOST_FLAGS);
    ssl.SSL_set1_host(this.#ssl, name);
    ssl.SSL_ctrl(this.#ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0n, name);
  }

  /** The first bytes of something that is no TLS are told apart before the library sees only that they are wrong. */
  #isStrange(bytes: Uint8Array): boolean {
    const isStrange = !this.#hasGreeted && !mayBeTls(bytes);
    this.#hasGreeted = true;
    if (isStrange) this.#break("not_tls", "");
    return isStrange;
  }

  #shake(atMs: number): void {
    const { library } = this.#context;
    library.crypto.ERR_clear_error();
    const result = library.ssl.SSL_do_handshake(this.#ssl);
    this.#flush();
    if (result === 1) {
      this.#state = "secure";
      this.#handler.onSecure(atMs);
    } else if (library.ssl.SSL_get_error(this.#ssl, result) !== SSL_ERROR_WANT_READ) this.#refuse();
  }

  #readAll(atMs: number): void {
    const { ssl, crypto } = this.#context.library;
    const { plain } = this.#buffers;
    for (;;) {
      const count = ssl.SSL_read(this.#ssl, plain, plain.length);
      if (count <= 0) return this.#stopReading(count, atMs);
      this.#handler.onPlain(plain.subarray(0, count), atMs);
      // The listener may have closed the connection.
      if (this.#state !== "secure") return;
      // Asking for more where there is nothing costs as much as reading a record.
      if (count < plain.length && crypto.BIO_ctrl_pending(this.#incoming) === 0) return;
    }
  }

  #stopReading(result: number, atMs: number): void {
    const error = this.#context.library.ssl.SSL_get_error(this.#ssl, result);
    // A new key or a ticket may want an answer.
    this.#flush();
    if (error === SSL_ERROR_WANT_READ) return;
    if (error !== SSL_ERROR_ZERO_RETURN) return this.#refuse();
    this.#state = "over";
    this.#handler.onClose(atMs);
  }

  #flush(): void {
    const { crypto } = this.#context.library;
    const { cipher } = this.#buffers;
    for (;;) {
      const count = crypto.BIO_read(this.#outgoing, cipher, cipher.length);
      if (count <= 0) return;
      this.#handler.onCipher(cipher.slice(0, count));
    }
  }

  #refuse(): void {
    const { library } = this.#context;
    const verified = library.ssl.SSL_get_verify_result(this.#ssl);
    const reason = takeReason(library);
    if (verified !== 0 && this.#state === "handshake" && /certificate verify failed/i.test(reason)) {
      const text = library.crypto.X509_verify_cert_error_string(BigInt(verified));
      return this.#break(
        VERIFY_VERDICTS[verified] ?? "other",
        text === null ? reason : new Deno.UnsafePointerView(text).getCString(),
      );
    }
    this.#break(NOT_TLS.test(reason) ? "not_tls" : judgeAlert(reason), reason);
  }

  #break(verdict: TlsVerdict, detail: string): void {
    this.#state = "over";
    this.#handler.onBroken({ verdict, detail });
  }
}
