/** The longest time by which waking is put off. */
const MAX_NAP_MS = 0.5;
/** The share of a request's duration that it may cost. */
const NAP_SHARE = 0.001;
/** Shorter requests are never held up. */
const MIN_DURATION_MS = 100;
const WINDOW = 64;

/**
 * By how much waking may be put off so that more events are read at once. Arrival times come from the kernel, so that it
 * costs no accuracy; the next request of a closed loop starts later by it, so that it is bounded by the requests' durations.
 */
export class WakingPace {
  napMs = 0;
  #durations: number[] = [];

  /** A request has ended after so long. */
  add(durationMs: number): void {
    this.#durations.push(durationMs);
    if (this.#durations.length < WINDOW) return;
    const sorted = this.#durations.sort((a, b) => a - b);
    const median = sorted[WINDOW / 2] ?? 0;
    this.napMs = median < MIN_DURATION_MS ? 0 : Math.min(MAX_NAP_MS, median * NAP_SHARE);
    this.#durations = [];
  }
}
