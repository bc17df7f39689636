import { UsageError } from "../core/errors.ts";
import { TRANSPORT_NAMES, type TransportName } from "../core/transports.ts";
import type { TransportWish } from "./objections.ts";
import { type TransportEntry, TRANSPORTS } from "./registry.ts";

/** The transport of a run, and in one line which clock stamps arrivals and why. */
export interface ChosenTransport {
  readonly name: TransportName;
  /** Whose clock stamps arrivals. */
  readonly arrivals: TransportEntry["arrivals"];
  readonly reason: string;
}

/** Finds the transport: the one that is asked for, or the first that can be had. Throws a `UsageError` when it cannot. */
export async function chooseTransport(wish: TransportWish): Promise<ChosenTransport> {
  const { choice } = wish;
  if (choice === "auto") return await chooseBest(wish);
  const objection = await TRANSPORTS[choice].findObjection(wish);
  if (objection === null) return toChosen(choice, "as --transport says");
  throw new UsageError(`--transport ${choice} cannot be used: ${objection}`, { hint: "--transport auto chooses" });
}

/** What speaks against the last one that was left out is why a worse one is taken. */
async function chooseBest(wish: TransportWish): Promise<ChosenTransport> {
  let reason = "the probe of the system's stamps was right";
  for (const name of TRANSPORT_NAMES) {
    const objection = await TRANSPORTS[name].findObjection(wish);
    if (objection === null) return toChosen(name, reason);
    reason = objection;
  }
  throw new UsageError(`No transport can be used: ${reason}`);
}

function toChosen(name: TransportName, reason: string): ChosenTransport {
  return { name, arrivals: TRANSPORTS[name].arrivals, reason };
}

/** The line that says whose clock stamps arrivals. */
export function describeTransport({ name, arrivals, reason }: ChosenTransport): string {
  const clock = arrivals === "kernel" ? "the kernel (epoll)" : "this program";
  return `Arrival times: ${clock}, transport ${name}: ${reason}`;
}
