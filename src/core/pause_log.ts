/** A stretch in which an event loop did nothing: no stamp of it was taken when it should have been. */
export interface Pause {
  /** The last sign of life before it. */
  readonly fromMs: number;
  /** The first one after it. */
  readonly toMs: number;
}

/** The pauses of an event loop, the youngest of them. */
export interface PauseLog {
  add(pause: Pause): void;
  /** Returns the pauses that lie across a stretch of time: from, to, from, to …; `null`: none. */
  within(fromMs: number, toMs: number): Float64Array<ArrayBuffer> | null;
}

/** Timers of an event loop under load are some milliseconds late all the time; from here on it is a pause of its own. */
export const MIN_PAUSE_MS = 20;

/** After a pause what has piled up is read for a while: stamps so long after its end are of it too. */
const PAUSE_WAKE_MS = 10;
/** The longer the pause the more has piled up, and a machine that is busy gets to it later. */
const PAUSE_WAKE_SHARE = 0.1;

/** Returns until when stamps are late by a pause from one moment to another. */
export function wakeEndOf(fromMs: number, toMs: number): number {
  return toMs + Math.max(PAUSE_WAKE_MS, PAUSE_WAKE_SHARE * (toMs - fromMs));
}

/** Even at one pause a moment these are minutes. */
const MAX_PAUSES = 4096;

/** Creates an empty log. */
export function createPauseLog(): PauseLog {
  const pauses: Pause[] = [];
  return {
    add: (pause) => {
      pauses.push(pause);
      if (pauses.length > MAX_PAUSES) pauses.splice(0, MAX_PAUSES / 2);
    },
    within: (fromMs, toMs) => {
      const first = pauses.findIndex((pause) => pause.toMs >= fromMs);
      if (first < 0) return null;
      const found = pauses.slice(first).filter((pause) => pause.fromMs <= toMs);
      return found.length === 0 ? null : Float64Array.from(found.flatMap((pause) => [pause.fromMs, pause.toMs]));
    },
  };
}
