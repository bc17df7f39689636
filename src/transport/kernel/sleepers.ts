/** One who sleeps. */
export interface Sleeper {
  readonly atMs: number;
  wake(): void;
}

/** Sleepers in the order of their times: a binary heap, since thousands of requests may wait for theirs. */
export class Sleepers {
  readonly #heap: Sleeper[] = [];

  /** When the next one wakes; `Infinity`: none sleeps. */
  get nextAtMs(): number {
    return this.#heap[0]?.atMs ?? Infinity;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(sleeper: Sleeper): void {
    const heap = this.#heap;
    let at = heap.push(sleeper) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.atMs <= sleeper.atMs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = sleeper;
  }

  /** Wakes those whose time has come; returns how many. */
  wakeUntil(nowMs: number): number {
    let count = 0;
    for (; this.nextAtMs <= nowMs; count++) this.#takeFirst()?.wake();
    return count;
  }

  #takeFirst(): Sleeper | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(sleeper: Sleeper): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = at * 2 + 1) {
      const right = heap[child + 1];
      let least = heap[child];
      let from = child;
      if (right !== undefined && least !== undefined && right.atMs < least.atMs) {
        least = right;
        from = child + 1;
      }
      if (least === undefined || least.atMs >= sleeper.atMs) break;
      heap[at] = least;
      at = from;
    }
    heap[at] = sleeper;
  }
}
