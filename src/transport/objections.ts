import type { TransportChoice } from "../core/transports.ts";
import type { TlsSettings } from "./tls/tls_engine.ts";

/** What decides which transport can carry requests. */
export interface TransportWish {
  readonly choice: TransportChoice;
  readonly isTls: boolean;
  /** Requests go through a proxy. */
  readonly hasProxy: boolean;
  readonly isInsecure: boolean;
  readonly hasUnixSocket: boolean;
}

/** Says why sockets of the platform cannot carry what is wished; `null`: they can. */
export function findSocketObjection({ hasProxy }: TransportWish): string | null {
  if (hasProxy) return THROUGH_PROXY;
  return Deno.build.os === "windows" ? "sockets on Windows are left to the platform" : null;
}

/** Says why sockets of the C library, stamped by the kernel, cannot carry what is wished; `null`: they can. */
export async function findKernelObjection({ hasProxy, isTls }: TransportWish): Promise<string | null> {
  const { os } = Deno.build;
  if (hasProxy) return THROUGH_PROXY;
  if (os !== "linux") return `the system of ${os} stamps no TCP arrivals`;
  const { state } = Deno.permissions.querySync({ name: "ffi" });
  if (state !== "granted") return "calls of the C library are not allowed (--allow-ffi)";
  return (isTls ? await tlsObjection() : null) ?? await probe();
}

const THROUGH_PROXY = "requests go through a proxy, which only fetch knows";

const PLAIN_TLS: TlsSettings = { caCerts: [], isInsecure: false, clientCertificate: null, protocols: ["http/1.1"] };

/** Over sockets of the kernel TLS is that of the system's own library. */
async function tlsObjection(): Promise<string | null> {
  const { loadTlsEngine } = await import("./tls/load_tls_engine.ts");
  using engine = await loadTlsEngine(PLAIN_TLS, ["libssl"]);
  return engine === null ? "https needs OpenSSL 3 on this machine" : null;
}

async function probe(): Promise<string | null> {
  const { probeKernel } = await import("./kernel/probe.ts");
  return await probeKernel();
}
