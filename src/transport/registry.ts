import type { Clock } from "../core/clock.ts";
import type { ArrivalClock, TransportName } from "../core/transports.ts";
import { examined, examineKernel, findGap, findSocketObjection } from "./objections.ts";
import type { Examined, TransportWish } from "./objections.ts";
import type { Transport, TransportSettings } from "./transport.ts";

/** One way to carry exchanges, as the rest of the program sees it. */
export interface TransportEntry {
  /** Whose clock stamps arrivals. */
  readonly arrivals: ArrivalClock;
  /** Finds out whether it can carry what is wished on this machine. */
  readonly examine: (wish: TransportWish) => Examined | Promise<Examined>;
  /** Loads it: at its first use only. */
  readonly load: () => Promise<(settings: TransportSettings, clock: Clock) => Transport>;
}

/** Every transport; `auto` takes the first of `TRANSPORT_NAMES` against which nothing speaks. */
export const TRANSPORTS: Readonly<Record<TransportName, TransportEntry>> = {
  kernel: {
    arrivals: "kernel",
    examine: examineKernel,
    load: async () => (await import("./kernel/kernel_transport.ts")).createKernelTransport,
  },
  socket: {
    arrivals: "client",
    examine: (wish) => examined(findSocketObjection(wish)),
    load: async () => (await import("./socket/socket_transport.ts")).createSocketTransport,
  },
  fetch: {
    arrivals: "client",
    examine: () => examined(null),
    load: async () => (await import("./fetch_transport.ts")).createFetchTransport,
  },
};

/** Finds out whether a transport can carry what is wished on this machine. */
export type ExamineTransport = (name: TransportName, wish: TransportWish) => Promise<Examined>;

/** Looks first whether it can at all, then at what it says itself. */
export async function examineTransport(name: TransportName, wish: TransportWish): Promise<Examined> {
  const gap = findGap(name, wish);
  return gap === null ? await TRANSPORTS[name].examine(wish) : examined(gap);
}

/** Creates the transport that the settings name; throws a `UsageError` for settings it cannot use. */
export async function createTransport(settings: TransportSettings, clock: Clock): Promise<Transport> {
  const create = await TRANSPORTS[settings.name].load();
  return create(settings, clock);
}
