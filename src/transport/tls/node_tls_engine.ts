import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import { connect, createSecureContext } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import { takeOriginEpochMs } from "../../core/clock.ts";
import { checkCertificates, checkClientCertificate } from "../ca_certificates.ts";
import { isAddress } from "./host_kind.ts";
import type { TlsEngine, TlsHandler, TlsSession, TlsSettings } from "./tls_engine.ts";
import { judgeAlert, mayBeTls } from "./tls_verdict.ts";
import type { TlsVerdict } from "./tls_verdict.ts";

/** Codes of errors of `node:tls`, by what they mean. */
const CODE_VERDICTS: Readonly<Record<string, TlsVerdict>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not_yet_valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong_host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "unknown_authority",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown_authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown_authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown_authority",
};

/** Speaks TLS by `node:tls` over a stream in memory; `roots` is the PEM text of the platform's authorities. */
export function createNodeTlsEngine(settings: TlsSettings, roots: readonly string[]): TlsEngine {
  const secureContext = createOwnContext(settings, roots);
  return {
    name: "node",
    open: (host, handler) => new NodeTlsSession({ settings, secureContext, host }, handler),
    [Symbol.dispose]() {},
  };
}

function createOwnContext({ caCerts, clientCertificate }: TlsSettings, roots: readonly string[]): SecureContext {
  // `node:tls` would object at the first connection only, and then without a word.
  checkCertificates(caCerts);
  checkClientCertificate(clientCertificate);
  const own = clientCertificate === null ? {} : { cert: clientCertificate.certificate, key: clientCertificate.key };
  return createSecureContext({ ca: [...roots, ...caCerts], ...own });
}

interface SessionParts {
  readonly settings: TlsSettings;
  readonly secureContext: SecureContext;
  readonly host: string;
}

/** The other end of the wire: what TLS writes goes to the handler, what the peer sends is pushed. */
class MemoryWire extends Duplex {
  readonly #handler: TlsHandler;

  constructor(handler: TlsHandler) {
    super();
    this.#handler = handler;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#handler.onCipher(new Uint8Array(chunk));
    done();
  }

  override _final(done: () => void): void {
    done();
  }
}

class NodeTlsSession implements TlsSession {
  readonly #parts: SessionParts;
  readonly #handler: TlsHandler;
  readonly #wire: MemoryWire;
  #socket: TLSSocket | null = null;
  #isGreeted = false;
  #isSecure = false;
  #isOver = false;
  #atMs = 0;

  constructor(parts: SessionParts, handler: TlsHandler) {
    this.#parts = parts;
    this.#handler = handler;
    this.#wire = new MemoryWire(handler);
  }

  start(): void {
    const { settings, secureContext, host } = this.#parts;
    const socket = connect({
      socket: this.#wire,
      secureContext,
      // Else the certificate is gone when an error tells of it. What is not authorized is refused by `#judge`.
      rejectUnauthorized: false,
      ALPNProtocols: [...settings.protocols],
      host,
      servername: isAddress(host) ? "" : host,
    });
    this.#socket = socket;
    socket.on("secureConnect", () => this.#judge(socket));
    socket.on("data", (bytes: Buffer) => this.#tell(() => this.#handler.onPlain(bytes, this.#atMs)));
    socket.on("end", () => this.#finish(() => this.#handler.onClose(this.#atMs)));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#refuse(error));
  }

  feed(bytes: Uint8Array, atMs: number): void {
    if (this.#isOver) return;
    if (!this.#isGreeted && !mayBeTls(bytes)) return this.#break("not_tls", "");
    this.#isGreeted = true;
    this.#atMs = atMs;
    // The stream may keep what it is given.
    this.#wire.push(Buffer.from(bytes));
  }

  end(atMs: number): void {
    this.#atMs = atMs;
    this.#wire.push(null);
    // An alert that came before is told in a turn of its own.
    setImmediate(() => {
      if (this.#isSecure) this.#finish(() => this.#handler.onClose(atMs));
      else this.#break("closed", "");
    });
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket?.write(bytes);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#socket?.destroy();
    this.#wire.destroy();
  }

  #tell(tell: () => void): void {
    if (!this.#isOver) tell();
  }

  #finish(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    tell();
  }

  #judge(socket: TLSSocket): void {
    if (!socket.authorized && !this.#parts.settings.isInsecure) {
      const error = socket.authorizationError as unknown;
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      const verdict = CODE_VERDICTS[code] ?? "other";
      return this.#break(verdict === "unknown_authority" ? this.#dateVerdict() ?? verdict : verdict, code);
    }
    this.#isSecure = true;
    this.#tell(() => this.#handler.onSecure(this.#atMs));
  }

  #refuse(error: NodeJS.ErrnoException): void {
    this.#break(CODE_VERDICTS[error.code ?? ""] ?? judgeAlert(error.message), error.message);
  }

  /** `node:tls` of Deno says the same of a certificate out of its time as of one from nobody. */
  #dateVerdict(): TlsVerdict | null {
    const { valid_from: from, valid_to: to } = this.#socket?.getPeerCertificate() ?? {};
    const nowMs = takeOriginEpochMs();
    if (to !== undefined && Date.parse(to) < nowMs) return "expired";
    return from !== undefined && Date.parse(from) > nowMs ? "not_yet_valid" : null;
  }

  #break(verdict: TlsVerdict, detail: string): void {
    this.#finish(() => this.#handler.onBroken({ verdict, detail }));
  }
}
