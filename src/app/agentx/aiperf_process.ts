import { joinSignals } from "../../core/joined_signal.ts";
import { createClock } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import type { StopSignals } from "../run/run_listener.ts";

/** How long AIPerf may take to write what it has after it was asked to stop, and to end after it was told to. */
const FINISH_MS = 30_000;
const END_MS = 10_000;

/** What is told of a program that runs. */
export interface ProgramWatch {
  readonly stop: StopSignals;
  /** A line of what it prints. */
  readonly onLine: (line: string) => void;
}

/**
 * Runs a program to its end, all that it prints going into a file as well. It has no part in the terminal's signals: where
 * the run is stopped it is asked to finish (SIGINT), told to end (SIGTERM), and killed. Returns its exit code.
 */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  logPath: string,
  { stop, onLine }: ProgramWatch,
): Promise<number> {
  using log = await Deno.open(logPath, { create: true, write: true, truncate: true });
  const child = spawn(program, args);
  const finished = new AbortController();
  const stopping = endInTime(child, stop, finished.signal);
  const take = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> => {
    for await (const line of readLines(stream)) {
      log.writeSync(new TextEncoder().encode(`${line}\n`));
      onLine(line);
    }
  };
  await Promise.all([take(child.stdout), take(child.stderr)]);
  const { code } = await child.status;
  finished.abort();
  await stopping;
  return code;
}

function spawn(program: string, args: string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped", detached: true }).spawn();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new DataError(`Cannot start "${program}": there is no such program`, {
      cause,
      hint: "Name the Python that has AIPerf with --python",
    });
  }
}

async function endInTime(child: Deno.ChildProcess, stop: StopSignals, finished: AbortSignal): Promise<void> {
  const clock = createClock();
  using asked = joinSignals([stop.admitting, finished]);
  await clock.sleepUntil(Infinity, asked.signal);
  const steps = [["SIGINT", FINISH_MS, [finished, stop.running]], ["SIGTERM", END_MS, [finished]]] as const;
  for (const [signal, waitMs, sooner] of steps) {
    if (finished.aborted) return;
    send(child, signal);
    using waking = joinSignals(sooner);
    await clock.sleepUntil(clock.nowMs() + waitMs, waking.signal);
  }
  if (!finished.aborted) send(child, "SIGKILL");
}

/** SIGINT is for the program, which tells its helpers; what ends them goes to all of its group. */
function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    if (signal === "SIGINT" || Deno.build.os === "windows") child.kill(signal);
    else Deno.kill(-child.pid, signal);
  } catch (cause) {
    // It has ended in the meantime.
    if (!(cause instanceof TypeError || cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

async function* readLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split(/\r?\n|\r/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
