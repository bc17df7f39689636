import { createProcessHost } from "../../src/app/perf/process_host.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import type { RunJson, RunJsonStep } from "../../src/report/files/run_json.ts";
import { readRunOf } from "../../src/report/reading/run_reader.ts";
import { ScriptedService, type ScriptedServiceOptions } from "./scripted_service.ts";
import { VirtualHost } from "./virtual_host.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";
import { type CommandResult, runHere } from "./command_line.ts";
import { readOutput, startProgram } from "./program.ts";

/** A run of `perf` through the command line, and what it left. */
export interface PerfRun extends CommandResult {
  /** The folder of the run. */
  readonly folder: string;
  /** `run.json`; throws where none was written. */
  readonly run: RunJson;
  /** The first step of it. */
  readonly first: RunJsonStep;
  /** The first step's folder. */
  readonly step: string;
}

/** A service that a run is sent to. */
type Target = Pick<Simulator, "url">;
type Flags = readonly (string | number)[];
type RunTest = (run: PerfRun) => Promise<void> | void;

/** Runs `perf` on this event loop against a simulator and gives what came out to a test; the files are removed afterwards. */
export function withPerfRun(service: Target, flags: Flags, test: RunTest): Promise<void> {
  return withRun({ service, flags, run: (argv) => runHere(argv) }, test);
}

/** The same with workers for event loops, as the program has them. */
export function withWorkerRun(service: Target, flags: Flags, test: RunTest): Promise<void> {
  return withRun({ service, flags, run: (argv) => runHere(argv, { createHost: createProcessHost }) }, test);
}

/** The same in virtual time, against a service that lives there. */
export function withVirtualPerf(
  { service, flags }: { readonly service: ScriptedServiceOptions; readonly flags: Flags },
  test: RunTest,
): Promise<void> {
  const run = (argv: readonly string[]) => {
    const host = new VirtualHost(new ScriptedService(service));
    return host.clock.run(runHere(argv, { createHost: () => host }));
  };
  return withRun({ service: { url: "http://service.test" }, flags, run }, test);
}

/** The same in a process of its own; what acts on it while it runs may be given. */
export function withProgramRun(
  { service, flags, act }: {
    readonly service: Target;
    readonly flags: Flags;
    readonly act?: (program: Deno.ChildProcess, folder: string) => Promise<void>;
  },
  test: RunTest,
): Promise<void> {
  const run = async (argv: readonly string[], folder: string) => {
    const program = startProgram(argv);
    const output = program.output();
    await act?.(program, folder);
    return readOutput(await output);
  };
  return withRun({ service, flags, run }, test);
}

interface Carried {
  readonly service: Target;
  readonly flags: Flags;
  readonly run: (argv: readonly string[], folder: string) => Promise<CommandResult>;
}

async function withRun({ service, flags, run }: Carried, test: RunTest): Promise<void> {
  await withTemporaryFolder(async (outputs) => {
    const url = `${service.url}/v1/chat/completions`;
    // Several addresses would be several services.
    const address = flags.includes("--url") ? [] : ["--url", url];
    const fixed = ["--model", "sim", ...address, "--outputs-dir", outputs, "--no-timestamp", "--sleep-interval", "0"];
    const result = await run(["perf", ...fixed, ...flags.map(String)], `${outputs}/sim`);
    const folder = `${outputs}/sim`;
    const left = await readRunOf(folder);
    await test({
      ...result,
      folder,
      get run() {
        return present(left, "run.json");
      },
      get first() {
        return firstStep(this.run);
      },
      get step() {
        return `${folder}/${this.first.name}`;
      },
    });
  });
}

/** Reads the `run.json` of a folder; throws where there is none. */
export async function readRun(folder: string): Promise<RunJson> {
  return present(await readRunOf(folder), `${folder}/run.json`);
}

/** The first step of a run. */
export function firstStep({ steps }: RunJson): RunJsonStep {
  return present(steps[0], "the first step");
}

/** A value that must be there. */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`There is no ${what}`);
  return value;
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
