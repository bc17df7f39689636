import { joinWords, SEMICOLON, type Words, words } from "../core/words.ts";
import { POLLER_NAMES, TRANSPORT_CARGOES, TRANSPORT_FACTS } from "../core/transports.ts";
import type { PollerChoice, PollerName, TransportCargo, TransportChoice, TransportName } from "../core/transports.ts";
import type { TlsSettings } from "./tls/tls_engine.ts";
import { mayLoadLibraries } from "./native_library.ts";

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
  readonly objection: Words | null;
  /** How it waits for its sockets; `null`: as the platform does. */
  readonly poller: PollerName | null;
  /** Why it does not wait in a better way; `null`: there is none. */
  readonly remark: Words | null;
}

/** What there is to say of a transport that waits as the platform does. */
export function examined(objection: Words | null): Examined {
  return { objection, poller: null, remark: null };
}

/** Says what a transport lacks for what is wished, whatever the machine; `null`: nothing. */
export function findGap(name: TransportName, wish: TransportWish): Words | null {
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
  if (gap === undefined) return null;
  const { en, zh } = TRANSPORT_CARGOES[gap];
  return words(`${name} ${en}`, `${name} ${zh}`);
}

/** Says why sockets of the platform cannot carry what is wished; `null`: they can. */
export function findSocketObjection({ hasProxy }: TransportWish): Words | null {
  if (hasProxy) return THROUGH_PROXY;
  return Deno.build.os === "windows" ? ON_WINDOWS : null;
}

/** Finds out how sockets of the C library, stamped by the kernel, can carry what is wished. */
export async function examineKernel({ hasProxy, isTls, poller }: TransportWish): Promise<Examined> {
  const { os } = Deno.build;
  if (hasProxy) return examined(THROUGH_PROXY);
  if (os !== "linux") {
    return examined(words(`the system of ${os} stamps no TCP arrivals`, `${os} 系统不为 TCP 到达打时间戳`));
  }
  if (!mayLoadLibraries()) return examined(NO_FFI);
  const objection = isTls ? await tlsObjection() : null;
  return objection === null ? await findPoller(poller) : examined(objection);
}

const THROUGH_PROXY = words("requests go through a proxy, which only fetch knows", "请求经过代理，只有 fetch 支持");
const ON_WINDOWS = words("sockets on Windows are left to the platform", "Windows 上的套接字交由平台处理");
const NO_FFI = words("calls of the C library are not allowed (--allow-ffi)", "不允许调用 C 库（--allow-ffi）");
const NO_OPENSSL = words("https needs OpenSSL 3 on this machine", "https 需要本机有 OpenSSL 3");

const PLAIN_TLS: TlsSettings = { caCerts: [], isInsecure: false, clientCertificate: null, protocols: ["http/1.1"] };

/** Over sockets of the kernel TLS is that of the system's own library. */
async function tlsObjection(): Promise<Words | null> {
  const { loadTlsEngine } = await import("./tls/load_tls_engine.ts");
  using engine = await loadTlsEngine(PLAIN_TLS, ["libssl"]);
  return engine === null ? NO_OPENSSL : null;
}

/** Tries the ways to wait for sockets, the best first. */
async function findPoller(choice: PollerChoice): Promise<Examined> {
  const { probeKernel } = await import("./kernel/probe.ts");
  const refusals: Words[] = [];
  for (const poller of choice === "auto" ? POLLER_NAMES : [choice]) {
    const refusal = await probeKernel(poller);
    const remark = refusals.length === 0 ? null : joinWords(refusals, SEMICOLON);
    if (refusal === null) return { objection: null, poller, remark };
    refusals.push(words(`no ${poller}: ${refusal}`, `无 ${poller}：${refusal}`));
  }
  return examined(joinWords(refusals, SEMICOLON));
}
