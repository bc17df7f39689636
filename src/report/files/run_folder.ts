import { join } from "node:path";
import { DataError, type Problem, throwProblems } from "../../core/errors.ts";
import { isThere } from "../../core/files.ts";
import { toWriteError } from "./atomic_file.ts";
import { toSafeName } from "./safe_name.ts";

/** Where the results of a run go. */
export interface RunFolderOptions {
  readonly outputsDir: string;
  /** Leaves out the level named after the time. */
  readonly noTimestamp: boolean;
  /** The user's name for the run, or the model's. */
  readonly folderName: string;
  /** `YYYYmmdd_HHMMSS`, see `toTimestamp`. */
  readonly timestamp: string;
}

/** The file that makes a folder one that holds results. */
export const DATABASE_NAME = "benchmark_data.db";

/** What the service said of itself during a point. */
export const SERVICE_NAME = "server_metrics.json";

/** What this machine did during a point. */
export const HOST_NAME = "host_metrics.json";

/** The folder of a run in which the trials of a search lie. */
export const TRIALS_FOLDER = "sla_tuning";

/** More runs than this within one second mean that something else is wrong. */
const MAX_RUNS_IN_A_SECOND = 1000;

/**
 * Turns a local time as of `localWallClockIso` into the name of a folder.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toTimestamp("2026-11-22T17:33:51.123"), "20261122_173351");
 * ```
 */
export function toTimestamp(localIso: string): string {
  return localIso.slice(0, 19).replace(/[-:]/g, "").replace("T", "_");
}

/** Makes the folder of a run and returns its path; a second run of the same second gets a suffix. */
export async function createRunFolder(options: RunFolderOptions): Promise<string> {
  const name = toSafeName(options.folderName) || "_";
  if (options.noTimestamp) return await makeWritableFolder(join(options.outputsDir, name));
  const stamped = await makeFreshFolder(join(options.outputsDir, options.timestamp));
  return await makeWritableFolder(join(stamped, name));
}

/** Makes the folder of one step; refuses one that already holds results. */
export async function createStepFolder(runFolder: string, name: string): Promise<string> {
  const [folder] = await createStepFolders(runFolder, [name]);
  if (folder === undefined) throw new Error("No folder was made for the step");
  return folder;
}

/** Makes the folders of all steps of a run, or none: all that already hold results are named in one error. */
export async function createStepFolders(runFolder: string, names: readonly string[]): Promise<readonly string[]> {
  const folders = names.map((name) => join(runFolder, toSafeName(name)));
  const problems: Problem[] = [];
  for (const folder of folders) {
    if (await exists(join(folder, DATABASE_NAME))) problems.push(toOccupiedProblem(folder));
  }
  throwProblems(problems);
  for (const folder of folders) await makeWritableFolder(folder);
  return folders;
}

function toOccupiedProblem(folder: string): Problem {
  return {
    message: `Cannot write results to "${folder}": it holds those of an earlier run`,
    hint: "Give another --name or --outputs-dir, leave out --no-timestamp, or remove that folder",
  };
}

async function makeFreshFolder(path: string): Promise<string> {
  for (let attempt = 1; attempt <= MAX_RUNS_IN_A_SECOND; attempt++) {
    const candidate = attempt === 1 ? path : `${path}_${attempt}`;
    if (await makeIfAbsent(candidate)) return candidate;
  }
  throw new DataError(`Cannot find a free name for "${path}": ${MAX_RUNS_IN_A_SECOND} folders of that name exist`, {
    hint: "Give another --outputs-dir",
  });
}

/** Making the last level without `recursive` is what keeps two processes from taking the same folder. */
async function makeIfAbsent(path: string): Promise<boolean> {
  try {
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.mkdir(path);
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists && await exists(path)) return false;
    throw toWriteError(path, cause);
  }
}

async function makeWritableFolder(path: string): Promise<string> {
  const probe = join(path, ".write_probe.tmp");
  try {
    await Deno.mkdir(path, { recursive: true });
    await Deno.writeTextFile(probe, "");
    await Deno.remove(probe);
  } catch (cause) {
    throw toWriteError(path, cause);
  }
  return path;
}

async function exists(path: string): Promise<boolean> {
  try {
    return await isThere(path);
  } catch (cause) {
    throw toWriteError(path, cause);
  }
}
