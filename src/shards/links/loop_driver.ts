import { createClock, offsetBetween } from "../../core/clock.ts";
import { createTransport } from "../../transport/registry.ts";
import { DrivenClock } from "../../transport/kernel/driven_clock.ts";
import type { AgentHost } from "../agent/agent_host.ts";
import type { DrivenLoop } from "./driven_loop.ts";
import { readLoopUsage } from "./loop_usage.ts";

/**
 * The longest wait of the loop: whatever it does not hear of (a promise of the platform nobody announced) gets its turn
 * by then.
 */
const MAX_WAIT_MS = 100;

/** The longest wait while the platform's loop has something to do. */
const SHARED_WAIT_MS = 1;

/** Turns of the platform's loop within which a message must arrive whose bell has rung. */
const MAX_TURNS_FOR_MESSAGE = 50;

/** What a worker's shard stands on: the platform's event loop, or a loop of the kernel transport that drives it. */
export interface LoopDriver {
  readonly host: AgentHost;
  /**
   * From now on the loop may wait in the system. Returns the descriptor by which the main thread announces each message;
   * `null`: the platform's loop runs and needs none.
   */
  announce(): number | null;
  /** A message of the main thread has arrived. */
  noteMessage(): void;
  close(): void;
}

/** Creates the driver of this worker; a loop that breaks is told of. */
export function createLoopDriver(onCrash: (cause: unknown) => void): LoopDriver {
  const clock = new DrivenClock();
  let driven: DrivenLoop | null = null;
  let received = 0;

  return {
    host: {
      clock,
      async createTransport(settings, runClock) {
        if (settings.name !== "kernel") return await createTransport(settings, runClock);
        const { openDrivenLoop } = await import("./driven_loop.ts");
        const opened = openDrivenLoop(settings, runClock);
        clock.driveBy(opened.loop, offsetBetween(() => clock.nowMs(), () => runClock.nowMs()));
        driven = opened;
        opened.received = received;
        void runLoop(opened).catch(onCrash);
        return opened.transport;
      },
      readUsage: readLoopUsage,
    },
    announce() {
      if (driven !== null) driven.isAnnounced = true;
      return driven?.doorbell ?? null;
    },
    noteMessage() {
      received++;
      if (driven !== null) driven.received++;
    },
    close() {
      if (driven !== null) driven.isClosed = true;
    },
  };
}

async function runLoop(driven: DrivenLoop): Promise<void> {
  const { loop } = driven;
  const platform = createClock();
  let yieldedAtMs = loop.batchAtMs;
  while (!driven.isClosed) {
    const isShared = !driven.isAnnounced || loop.pending > 0;
    loop.turn(isShared ? SHARED_WAIT_MS : MAX_WAIT_MS);
    const isDue = isShared || loop.hasSettled || driven.announced > driven.received;
    if (!isDue && loop.batchAtMs - yieldedAtMs < MAX_WAIT_MS) continue;
    yieldedAtMs = loop.batchAtMs;
    loop.hasSettled = false;
    await platform.yieldTurn();
    for (let turns = 0; driven.announced > driven.received && turns < MAX_TURNS_FOR_MESSAGE; turns++) {
      await platform.yieldTurn();
    }
  }
}
