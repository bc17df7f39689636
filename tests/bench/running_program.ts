import { programCommand } from "./program_command.ts";

/** A simulator in a process of its own. */
export interface RunningSimulator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `streamgauge simulate` with these flags on a free port. */
export async function startSimulatorProcess(flags: readonly (string | number)[]): Promise<RunningSimulator> {
  const [program = "", ...args] = [...programCommand(), "simulate", "--port", "0", ...flags.map(String)];
  const child = new Deno.Command(program, { args, stdout: "piped", stderr: "inherit" }).spawn();
  const [forUrl, rest] = child.stdout.tee();
  const drained = rest.pipeTo(new WritableStream());
  let text = "";
  for await (const part of forUrl.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  const url = /http:\/\/\S+/.exec(text)?.[0];
  if (url === undefined) throw new Error(`The simulator said: ${text}`);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await child.status;
      await drained;
    },
  };
}

/** Runs `streamgauge perf` against a service to its end; the results are below `outputs/bench`. */
export async function runPerf(url: string, outputs: string, flags: readonly (string | number)[]): Promise<number> {
  const target = ["--url", `${url}/v1/chat/completions`, "--model", "bench", "--prompt", "hi", "--no-test-connection"];
  const where = ["--outputs-dir", outputs, "--no-timestamp", "--sleep-interval", "0"];
  const [program = "", ...args] = [...programCommand(), "perf", ...target, ...where, ...flags.map(String)];
  const { code } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
  return code;
}
