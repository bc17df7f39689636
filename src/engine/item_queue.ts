/** Items on their way into a dispatch loop: pushed ahead of time, taken one by one. */
export interface ItemQueue<Item> {
  push(items: readonly Item[]): void;
  /** No more items will come. */
  end(): void;
  /** The next item; `null` at the end or when the signal is aborted. */
  take(signal: AbortSignal): Promise<Item | null>;
  size(): number;
}

/** Creates a queue for one taker; `onTake` is told the number of items left after each take. */
export function createItemQueue<Item>(onTake: (left: number) => void): ItemQueue<Item> {
  const items: Item[] = [];
  let head = 0;
  let hasEnded = false;
  let wake: (() => void) | null = null;

  const takeNow = (): Item | undefined => {
    const item = items[head];
    if (item === undefined) return undefined;
    head++;
    if (head > 1024) items.splice(0, head), head = 0;
    onTake(items.length - head);
    return item;
  };
  const rouse = () => {
    const waker = wake;
    wake = null;
    waker?.();
  };

  return {
    push(more) {
      for (const item of more) items.push(item);
      rouse();
    },
    end() {
      hasEnded = true;
      rouse();
    },
    async take(signal) {
      while (!signal.aborted) {
        const item = takeNow();
        if (item !== undefined) return item;
        if (hasEnded) return null;
        await waitForWake(signal, (resolve) => wake = resolve);
      }
      return null;
    },
    size: () => items.length - head,
  };
}

function waitForWake(signal: AbortSignal, register: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      signal.removeEventListener("abort", finish);
      resolve();
    };
    signal.addEventListener("abort", finish, { once: true });
    register(finish);
  });
}
