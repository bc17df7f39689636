import type { StallWindow } from "../simulator_options.ts";

/**
 * Tells how many times slower each running reply goes: `max(1, running / capacity)`, 1 without a capacity. All its
 * times are stretched by it, so N replies that always run take `max(1, N / capacity)` times as long each, and together
 * they give no more tokens a second than `capacity` replies do.
 *
 * @example
 * ```ts
 * slowdown(30, 20); // 1.5
 * ```
 */
export function slowdown(running: number, capacity: number | null): number {
  return capacity === null ? 1 : Math.max(1, running / capacity);
}

interface PaceOptions {
  readonly capacity: number | null;
  readonly stalls: readonly StallWindow[];
}

/**
 * The paced time of the server: it goes like real time, slower while more replies run than the capacity, and stands
 * still in a stall. Events of replies are due in paced time, so a change of the pace moves all of them at once.
 */
export class Pace {
  readonly #capacity: number | null;
  readonly #stalls: readonly StallWindow[];
  #stallIndex = 0;
  #realMs = 0;
  #pacedMs = 0;
  #slowdown = 1;

  constructor({ capacity, stalls }: PaceOptions) {
    this.#capacity = capacity;
    this.#stalls = mergeStalls(stalls);
  }

  /** Paced time at the moment of the last `advance`. */
  get nowMs(): number {
    return this.#pacedMs;
  }

  /** Whether the server stood still at the moment of the last `advance`. */
  get isStalled(): boolean {
    return this.stallEndMs !== null;
  }

  /** The end, in real time, of the stall of that moment; `null`: it did not stand still. */
  get stallEndMs(): number | null {
    const window = this.#stalls[this.#stallIndex];
    return window !== undefined && this.#realMs >= window.startMs ? window.endMs : null;
  }

  /** How many ms of real time a paced ms takes, stalls apart. */
  get slowdown(): number {
    return this.#slowdown;
  }

  /** Moves on to a real time; earlier times are ignored. */
  advance(realMs: number): void {
    while (this.#realMs < realMs) {
      const window = this.#stalls[this.#stallIndex];
      const edgeMs = window === undefined ? Infinity : this.isStalled ? window.endMs : window.startMs;
      const untilMs = Math.min(realMs, edgeMs);
      if (!this.isStalled) this.#pacedMs += (untilMs - this.#realMs) / this.#slowdown;
      this.#realMs = untilMs;
      if (window !== undefined && untilMs >= window.endMs) this.#stallIndex++;
    }
  }

  /** Sets how many replies run from the moment of the last `advance` on. */
  setRunning(running: number): void {
    this.#slowdown = slowdown(running, this.#capacity);
  }

  /** Tells when, in real time, a paced time comes if the pace stays as it is. */
  toRealMs(pacedMs: number): number {
    let realMs = this.#realMs;
    let leftMs = (pacedMs - this.#pacedMs) * this.#slowdown;
    for (let i = this.#stallIndex; i < this.#stalls.length; i++) {
      const window = this.#stalls[i];
      if (window === undefined || realMs + leftMs <= window.startMs) break;
      leftMs -= Math.max(0, window.startMs - realMs);
      realMs = window.endMs;
    }
    return realMs + leftMs;
  }
}

/** Sorts windows and joins those that touch. */
function mergeStalls(windows: readonly StallWindow[]): readonly StallWindow[] {
  const merged: StallWindow[] = [];
  for (const window of windows.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1);
    if (last === undefined || window.startMs > last.endMs) merged.push(window);
    else merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, window.endMs) };
  }
  return merged;
}
