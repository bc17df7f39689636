import { type Timed, TimeHeap } from "../../core/time_heap.ts";

/** One who sleeps. */
export interface Sleeper extends Timed {
  /** Its waking settles no promise. */
  readonly isQuiet?: boolean;
  wake(): void;
}

/** Sleepers in the order of their times. */
export class Sleepers {
  readonly #heap = new TimeHeap<Sleeper>();

  /** When the next one wakes; `Infinity`: none sleeps. */
  get nextAtMs(): number {
    return this.#heap.peek()?.atMs ?? Infinity;
  }

  get size(): number {
    return this.#heap.size;
  }

  add(sleeper: Sleeper): void {
    this.#heap.push(sleeper);
  }

  /** Wakes those whose time has come; tells whether promises were settled. */
  wakeUntil(nowMs: number): boolean {
    let hasSettled = false;
    while (this.nextAtMs <= nowMs) {
      const sleeper = this.#heap.pop();
      hasSettled ||= sleeper?.isQuiet !== true;
      sleeper?.wake();
    }
    return hasSettled;
  }
}
