/** The longest time by which waking is put off. */
const MAX_NAP_MS = 0.5;
/** The share of a request's duration that it may cost. */
const NAP_SHARE = 0.001;
/** Shorter requests are never held up. */
const MIN_DURATION_MS = 100;
const WINDOW = 64;

/**
 * By how much waking may be put off so that more events are read at once. Arrival times come from the kernel, so that it
 * costs no accuracy; the next request of a closed loop starts later by it, so that it is bounded by the requests' durations:
 * their median so far, and until one has ended the time for which the first has been on its way.
 */
export class WakingPace {
  #durations: number[] = [];
  #beganAtMs: number | null = null;
  /** `null`: no request has ended. */
  #medianMs: number | null = null;

  /** Bytes were sent. */
  begin(atMs: number): void {
    this.#beganAtMs ??= atMs;
  }

  /** A request has ended after so long. */
  add(durationMs: number): void {
    const durations = this.#durations;
    durations.push(durationMs);
    const count = durations.length;
    // At the second, fourth, eighth… one: what the first ones say is soon made better.
    if ((count & (count - 1)) !== 0) return;
    durations.sort((a, b) => a - b);
    this.#medianMs = durations[count >> 1] ?? 0;
    if (count === WINDOW) this.#durations = [];
  }

  napMs(nowMs: number): number {
    const durationMs = this.#medianMs ?? nowMs - (this.#beganAtMs ?? nowMs);
    return durationMs < MIN_DURATION_MS ? 0 : Math.min(MAX_NAP_MS, durationMs * NAP_SHARE);
  }
}
