import type { Clock } from "./clock.ts";
import { createPauseLog, MIN_PAUSE_MS } from "./pause_log.ts";

/** Samples how late timers of this event loop fire: what delays them delays reading too. */
export interface LoopLag {
  /** Takes the samples since the last call, in ms. */
  take(): Float64Array<ArrayBuffer>;
  /** The pauses that lie across a stretch of time, one that ends right now included; `null`: none. */
  pausesWithin(fromMs: number, toMs: number): Float64Array<ArrayBuffer> | null;
}

/** So often where reading waits for the loop: shorter pauses touch no figure by much. */
const SAMPLE_EVERY_MS = 10;

/** Starts sampling until the signal is aborted. */
export function startLoopLag(clock: Clock, signal: AbortSignal, everyMs: number = SAMPLE_EVERY_MS): LoopLag {
  const pauses = createPauseLog();
  let samples: number[] = [];
  let lastSignMs = clock.nowMs();
  /** After a pause whatever is ready may run before the timer of the sampler: who comes first notes it. */
  const look = (): void => {
    const nowMs = clock.nowMs();
    const isPause = nowMs - lastSignMs - everyMs >= MIN_PAUSE_MS;
    if (isPause) pauses.add({ fromMs: lastSignMs, toMs: nowMs });
    if (isPause) lastSignMs = nowMs;
  };
  const sample = (): void => {
    lastSignMs = clock.nowMs();
    const dueAtMs = lastSignMs + everyMs;
    const wake = (): void => {
      if (signal.aborted) return;
      look();
      samples.push(Math.max(0, clock.nowMs() - dueAtMs));
      sample();
    };
    if (clock.wakeAt === undefined) void clock.sleepUntil(dueAtMs, signal).then(wake);
    else clock.wakeAt(dueAtMs, wake);
  };
  sample();
  return {
    take() {
      const taken = Float64Array.from(samples);
      samples = [];
      return taken;
    },
    pausesWithin(fromMs, toMs) {
      look();
      return pauses.within(fromMs, toMs);
    },
  };
}
