import { type Timed, TimeHeap } from "../../core/time_heap.ts";

/** One who sleeps. */
export interface Sleeper extends Timed {
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

  /** Wakes those whose time has come; returns how many. */
  wakeUntil(nowMs: number): number {
    let count = 0;
    for (; this.nextAtMs <= nowMs; count++) this.#heap.pop()?.wake();
    return count;
  }
}
