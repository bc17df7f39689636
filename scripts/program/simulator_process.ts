import type { Program } from "./program.ts";

/** A simulator in a process of its own; disposing of it ends the process. */
export interface SimulatorProcess extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:40001`. */
  readonly url: string;
}

const READY = /^Listening on (http:\/\/\S+)/m;

/** Starts `simulate` on a free port and waits until it listens. */
export async function startSimulator(program: Program, flags: readonly string[]): Promise<SimulatorProcess> {
  const child = new Deno.Command(program.command, {
    args: [...program.args, "simulate", "--port", "0", ...flags],
    stdin: "null",
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
      child.kill("SIGTERM");
      await child.status;
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

/** Reads on, so that the simulator never waits for its own output to be read. */
async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
}
