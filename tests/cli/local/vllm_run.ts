import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../fixtures/fake_vllm", import.meta.url));

/** The environment of a program that finds the stand-in for vLLM, in one of its modes. */
export function vllmEnvironment(mode: string, others: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PYTHONPATH: PACKAGE, PYTHONDONTWRITEBYTECODE: "1", FAKE_VLLM: mode, ...others };
}

/** Arguments of a short run with a service of its own. */
export function localFlags(api: string, { port, outputs }: { port: number; outputs: string }): string[] {
  return ["perf", "--api", api, "--port", String(port), "--outputs-dir", outputs, "--no-timestamp", "--name", "run"];
}

/** Tells whether a machine has Python. */
export function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    throw cause;
  }
}

/** Waits until processes have ended; fails where one does not. */
export async function waitForEnds(pids: readonly number[]): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt++) {
    if (!pids.some(isRunning)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Of the processes ${pids.join(", ")} some still run`);
}

function isRunning(pid: number): boolean {
  const { success, stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).outputSync();
  // A zombie has ended; nobody has asked for its exit code yet.
  return success && !new TextDecoder().decode(stdout).startsWith("Z");
}

/** Reads the numbers of the processes that the stand-in started. */
export async function readPids(outputs: string): Promise<readonly number[]> {
  const log = await Deno.readTextFile(`${outputs}/run/local_vllm.log`);
  const [, server, worker] = /Server (\d+) has the worker (\d+)/.exec(log) ?? [];
  if (server === undefined || worker === undefined) throw new Error(`No processes in the log:\n${log}`);
  return [Number(server), Number(worker)];
}
