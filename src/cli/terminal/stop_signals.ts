import { EXIT_CODES } from "../exit_codes.ts";

/** The two ways in which a run is asked to stop, fed by the process's signals. */
export interface StopWatch extends Disposable {
  /** Aborted by the first signal: start nothing more. */
  readonly admitting: AbortSignal;
  /** Aborted by the second signal: cut off what runs. */
  readonly running: AbortSignal;
}

/**
 * Watches for Ctrl-C, termination and the loss of the terminal: the first signal stops admitting, the second cuts off, the third ends the
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
  const listeners = chooseListeners(handle);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return {
    admitting: admitting.signal,
    running: running.signal,
    [Symbol.dispose]: () => {
      for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}

/** Windows knows no SIGTERM; Ctrl-Break is its second way to say stop. SIGHUP: the window or the connection has gone. */
function chooseListeners(handle: () => void): readonly (readonly [Deno.Signal, () => void])[] {
  const second = Deno.build.os === "windows" ? "SIGBREAK" : "SIGTERM";
  // With a listener for any signal the runtime ends at a hang-up that it would have ignored.
  return [["SIGINT", handle], [second, handle], ["SIGHUP", isDetached() ? () => {} : handle]];
}

/** Whether the program was started to outlive its terminal, as `nohup` does, which leaves no stream on a terminal. */
function isDetached(): boolean {
  if ([Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal())) return false;
  try {
    const asked = new Deno.Command("ps", { args: ["-o", "ignored=", "-p", String(Deno.pid)], stderr: "null" });
    const mask = new TextDecoder().decode(asked.outputSync().stdout).trim();
    return /^[0-9a-f]+$/i.test(mask) && (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false; // Without `ps` nobody can tell; where there is none, there is no `nohup` either.
  }
}
