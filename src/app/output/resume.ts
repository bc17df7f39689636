import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import { DataError, UsageError } from "../../core/errors.ts";
import type { RunJsonStep } from "../../report/files/run_json.ts";
import { toSafeName } from "../../report/files/safe_name.ts";
import { readRunOf, toStepResult } from "../../report/reading/run_reader.ts";
import type { StepRun } from "../run/step_run.ts";
import { describeDifferences } from "./plan_differences.ts";
import { TRIALS_FOLDER } from "./run_folders.ts";

/** Steps of an interrupted run that need not run again, by name. */
export type FinishedSteps = ReadonlyMap<string, StepRun>;

/**
 * Reads the finished steps of the run in a folder. Steps that broke off are moved aside, to run again. Throws a
 * `UsageError` where the folder's steps were made with other arguments, and says which.
 */
export async function loadFinishedSteps(folder: string, plan: RunPlan): Promise<FinishedSteps> {
  if (!await exists(folder)) {
    throw new UsageError(`Cannot go on with "${folder}": there is no such folder`, { hint: RESUME_HINT });
  }
  const before = await readSteps(folder);
  return plan.sla === null ? await loadPoints(before, plan) : await loadTrials(before, plan);
}

const RESUME_HINT = "Give the folder that holds benchmark.log and the folders of the steps";

/** What an earlier run has left. */
interface EarlierRun {
  readonly folder: string;
  readonly steps: ReadonlyMap<string, RunJsonStep>;
  readonly tokenizer: string | null;
}

async function readSteps(folder: string): Promise<EarlierRun> {
  const run = await readRunOf(folder);
  const steps = new Map((run?.steps ?? []).map((step) => [step.name, step]));
  return { folder, steps, tokenizer: run?.context.tokenizer ?? null };
}

async function loadPoints(before: EarlierRun, plan: RunPlan): Promise<FinishedSteps> {
  await refuseOtherPlan(before, { plan, folder: before.folder }, plan.steps);
  const finished = new Map<string, StepRun>();
  for (const { name } of plan.steps) {
    const folder = `${before.folder}/${toSafeName(name)}`;
    const step = await exists(folder) ? before.steps.get(name) : undefined;
    if (step?.ending === "complete" || step?.ending === "deadline") finished.set(name, restore(step, folder, before));
    else await moveAside(folder);
  }
  return finished;
}

async function loadTrials(before: EarlierRun, plan: RunPlan): Promise<FinishedSteps> {
  const finished = new Map<string, StepRun>();
  const folder = `${before.folder}/${TRIALS_FOLDER}`;
  if (!await exists(folder)) return finished;
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  const trials = names.flatMap((name) => plan.steps.map(({ args }) => ({ name, args })));
  await refuseOtherPlan(before, { plan, folder }, trials);
  for (const name of names) {
    const step = before.steps.get(name);
    if (step?.ending === "complete") finished.set(name, restore(step, `${folder}/${name}`, before));
    else if (!name.includes("_broken_off_")) await moveAside(`${folder}/${name}`);
  }
  return finished;
}

/** The folder may lie elsewhere than when the step was written. */
function restore(step: RunJsonStep, folder: string, { tokenizer }: EarlierRun): StepRun {
  return { result: { ...toStepResult(step), folder }, usedTokenizer: tokenizer, samples: null, failure: null };
}

async function refuseOtherPlan(
  { folder: runFolder, steps: before }: EarlierRun,
  { plan, folder }: { readonly plan: RunPlan; readonly folder: string },
  steps: readonly Pick<StepPlan, "name" | "args">[],
): Promise<void> {
  const problems: { message: string; hint: string }[] = [];
  for (const { name, args } of steps) {
    const kept = {
      args: await readJson(`${folder}/${toSafeName(name)}/benchmark_args.json`),
      shape: before.get(name)?.loadShape ?? null,
    };
    const hint = describeDifferences(kept, { plan, args }).join("; ");
    if (hint === "" || problems.some((problem) => problem.hint === hint)) continue;
    problems.push({ message: `Cannot go on with "${runFolder}": step ${name} was another`, hint });
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new UsageError(first.message, { hint: first.hint, others });
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
