import { EXIT_CODES } from "../exit_codes.ts";

/** The two ways in which a run is asked to stop, fed by the process's signals. */
export interface StopWatch extends Disposable {
  /** Aborted by the first signal: start nothing more. */
  readonly admitting: AbortSignal;
  /** Aborted by the second signal: cut off what runs. */
  readonly running: AbortSignal;
}

/**
 * Watches for Ctrl-C and termination: the first signal stops admitting, the second cuts off, the third ends the
 * process. `onSignal` is told which one came.
 */
export function watchStopSignals(onSignal: (count: number) => void): StopWatch {
  const admitting = new AbortController();
  const running = new AbortController();
  let count = 0;
  const handle = () => {
    count++;
    if (count > 2) Deno.exit(EXIT_CODES.interrupted);
    onSignal(count);
    if (count === 1) admitting.abort();
    else running.abort();
  };
  // Windows knows no SIGTERM; Ctrl-Break is its second way to say stop.
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, handle);
  return {
    admitting: admitting.signal,
    running: running.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) Deno.removeSignalListener(signal, handle);
    },
  };
}
