import type { Clock } from "../core/clock.ts";
import type { TransportName } from "../core/transports.ts";
import { findKernelObjection, findSocketObjection } from "./objections.ts";
import type { TransportWish } from "./objections.ts";
import type { Transport, TransportSettings } from "./transport.ts";

/** One way to carry exchanges, as the rest of the program sees it. */
export interface TransportEntry {
  /** Whose clock stamps arrivals. */
  readonly arrivals: "kernel" | "client";
  /** Says why it cannot carry what is wished on this machine; `null`: it can. */
  readonly findObjection: (wish: TransportWish) => string | null | Promise<string | null>;
  /** Loads it: at its first use only. */
  readonly load: () => Promise<(settings: TransportSettings, clock: Clock) => Transport>;
}

/** Every transport; `auto` takes the first of `TRANSPORT_NAMES` against which nothing speaks. */
export const TRANSPORTS: Readonly<Record<TransportName, TransportEntry>> = {
  kernel: {
    arrivals: "kernel",
    findObjection: findKernelObjection,
    load: async () => (await import("./kernel/kernel_transport.ts")).createKernelTransport,
  },
  socket: {
    arrivals: "client",
    findObjection: findSocketObjection,
    load: async () => (await import("./socket/socket_transport.ts")).createSocketTransport,
  },
  fetch: {
    arrivals: "client",
    findObjection({ hasUnixSocket, isInsecure }) {
      if (hasUnixSocket) return "fetch connects to no socket of the file system";
      return isInsecure ? "fetch checks every certificate" : null;
    },
    load: async () => (await import("./fetch_transport.ts")).createFetchTransport,
  },
};

/** Creates the transport that the settings name; throws a `UsageError` for settings it cannot use. */
export async function createTransport(settings: TransportSettings, clock: Clock): Promise<Transport> {
  const create = await TRANSPORTS[settings.name].load();
  return create(settings, clock);
}
