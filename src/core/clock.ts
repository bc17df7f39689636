import { setImmediate } from "node:timers";

/** A monotonic clock. Times are ms since the run's origin. */
export interface Clock {
  nowMs(): number;
  /** Resolves at the absolute time, or as soon as the signal is aborted; never rejects. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
  /** Lets everything else on this event loop that is ready run first. */
  yieldTurn(): Promise<void>;
  /** Calls back at the absolute time, without a promise, which costs an event loop of our own a turn of the platform's. */
  wakeAt?(atMs: number, wake: () => void): void;
}

/** The longest delay a timer of the platform takes; longer ones fire at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/**
 * Creates a clock that counts from an origin on the epoch scale, without one from the start of this thread. It reads the
 * monotonic clock: a step of the wall clock does not move it.
 */
export function createClock(originEpochMs: number = performance.timeOrigin): Clock {
  const offsetMs = performance.timeOrigin - originEpochMs;
  const nowMs = (): number => performance.now() + offsetMs;
  return {
    nowMs,
    sleepUntil: (atMs, signal) => sleepUntil(nowMs, atMs, signal),
    yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** Two readings of a clock around one of another may be so far apart; else they are taken again. */
const MAX_APART_MS = 0.02;
const MAX_TRIES = 5;

/**
 * By how many ms a clock is ahead of another, which is read before and after it. A thread that is put aside in between
 * would be wrong by half of that time: of several tries the one that took least counts.
 */
export function offsetBetween(clockMs: () => number, aheadMs: () => number): number {
  let leastMs = Infinity;
  let offsetMs = 0;
  for (let tries = 0; tries < MAX_TRIES && leastMs >= MAX_APART_MS; tries++) {
    const before = clockMs();
    const there = aheadMs();
    const after = clockMs();
    if (after - before >= leastMs) continue;
    leastMs = after - before;
    offsetMs = there - (before + after) / 2;
  }
  return offsetMs;
}

/** Returns a clock that shows the time of another one, plus an offset. */
export function shiftClock(clock: Clock, byMs: number): ShiftedClock {
  let offsetMs = byMs;
  return {
    nowMs: () => clock.nowMs() + offsetMs,
    sleepUntil: (atMs, signal) => clock.sleepUntil(atMs - offsetMs, signal),
    yieldTurn: () => clock.yieldTurn(),
    ...clock.wakeAt === undefined ? {} : { wakeAt: (atMs, wake) => clock.wakeAt?.(atMs - offsetMs, wake) },
    shift(toMs) {
      offsetMs = toMs;
    },
  };
}

/** A clock whose offset is found anew from time to time; while nothing is measured by it. */
export interface ShiftedClock extends Clock {
  shift(offsetMs: number): void;
}

/** Returns the origin for the clocks of a run that starts now: ms since the epoch. */
export function takeOriginEpochMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Returns the wall-clock time as ISO text; taken once a run. */
export function wallClockIso(): string {
  return new Date().toISOString();
}

/** Returns the wall-clock time of the local zone, `YYYY-MM-DDTHH:MM:SS.mmm`: for log lines and names of folders. */
export function localWallClockIso(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 23);
}

/** Turns a time of a run's clock into wall-clock ISO text. */
export function toIso(originEpochMs: number, atMs: number): string {
  return new Date(originEpochMs + atMs).toISOString();
}

async function sleepUntil(nowMs: () => number, atMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const leftMs = atMs - nowMs();
    if (leftMs <= 0) return;
    await sleepOnce(Math.min(leftMs, MAX_TIMER_MS), signal);
  }
}

function sleepOnce(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener("abort", finish, { once: true });
  });
}
