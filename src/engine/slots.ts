/** How many sessions may run at once. */
export interface Slots {
  /** Waits for a free slot and takes it; gives since when it was free, `null` where the signal was aborted first. */
  acquire(signal: AbortSignal): Promise<number | null>;
  /** Gives a slot back, free from that time on. */
  release(atMs: number): void;
  /** Changes the number of slots as of a time; running sessions are never cut off for it. */
  resize(count: number, atMs: number): void;
}

/** Creates slots without a limit (open loop), all of them open from the given time on. */
export function createUnlimitedSlots(openedAtMs: number): Slots {
  return {
    acquire: (signal) => Promise.resolve(signal.aborted ? null : openedAtMs),
    release: () => {},
    resize: () => {},
  };
}

type Grant = (freeAtMs: number) => void;

/** Creates a number of slots that open at the given time; the one that was free longest is granted first. */
export function createSlots(count: number, openedAtMs: number): Slots {
  const freeAtMs: number[] = new Array<number>(count).fill(openedAtMs);
  const waiting = new Set<Grant>();
  let size = count;
  /** Slots that are gone as soon as the sessions in them end. */
  let closing = 0;

  const grantWaiting = () => {
    for (const grant of waiting) {
      const atMs = freeAtMs.shift();
      if (atMs === undefined) return;
      waiting.delete(grant);
      grant(atMs);
    }
  };
  const open = (opened: number, atMs: number) => {
    const kept = Math.min(closing, opened);
    closing -= kept;
    for (let slot = kept; slot < opened; slot++) freeAtMs.push(atMs);
    grantWaiting();
  };
  const close = (closed: number) => {
    const idle = freeAtMs.splice(Math.max(0, freeAtMs.length - closed)).length;
    closing += closed - idle;
  };

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(null);
      const atMs = freeAtMs.shift();
      return atMs === undefined ? waitForGrant(waiting, signal) : Promise.resolve(atMs);
    },
    release(atMs) {
      if (closing > 0) closing--;
      else freeAtMs.push(atMs);
      grantWaiting();
    },
    resize(next, atMs) {
      if (next > size) open(next - size, atMs);
      else close(size - next);
      size = next;
    },
  };
}

function waitForGrant(waiting: Set<Grant>, signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    const grant: Grant = (freeAtMs) => {
      signal.removeEventListener("abort", giveUp);
      resolve(freeAtMs);
    };
    const giveUp = () => {
      waiting.delete(grant);
      resolve(null);
    };
    waiting.add(grant);
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
