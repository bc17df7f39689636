/** How many sessions may run at once. */
export interface Slots {
  /** Resolves true with a slot, false when the signal was aborted first. */
  acquire(signal: AbortSignal): Promise<boolean>;
  release(): void;
  /** Changes the number of slots; running sessions are never cut off for it. */
  resize(count: number): void;
}

/** No limit: open loop. */
export const unlimitedSlots: Slots = {
  acquire: (signal) => Promise.resolve(!signal.aborted),
  release: () => {},
  resize: () => {},
};

/** Creates a number of slots, granted in the order of asking. */
export function createSlots(count: number): Slots {
  let free = count;
  let size = count;
  const waiting = new Set<() => void>();

  const grantWaiting = () => {
    for (const grant of waiting) {
      if (free <= 0) return;
      waiting.delete(grant);
      free--;
      grant();
    }
  };

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(false);
      if (free > 0 && waiting.size === 0) {
        free--;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const grant = () => {
          signal.removeEventListener("abort", giveUp);
          resolve(true);
        };
        const giveUp = () => {
          waiting.delete(grant);
          resolve(false);
        };
        waiting.add(grant);
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
    release() {
      free++;
      grantWaiting();
    },
    resize(next) {
      free += next - size;
      size = next;
      grantWaiting();
    },
  };
}
