import { UsageError } from "../core/errors.ts";
import { type PollerName, TRANSPORT_NAMES, type TransportName } from "../core/transports.ts";
import type { Examined, TransportWish } from "./objections.ts";
import { examineTransport, type TransportEntry, TRANSPORTS } from "./registry.ts";

/** The transport of a run, and in one line which clock stamps arrivals and why. */
export interface ChosenTransport {
  readonly name: TransportName;
  /** Whose clock stamps arrivals. */
  readonly arrivals: TransportEntry["arrivals"];
  /** How the kernel transport waits for its sockets; `null`: it is another. */
  readonly poller: PollerName | null;
  readonly reason: string;
}

/** Finds the transport: the one that is asked for, or the first that can be had. Throws a `UsageError` when it cannot. */
export async function chooseTransport(wish: TransportWish): Promise<ChosenTransport> {
  const { choice } = wish;
  if (choice === "auto") return await chooseBest(wish);
  const found = await examineTransport(choice, wish);
  if (found.objection === null) return toChosen(choice, found, "as --transport says");
  throw new UsageError(`--transport ${choice} cannot be used: ${found.objection}`, {
    hint: "--transport auto chooses",
  });
}

/** What speaks against the last one that was left out is why a worse one is taken. */
async function chooseBest(wish: TransportWish): Promise<ChosenTransport> {
  let reason = "the probe of the system's stamps was right";
  for (const name of TRANSPORT_NAMES) {
    const found = await examineTransport(name, wish);
    if (found.objection === null) return toChosen(name, found, reason);
    reason = found.objection;
  }
  throw new UsageError(`No transport can be used: ${reason}`);
}

function toChosen(name: TransportName, { poller, remark }: Examined, reason: string): ChosenTransport {
  const reasons = remark === null ? reason : `${reason}; ${remark}`;
  return { name, arrivals: TRANSPORTS[name].arrivals, poller, reason: reasons };
}

/** Says in one line whose clock stamps arrivals. */
export function describeTransport({ name, arrivals, poller, reason }: ChosenTransport): string {
  const clock = arrivals === "kernel" ? `the kernel (${poller})` : "this program";
  return `${clock}, transport ${name}: ${reason}`;
}
