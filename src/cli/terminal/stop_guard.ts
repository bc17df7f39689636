/**
 * Code of the user's own may never give the main thread back, which then hears no signal. A worker hears them too: where
 * the main thread has not heard the second one it ends the process.
 */

/** A guard over the main thread. */
export interface StopGuard extends Disposable {
  /** The main thread has heard a signal. */
  heard(): void;
}

/** Starts the guard. Its worker is given one cell: how many signals the main thread has heard. */
export function startStopGuard(): StopGuard {
  const heard = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const cell = new Int32Array(heard);
  const worker = new Worker(new URL("./stop_guard_worker.ts", import.meta.url), { type: "module", name: "stop guard" });
  worker.postMessage(heard);
  return {
    heard: () => void Atomics.add(cell, 0, 1),
    [Symbol.dispose]: () => worker.terminate(),
  };
}
