/** Runs in a worker: ends the process where the main thread does not hear that it is asked to stop. */
import { createClock } from "../../core/clock.ts";
import { EXIT_CODES } from "../exit_codes.ts";

/** So long the main thread may be busy with work of its own before it hears a signal. */
const PATIENCE_MS = 1000;

const FIRST = "A module of your own keeps the program busy; Ctrl-C again to leave without results\n";
const LAST = "A module of your own kept the program busy: left without results. The database holds what was stored\n";

const clock = createClock();
const never = new AbortController().signal;
let count = 0;

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer>) => {
  const heard = new Int32Array(data);
  const handle = async (): Promise<void> => {
    const own = ++count;
    await clock.sleepUntil(clock.nowMs() + PATIENCE_MS, never);
    if (Atomics.load(heard, 0) >= own) return;
    Deno.stderr.writeSync(new TextEncoder().encode(count > 1 ? LAST : FIRST));
    if (count > 1) leave(EXIT_CODES.interrupted);
  };
  for (const signal of chooseSignals()) Deno.addSignalListener(signal, () => void handle());
};

function chooseSignals(): readonly Deno.Signal[] {
  return Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
}

/** `Deno.exit` of a worker ends the worker alone. */
function leave(code: number): void {
  try {
    const library = Deno.build.os === "darwin" ? "libSystem.dylib" : "libc.so.6";
    Deno.dlopen(library, { _exit: { parameters: ["i32"], result: "void" } }).symbols._exit(code);
  } catch {
    Deno.kill(Deno.pid, "SIGKILL"); // No C library by this name, or foreign functions are not allowed.
  }
}
