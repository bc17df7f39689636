import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { DataError, UsageError } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import { writeJsonAtomically } from "../../report/files/atomic_file.ts";
import type { StepRun } from "../run/step_run.ts";
import { describeDifferences, toLoadShape } from "./plan_differences.ts";
import { TRIALS_FOLDER } from "./run_folders.ts";

/** What is kept of a finished step beside its other files, so that an interrupted sweep can go on. */
const STEP_FILE = "step_result.json";

/** Keeps a finished step for a later `--resume`, with what of its plan `benchmark_args.json` does not hold. */
export async function keepStep(run: StepRun, plan: RunPlan): Promise<void> {
  const { samples: _samples, failure: _failure, ...plain } = run;
  await writeJsonAtomically(`${run.result.folder}/${STEP_FILE}`, { ...plain, shape: toLoadShape(plan) });
}

/** Steps of an interrupted run that need not run again, by name. */
export type FinishedSteps = ReadonlyMap<string, StepRun>;

/**
 * Reads the finished steps of the run in a folder. Steps that broke off are moved aside, to run again. Throws a
 * `UsageError` where the folder's steps were made with other arguments, and says which.
 */
export async function loadFinishedSteps(folder: string, plan: RunPlan): Promise<FinishedSteps> {
  if (plan.sla !== null) return await loadTrials(`${folder}/${TRIALS_FOLDER}`, plan);
  await refuseOtherPlan(folder, plan, plan.steps);
  const finished = new Map<string, StepRun>();
  for (const { name } of plan.steps) {
    const run = await readStepRun(`${folder}/${name}/${STEP_FILE}`);
    if (run?.result.ending === "complete" || run?.result.ending === "deadline") finished.set(name, run);
    else await moveAside(`${folder}/${name}`);
  }
  return finished;
}

async function loadTrials(folder: string, plan: RunPlan): Promise<FinishedSteps> {
  const finished = new Map<string, StepRun>();
  if (!await exists(folder)) return finished;
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  const trials = names.flatMap((name) => plan.steps.map(({ args }) => ({ name, args })));
  await refuseOtherPlan(folder, plan, trials);
  for (const name of names) {
    const run = await readStepRun(`${folder}/${name}/${STEP_FILE}`);
    if (run?.result.ending === "complete") finished.set(name, run);
    else if (!name.includes("_broken_off_")) await moveAside(`${folder}/${name}`);
  }
  return finished;
}

async function refuseOtherPlan(
  folder: string,
  plan: RunPlan,
  steps: readonly Pick<StepPlan, "name" | "args">[],
): Promise<void> {
  const problems: { message: string; hint: string }[] = [];
  for (const { name, args } of steps) {
    const before = await readJson(`${folder}/${name}/benchmark_args.json`);
    const kept = await readJson(`${folder}/${name}/${STEP_FILE}`);
    const shape = isJsonObject(kept) ? kept["shape"] : null;
    const hint = describeDifferences({ args: before, shape }, { plan, args }).join("; ");
    if (hint === "" || problems.some((problem) => problem.hint === hint)) continue;
    problems.push({ message: `Cannot go on with "${folder}": step ${name} was another`, hint });
  }
  if (!await exists(folder)) {
    problems.push({ message: `Cannot go on with "${folder}": there is no such folder`, hint: RESUME_HINT });
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new UsageError(first.message, { hint: first.hint, others });
}

const RESUME_HINT = "Give the folder that holds benchmark.log and the folders of the steps";

async function readStepRun(path: string): Promise<StepRun | null> {
  const value = await readJson(path);
  if (value === null) return null;
  if (isJsonObject(value) && isJsonObject(value["result"])) {
    return { ...(value as unknown as StepRun), samples: null, failure: null };
  }
  throw new DataError(`Cannot read "${path}": it is not the result of a step`, {
    hint: "Remove it to run that step again",
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot read "${path}": ${reason}`, { cause });
  }
}

async function moveAside(folder: string): Promise<void> {
  for (let count = 1; await exists(folder); count++) {
    const target = `${folder}_broken_off_${count}`;
    if (!await exists(target)) return await Deno.rename(folder, target);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    throw cause;
  }
}
