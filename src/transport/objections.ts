import { POLLER_NAMES, TRANSPORT_CARGOES, TRANSPORT_FACTS } from "../core/transports.ts";
import type { PollerChoice, PollerName, TransportCargo, TransportChoice, TransportName } from "../core/transports.ts";
import type { TlsSettings } from "./tls/tls_engine.ts";

/** What decides which transport can carry requests. */
export interface TransportWish {
  readonly choice: TransportChoice;
  readonly poller: PollerChoice;
  readonly isTls: boolean;
  /** Requests go through a proxy. */
  readonly hasProxy: boolean;
  readonly isInsecure: boolean;
  readonly hasUnixSocket: boolean;
}

/** What a transport can do for a wish on this machine. */
export interface Examined {
  /** Why it cannot carry what is wished; `null`: it can. */
  readonly objection: string | null;
  /** How it waits for its sockets; `null`: as the platform does. */
  readonly poller: PollerName | null;
  /** Why it does not wait in a better way; `null`: there is none. */
  readonly remark: string | null;
}

/** What there is to say of a transport that waits as the platform does. */
export function examined(objection: string | null): Examined {
  return { objection, poller: null, remark: null };
}

/** Says what a transport lacks for what is wished, whatever the machine; `null`: nothing. */
export function findGap(name: TransportName, wish: TransportWish): string | null {
  const wanted: Readonly<Record<TransportCargo, boolean>> = {
    tls: wish.isTls,
    uncheckedTls: wish.isInsecure,
    unixSocket: wish.hasUnixSocket,
    // Whether a service speaks nothing else shows when it is spoken to; the rules of connections are notes.
    http2: false,
    ownConnections: false,
  };
  const { carries } = TRANSPORT_FACTS[name];
  const cargoes = Object.keys(wanted) as TransportCargo[];
  const gap = cargoes.find((cargo) => wanted[cargo] && !carries[cargo]);
  return gap === undefined ? null : `${name} ${TRANSPORT_CARGOES[gap]}`;
}

/** Says why sockets of the platform cannot carry what is wished; `null`: they can. */
export function findSocketObjection({ hasProxy }: TransportWish): string | null {
  if (hasProxy) return THROUGH_PROXY;
  return Deno.build.os === "windows" ? "sockets on Windows are left to the platform" : null;
}

/** Finds out how sockets of the C library, stamped by the kernel, can carry what is wished. */
export async function examineKernel({ hasProxy, isTls, poller }: TransportWish): Promise<Examined> {
  const { os } = Deno.build;
  if (hasProxy) return examined(THROUGH_PROXY);
  if (os !== "linux") return examined(`the system of ${os} stamps no TCP arrivals`);
  const { state } = Deno.permissions.querySync({ name: "ffi" });
  if (state !== "granted") return examined("calls of the C library are not allowed (--allow-ffi)");
  const objection = isTls ? await tlsObjection() : null;
  return objection === null ? await findPoller(poller) : examined(objection);
}

const THROUGH_PROXY = "requests go through a proxy, which only fetch knows";

const PLAIN_TLS: TlsSettings = { caCerts: [], isInsecure: false, clientCertificate: null, protocols: ["http/1.1"] };

/** Over sockets of the kernel TLS is that of the system's own library. */
async function tlsObjection(): Promise<string | null> {
  const { loadTlsEngine } = await import("./tls/load_tls_engine.ts");
  using engine = await loadTlsEngine(PLAIN_TLS, ["libssl"]);
  return engine === null ? "https needs OpenSSL 3 on this machine" : null;
}

/** Tries the ways to wait for sockets, the best first. */
async function findPoller(choice: PollerChoice): Promise<Examined> {
  const { probeKernel } = await import("./kernel/probe.ts");
  const refusals: string[] = [];
  for (const poller of choice === "auto" ? POLLER_NAMES : [choice]) {
    const refusal = await probeKernel(poller);
    const remark = refusals.length === 0 ? null : refusals.join("; ");
    if (refusal === null) return { objection: null, poller, remark };
    refusals.push(`no ${poller}: ${refusal}`);
  }
  return examined(refusals.join("; "));
}
