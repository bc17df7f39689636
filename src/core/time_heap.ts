/** Something with a time. */
export interface Timed {
  /** Must not change while it waits in a heap. */
  readonly atMs: number;
}

/** What waits for its time, the earliest first: a binary heap, since thousands of requests may wait for theirs. */
export class TimeHeap<Entry extends Timed> {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** The earliest one. */
  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let index = entries.length;
    entries.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = entries[parentIndex];
      if (parent === undefined || parent.atMs <= entry.atMs) break;
      entries[index] = parent;
      index = parentIndex;
    }
    entries[index] = entry;
  }

  /** Takes the earliest one out. */
  pop(): Entry | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (last !== undefined && entries.length > 0) this.#sink(last);
    return top;
  }

  /** Puts an entry at the root and lets it sink to its place. */
  #sink(entry: Entry): void {
    const entries = this.#entries;
    let index = 0;
    for (;;) {
      const childIndex = this.#earlierChild(index);
      const child = entries[childIndex];
      if (child === undefined || child.atMs >= entry.atMs) break;
      entries[index] = child;
      index = childIndex;
    }
    entries[index] = entry;
  }

  #earlierChild(index: number): number {
    const left = this.#entries[2 * index + 1];
    const right = this.#entries[2 * index + 2];
    return right !== undefined && left !== undefined && right.atMs < left.atMs ? 2 * index + 2 : 2 * index + 1;
  }
}
