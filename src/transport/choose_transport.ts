import { UsageError } from "../core/errors.ts";
import type { TransportChoice, TransportName } from "../core/transports.ts";

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

/** The transport of a run, and in one line which clock stamps arrivals and why. */
export interface ChosenTransport {
  readonly name: TransportName;
  /** Whose clock stamps arrivals. */
  readonly arrivals: "kernel" | "client";
  readonly reason: string;
}

/** Why each transport cannot be used; `null`: it can. */
type Objections = Readonly<Record<TransportName, string | null>>;

/** Finds the transport: the one that is asked for, or the first that can be had. Throws a `UsageError` when it cannot. */
export async function chooseTransport(wish: TransportWish): Promise<ChosenTransport> {
  const objections = await objectionsTo(wish);
  if (wish.choice === "auto") return await chooseBest(objections);
  const objection = objections[wish.choice] ?? (wish.choice === "kernel" ? await probe() : null);
  if (objection === null) return toChosen(wish.choice, "as --transport says");
  throw new UsageError(`--transport ${wish.choice} cannot be used: ${objection}`, { hint: "--transport auto chooses" });
}

async function chooseBest(objections: Objections): Promise<ChosenTransport> {
  const kernel = objections.kernel ?? await probe();
  if (kernel === null) return toChosen("kernel", "the probe of the system's stamps was right");
  if (objections.socket === null) return toChosen("socket", kernel);
  return toChosen("fetch", objections.socket);
}

function toChosen(name: TransportName, reason: string): ChosenTransport {
  return { name, arrivals: name === "kernel" ? "kernel" : "client", reason };
}

/** The line that says whose clock stamps arrivals. */
export function describeTransport({ name, arrivals, reason }: ChosenTransport): string {
  const clock = arrivals === "kernel" ? "the kernel (epoll)" : "this program";
  return `Arrival times: ${clock}, transport ${name}: ${reason}`;
}

async function objectionsTo(
  { isTls, hasProxy, isInsecure, hasUnixSocket }: TransportWish,
): Promise<Objections> {
  const own = hasProxy ? "requests go through a proxy, which only fetch knows" : null;
  const { os } = Deno.build;
  const hasStamps = os === "linux" ? null : `the system of ${os} stamps no TCP arrivals`;
  return {
    kernel: own ?? hasStamps ?? ffiObjection() ?? (isTls ? await tlsObjection() : null),
    socket: own ?? (os === "windows" ? "sockets on Windows are left to the platform" : null),
    fetch: hasUnixSocket
      ? "fetch connects to no socket of the file system"
      : isInsecure
      ? "fetch checks every certificate"
      : null,
  };
}

const PLAIN_TLS: TlsSettings = { caCerts: [], isInsecure: false, clientCertificate: null, protocols: ["http/1.1"] };

/** Over sockets of the kernel TLS is that of the system's own library. */
async function tlsObjection(): Promise<string | null> {
  const { loadTlsEngine } = await import("./tls/load_tls_engine.ts");
  using engine = await loadTlsEngine(PLAIN_TLS, ["libssl"]);
  return engine === null ? "https needs OpenSSL 3 on this machine" : null;
}

function ffiObjection(): string | null {
  const { state } = Deno.permissions.querySync({ name: "ffi" });
  return state === "granted" ? null : "calls of the C library are not allowed (--allow-ffi)";
}

async function probe(): Promise<string | null> {
  const { probeKernel } = await import("./kernel/probe.ts");
  return await probeKernel();
}
