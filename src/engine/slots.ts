/** The answer to asking for a slot: there is one, or the signal was aborted first. */
export type SlotGrant = "granted" | "stopped";

/** How many sessions may run at once. */
export interface Slots {
  acquire(signal: AbortSignal): Promise<SlotGrant>;
  release(): void;
  /** Changes the number of slots; running sessions are never cut off for it. */
  resize(count: number): void;
}

/** No limit: open loop. */
export const unlimitedSlots: Slots = {
  acquire: (signal) => Promise.resolve(signal.aborted ? "stopped" : "granted"),
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
      if (signal.aborted) return Promise.resolve("stopped");
      if (free > 0 && waiting.size === 0) {
        free--;
        return Promise.resolve("granted");
      }
      return new Promise((resolve) => {
        const grant = () => {
          signal.removeEventListener("abort", giveUp);
          resolve("granted");
        };
        const giveUp = () => {
          waiting.delete(grant);
          resolve("stopped");
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
