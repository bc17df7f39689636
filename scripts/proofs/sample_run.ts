import { join } from "node:path";
import { isJsonObject } from "../../src/core/json.ts";
import { programFromSource, runProgram } from "../program/program.ts";

/** A run of two points that was told to trackers. */
export interface SampleRun {
  readonly folder: string;
  readonly points: readonly SamplePoint[];
  readonly stderr: string;
}

/** A point with the numbers that trackers are to show. */
export interface SamplePoint {
  readonly name: string;
  /** The figures of its `benchmark_summary.json`. */
  readonly summary: ReadonlyMap<string, number>;
  readonly seconds: number;
}

/** The name that all runs of a sample have in common. */
export const GROUP = "proof";
/** It must be found nowhere. */
export const SECRET = "secret0123456789abcdef0123456789abcdef01";
const POINTS = ["parallel_1_number_30", "parallel_2_number_60"];

/** Runs a load of two points of some seconds against a simulator. */
export async function runSample(
  root: string,
  simulatorUrl: string,
  { trackers, env }: { readonly trackers: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<SampleRun> {
  const outputs = await Deno.makeTempDir({ dir: root, prefix: "run_" });
  const load = ["--parallel", "1", "2", "--number", "30", "60", "--sleep-interval", "0", "--prompt", "hi"];
  const target = ["--model", "sim", "--url", `${simulatorUrl}/v1/chat/completions`, "--api-key", SECRET];
  const more = ["--alias", GROUP, "--outputs-dir", outputs, "--no-timestamp", "--no-test-connection"];
  const args = ["perf", ...target, ...load, ...more, "--visualizer", ...trackers];
  const { code, stderr } = await runProgram(programFromSource(), args, { HOME: outputs, ...env });
  if (code !== 0 && code !== 4) throw new Error(`The run ended with ${code}: ${stderr}`);
  const folder = join(outputs, "sim");
  return { folder, stderr, points: await Promise.all(POINTS.map((name) => readPoint(folder, name))) };
}

/** Sends what waits in the folder of a run. */
export async function syncSample({ folder }: SampleRun, env: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await runProgram(programFromSource(), ["sync", folder], { HOME: folder, ...env });
  if (code !== 0) throw new Error(`sync ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

async function readPoint(folder: string, name: string): Promise<SamplePoint> {
  const summary: unknown = JSON.parse(await Deno.readTextFile(join(folder, name, "benchmark_summary.json")));
  if (!isJsonObject(summary)) throw new Error(`${name} has no summary`);
  const numbers = Object.entries(summary).filter((entry): entry is [string, number] =>
    typeof entry[1] === "number" && entry[1] !== -1
  );
  const seconds = summary["Test Duration (s)"] ?? summary["Time taken for tests (s)"];
  return { name, summary: new Map(numbers), seconds: typeof seconds === "number" ? seconds : 0 };
}
