import type { Pace } from "./pace.ts";
import type { Scheduler } from "./scheduler.ts";

/** Called when a reply gets its slot. */
export type Start = () => void;

/** Gives slots to replies, in order of arrival, and sets the pace by how many run. */
export class Admission {
  readonly #scheduler: Scheduler;
  readonly #pace: Pace;
  readonly #maxRunning: number;
  readonly #waiting = new Set<Start>();
  #running = 0;
  #peakRunning = 0;

  constructor(scheduler: Scheduler, options: { readonly pace: Pace; readonly maxRunning: number | null }) {
    this.#scheduler = scheduler;
    this.#pace = options.pace;
    this.#maxRunning = options.maxRunning ?? Infinity;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get peakRunning(): number {
    return this.#peakRunning;
  }

  /** Starts at once where a slot is free, else when one is. */
  enter(start: Start): void {
    this.#waiting.add(start);
    this.#startWaiting();
  }

  /** Takes back a request that still waits. */
  withdraw(start: Start): void {
    this.#waiting.delete(start);
  }

  /** Frees a slot. */
  leave(): void {
    this.#setRunning(this.#running - 1);
    this.#startWaiting();
  }

  #startWaiting(): void {
    for (const start of this.#waiting) {
      if (this.#running >= this.#maxRunning) return;
      this.#waiting.delete(start);
      this.#setRunning(this.#running + 1);
      start();
    }
  }

  #setRunning(running: number): void {
    this.#running = running;
    this.#peakRunning = Math.max(this.#peakRunning, running);
    this.#pace.advance(this.#scheduler.nowMs());
    const slowdownBefore = this.#pace.slowdown;
    this.#pace.setRunning(running);
    if (this.#pace.slowdown < slowdownBefore) this.#scheduler.arm();
  }
}
