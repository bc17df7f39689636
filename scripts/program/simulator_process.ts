import type { Program } from "./program.ts";

/** A simulator in a process of its own; disposing of it ends the process, and so does the end of ours. */
export interface SimulatorProcess extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:40001`. */
  readonly url: string;
}

const MAX_ENDING_MS = 5000;
const READY = /^Listening on (http:\/\/\S+)/m;

/** Starts `simulate` on a free port and waits until it listens. */
export async function startSimulator(program: Program, flags: readonly string[]): Promise<SimulatorProcess> {
  const child = new Deno.Command(program.command, {
    args: [...program.args, "simulate", "--port", "0", "--exit-with-stdin", ...flags],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const url = await readUrl(reader);
  if (url === undefined) {
    throw new Error(`The simulator ended before it listened, exit code ${(await child.status).code}`);
  }
  const drained = drain(reader);
  return {
    url,
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await waitForEnd(child);
      await drained;
    },
  };
}

async function readUrl(reader: ReadableStreamDefaultReader<string>): Promise<string | undefined> {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return undefined;
    text += value;
    const url = READY.exec(text)?.[1];
    if (url !== undefined && text.includes("\n")) return url;
  }
}

/** A simulator that does not end by itself is ended, and that is an error. */
async function waitForEnd(child: Deno.ChildProcess): Promise<void> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, MAX_ENDING_MS);
  await child.status;
  clearTimeout(timer);
  if (isLate) throw new Error(`The simulator did not end within ${MAX_ENDING_MS} ms`);
}

/** Reads on, so that the simulator never waits for its own output to be read. */
async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
}
