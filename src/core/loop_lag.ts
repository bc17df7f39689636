import type { Clock } from "./clock.ts";

/** Samples how late timers of this event loop fire: what delays them delays reading too. */
export interface LoopLag {
  /** Takes the samples since the last call, in ms. */
  take(): Float64Array<ArrayBuffer>;
}

const SAMPLE_EVERY_MS = 10;

/** Starts sampling until the signal is aborted. */
export function startLoopLag(clock: Clock, signal: AbortSignal): LoopLag {
  let samples: number[] = [];
  const sample = async (): Promise<void> => {
    while (!signal.aborted) {
      const dueAtMs = clock.nowMs() + SAMPLE_EVERY_MS;
      await clock.sleepUntil(dueAtMs, signal);
      if (!signal.aborted) samples.push(Math.max(0, clock.nowMs() - dueAtMs));
    }
  };
  void sample();
  return {
    take() {
      const taken = Float64Array.from(samples);
      samples = [];
      return taken;
    },
  };
}
