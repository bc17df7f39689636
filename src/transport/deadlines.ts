import type { Clock } from "../core/clock.ts";
import { letReadsCome } from "./late_reads.ts";

/** Something that must be looked at when a time has come. */
export interface Watched {
  /** When to look; `Infinity`: not at all. It may move to a later time by itself. */
  readonly dueAtMs: number;
  onDue(nowMs: number): void;
}

/** How soon something is looked at again that was due and stayed. */
const RECHECK_MS = 10;

/** Watches over many things with one sleep. */
export interface Deadlines {
  add(watched: Watched): void;
  remove(watched: Watched): void;
  /** The due time of something has moved to an earlier one. */
  hasten(watched: Watched): void;
  close(): void;
}

/**
 * Creates a watch that sleeps until the earliest due time, looks at everything then, and sleeps on. Reads move due times
 * without touching it: a time that has moved to a later one costs a look that finds nothing.
 */
export function createDeadlines(clock: Clock): Deadlines {
  const members = new Set<Watched>();
  const closing = new AbortController();
  let wakeAtMs = Infinity;
  let waking = new AbortController();

  const earliest = (): number => {
    let earliestAtMs = Infinity;
    for (const { dueAtMs } of members) earliestAtMs = Math.min(earliestAtMs, dueAtMs);
    return earliestAtMs;
  };
  const arm = (atMs: number): void => {
    if (atMs >= wakeAtMs) return;
    wakeAtMs = atMs;
    waking.abort();
    waking = new AbortController();
    const { signal } = waking;
    void clock.sleepUntil(atMs, signal).then(() => {
      if (!signal.aborted) void look();
    });
  };
  const look = async (): Promise<void> => {
    await letReadsCome(earliest(), clock, closing.signal);
    wakeAtMs = Infinity;
    const nowMs = clock.nowMs();
    for (const member of [...members]) {
      if (member.dueAtMs <= nowMs && members.has(member)) member.onDue(nowMs);
    }
    // What is due and was not ended cannot be judged yet.
    arm(Math.max(earliest(), nowMs + RECHECK_MS));
  };

  return {
    add(watched) {
      members.add(watched);
      arm(watched.dueAtMs);
    },
    remove: (watched) => void members.delete(watched),
    hasten: ({ dueAtMs }) => arm(dueAtMs),
    close() {
      members.clear();
      waking.abort();
      closing.abort();
    },
  };
}
