import type { Clock } from "../core/clock.ts";
import type { TransportName } from "../core/transports.ts";
import type { Transport, TransportSettings } from "./transport.ts";

/** Makes a transport. */
type TransportFactory = (settings: TransportSettings, clock: Clock) => Transport;

/** Every transport, loaded at its first use. */
const TRANSPORTS = {
  kernel: async () => (await import("./kernel/kernel_transport.ts")).createKernelTransport,
  socket: async () => (await import("./socket/socket_transport.ts")).createSocketTransport,
  fetch: async () => (await import("./fetch_transport.ts")).createFetchTransport,
} satisfies Record<TransportName, () => Promise<TransportFactory>>;

/** Creates the transport that the settings name; throws a `UsageError` for settings it cannot use. */
export async function createTransport(settings: TransportSettings, clock: Clock): Promise<Transport> {
  const create: TransportFactory = await TRANSPORTS[settings.name]();
  return create(settings, clock);
}
