import type { Simulator } from "../../src/simulator/simulator.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";
import { type ProgramResult, runProgram } from "./program.ts";

/** A run of `perf` through the command line, and what it left. */
export interface PerfRun extends ProgramResult {
  /** The folder of the run. */
  readonly folder: string;
  /** `run.json`; `undefined` where none was written. */
  // deno-lint-ignore no-explicit-any -- tests look at arbitrary places of it
  readonly run: any;
  /** The first step's folder. */
  readonly step: string;
}

/** Runs `perf` from source against a simulator and gives what came out to a test; the files are removed afterwards. */
export async function withPerfRun(
  simulator: Pick<Simulator, "url">,
  flags: readonly (string | number)[],
  test: (run: PerfRun) => Promise<void> | void,
): Promise<void> {
  await withTemporaryFolder(async (outputs) => {
    const url = `${simulator.url}/v1/chat/completions`;
    const fixed = ["--model", "sim", "--url", url, "--outputs-dir", outputs, "--no-timestamp", "--sleep-interval", "0"];
    const result = await runProgram(["perf", ...fixed, ...flags.map(String)]);
    const folder = `${outputs}/sim`;
    const run = await readJson(`${folder}/run.json`);
    await test({ ...result, folder, run, step: `${folder}/${run?.steps[0]?.name}` });
  });
}

/** Reads a JSON file; `undefined` where there is none. */
// deno-lint-ignore no-explicit-any -- tests look at arbitrary places of it
export async function readJson(path: string): Promise<any> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}
