import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import { type BusAddress, type Caller, connectBus, NoBusError } from "./connect_bus.ts";

/** How a bus that is not there yet is waited for. */
export interface Patience {
  readonly clock: Clock;
  readonly untilMs: number;
  /** Ends the waiting: what was in the way is thrown then. */
  readonly stop: AbortSignal;
  readonly log: (line: string) => void;
}

const TRY_EVERY_MS = 1000;

/**
 * Connects to a bus that may be started at the same time, and so be a moment later; one that lets nobody in stays like
 * that. Throws as `connectBus` does.
 */
export async function awaitBus(address: BusAddress, caller: Caller, patience: Patience): Promise<NatsConnection> {
  const { clock, untilMs, stop, log } = patience;
  for (let isFirst = true;; isFirst = false) {
    try {
      return await connectBus(address, caller);
    } catch (cause) {
      if (!(cause instanceof NoBusError) || clock.nowMs() >= untilMs || stop.aborted) throw cause;
      const leftSeconds = Math.ceil((untilMs - clock.nowMs()) / 1000);
      if (isFirst) log(`The bus at ${address.url} is not there yet; it is waited for, ${leftSeconds} s at most`);
      await clock.sleepUntil(clock.nowMs() + TRY_EVERY_MS, stop);
    }
  }
}
