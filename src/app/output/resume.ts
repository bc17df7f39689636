import { isEmpty } from "../../report/reading/request_database.ts";
import { isWhole } from "../../core/sink.ts";
import { isThere } from "../../core/files.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { RunJsonStep } from "../../report/files/run_json.ts";
import { toSafeName } from "../../report/files/safe_name.ts";
import { readRunOf } from "../../report/reading/run_reader.ts";
import { toStepResult } from "../../report/reading/stored_result.ts";
import type { StepRun } from "../run/step_run.ts";
import { PREPARED_NAMES, removeWithOnly } from "./run_folders.ts";
import { DATABASE_NAME, TRIALS_FOLDER } from "../../report/files/run_folder.ts";

/** Steps of an interrupted run that need not run again, by name. */
export type FinishedSteps = ReadonlyMap<string, StepRun>;

/**
 * Reads the finished steps of the run in a folder, which the plan was found to be the same as. Steps that broke off are
 * moved aside, to run again.
 */
export async function loadFinishedSteps(folder: string, plan: RunPlan): Promise<FinishedSteps> {
  const before = await readSteps(folder);
  return plan.sla === null ? await loadPoints(before, plan) : await loadTrials(before);
}

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
  const finished = new Map<string, StepRun>();
  for (const { name } of plan.steps) {
    const folder = `${before.folder}/${toSafeName(name)}`;
    const step = await isThere(folder) ? before.steps.get(name) : undefined;
    if (step !== undefined && isWhole(step.ending)) finished.set(name, restore(step, folder, before));
    else await moveAside(folder);
  }
  return finished;
}

async function loadTrials(before: EarlierRun): Promise<FinishedSteps> {
  const finished = new Map<string, StepRun>();
  const folder = `${before.folder}/${TRIALS_FOLDER}`;
  if (!await isThere(folder)) return finished;
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  for (const name of names) {
    const step = before.steps.get(name);
    if (step !== undefined && isWhole(step.ending)) finished.set(name, restore(step, `${folder}/${name}`, before));
    else if (!name.includes("_broken_off_")) await moveAside(`${folder}/${name}`);
  }
  return finished;
}

/** The folder may lie elsewhere than when the step was written. */
function restore(step: RunJsonStep, folder: string, { tokenizer }: EarlierRun): StepRun {
  return { result: { ...toStepResult(step), folder }, usedTokenizer: tokenizer, samples: null, failure: null };
}

/** What was recorded stays; a step that was prepared and never begun has its arguments and an empty database. */
async function moveAside(folder: string): Promise<void> {
  const database = `${folder}/${DATABASE_NAME}`;
  const hasRequests = await isThere(database) && !isEmpty(database);
  if (!hasRequests && await removeWithOnly(folder, PREPARED_NAMES)) return;
  for (let count = 1; await isThere(folder); count++) {
    const target = `${folder}_broken_off_${count}`;
    if (!await isThere(target)) return await Deno.rename(folder, target);
  }
}
