/** Runs in a worker: ends the process where the main thread does not hear that it is asked to stop. */
import { createClock } from "../../core/clock.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { GuardCourse } from "./guard_course.ts";
import { GRACE_MS } from "./stop_grace.ts";

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer>) => {
  const heard = new Int32Array(data);
  const course = new GuardCourse({
    clock: createClock(),
    heard: () => Atomics.load(heard, 0),
    write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    leave: () => leave(EXIT_CODES.interrupted),
  });
  for (const [signal, graceMs] of chooseSignals()) {
    Deno.addSignalListener(signal, () => void course.receive(graceMs));
  }
};

function chooseSignals(): readonly (readonly [Deno.Signal, number | null])[] {
  return [["SIGINT", null], Deno.build.os === "windows" ? ["SIGBREAK", null] : ["SIGTERM", GRACE_MS]];
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
