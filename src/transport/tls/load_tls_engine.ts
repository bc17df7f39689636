import { UsageError } from "../../core/errors.ts";
import { hasSynchronousStreams } from "./synchronous_streams.ts";
import { TLS_ENGINE_NAMES } from "./tls_engine.ts";
import type { TlsEngine, TlsEngineName, TlsSettings } from "./tls_engine.ts";

/** Makes an engine; throws where it cannot be had here. */
type LoadEngine = (settings: TlsSettings, roots: readonly string[]) => Promise<TlsEngine>;

const ENGINES = {
  libssl: async (settings, roots) => (await import("./libssl/libssl_engine.ts")).createLibsslEngine(settings, roots),
  async node(settings, roots) {
    if (!hasSynchronousStreams()) throw new Error(`node:tls of Deno ${Deno.version.deno} gives its plaintext late`);
    return (await import("./node_tls_engine.ts")).createNodeTlsEngine(settings, roots);
  },
} satisfies Record<TlsEngineName, LoadEngine>;

/**
 * Loads the first implementation of TLS that can be had here and gives plaintext the stamps of its bytes; `null` where
 * there is none. Throws a `UsageError` for certificates that cannot be used.
 */
export async function loadTlsEngine(
  settings: TlsSettings,
  names: readonly TlsEngineName[] = TLS_ENGINE_NAMES,
): Promise<TlsEngine | null> {
  // The authorities that fetch trusts, so that it does not depend on the way what is trusted.
  const { rootCertificates } = await import("node:tls");
  for (const name of names) {
    try {
      const load: LoadEngine = ENGINES[name];
      return await load(settings, rootCertificates);
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      // No such library, no permission, an older Deno: the next one may do.
    }
  }
  if (settings.isInsecure || settings.clientCertificate !== null) {
    const wanted = settings.isInsecure ? "--insecure" : "--client-cert";
    throw new UsageError(`${wanted} needs OpenSSL 3 on this machine, or Deno 2.9`, { hint: "Try --transport fetch" });
  }
  return null;
}
