import type { TlsEngine, TlsSettings } from "../tls_engine.ts";
import { createContext } from "./libssl_context.ts";
import { loadLibssl } from "./libssl_symbols.ts";
import { LibsslSession } from "./libssl_session.ts";
import type { TlsBuffers } from "./libssl_session.ts";

/** A record has 16 KiB of plaintext at the most. */
const PLAIN_BYTES = 16_384;
const CIPHER_BYTES = 65_536;

/** Speaks TLS by the OpenSSL 3 of the system. Throws where it is not there or may not be called. */
export function createLibsslEngine(settings: TlsSettings, roots: readonly string[]): TlsEngine {
  const library = loadLibssl();
  const context = createContext(library, settings, roots);
  const buffers: TlsBuffers = { plain: new Uint8Array(PLAIN_BYTES), cipher: new Uint8Array(CIPHER_BYTES) };
  return {
    name: "libssl",
    open: (host, handler) => new LibsslSession(context, host, { buffers, handler }),
    [Symbol.dispose]() {
      context[Symbol.dispose]();
      library[Symbol.dispose]();
    },
  };
}
