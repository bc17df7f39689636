import { words, zipWords } from "../../core/words.ts";
import { countWarmup } from "../../config/resolving/load/warmup_count.ts";
import type { SlaPlan, StepPlan } from "../../config/run_plan.ts";
import type { TuningResult, ValueRange } from "../../metrics/tuning/tuning_result.ts";
import { writeJsonAtomically } from "../../report/files/atomic_file.ts";
import { writeReferenceJson } from "../../report/files/reference_json.ts";
import { SLA_SEARCH_NAME, toSlaSearchJson, toSlaSummaryJson } from "../../report/sla/sla_summary_json.ts";
import { describeCriteria } from "../../metrics/judging/criteria.ts";
import { findDistributions } from "../../tuning/point_trials.ts";
import type { EarlierTrial, TrialOutcome, TrialRequest } from "../../tuning/trial.ts";
import { searchHighestLoad } from "../../tuning/search.ts";
import type { RunOutput } from "../output/run_output.ts";
import { pauseBetweenSteps } from "../run/pause.ts";
import { runOne } from "../output/run_one.ts";
import type { RunWorld } from "../step/run_world.ts";
import type { StepRun } from "../run/step_run.ts";

/** What a search works in. */
export interface SearchScene {
  readonly world: RunWorld;
  readonly output: RunOutput;
  readonly sla: SlaPlan;
}

/** Searches for the highest load within the criteria; its files are written after each step of the search. */
export async function runSearch({ world, output, sla }: SearchScene): Promise<TuningResult> {
  const { criteria } = sla;
  for (const line of describeCriteria(criteria)) output.listener.log("info", line);
  const wanted = findDistributions(criteria);
  const template = world.plan.steps[0];
  if (template === undefined) throw new Error("A search has no step to start from");
  let usedBefore = 0;
  let trials = 0;
  let bracket: ValueRange = { low: null, high: null };

  const runTrial = async (request: TrialRequest): Promise<TrialOutcome> => {
    if (trials > 0) await pauseBetweenSteps(world);
    const step = toTrialStep(template, sla, request);
    output.listener.log(
      "info",
      `Trial ${trials + 1}: ${sla.variable} ${request.value}, ${request.reason}${describeBracket(bracket)}`,
    );
    const run = await runOne(step, { index: trials++, usedBefore }, { world, output });
    usedBefore += step.number ?? run.result.sessions;
    const distributions = wanted.map((id) => [id, run.samples?.(id)] as const).filter(([, samples]) => samples);
    return { ...toOutcome(run), distributions: Object.fromEntries(distributions) };
  };

  const result = await searchHighestLoad({
    variable: sla.variable,
    criteria,
    start: sla.startValue,
    lowerBound: sla.lowerBound,
    upperBound: sla.upperBound,
    numRuns: sla.runsPerPoint,
    tolerance: sla.toleranceShare,
    successShare: sla.successShare,
    numberMultiplier: sla.numberMultiplier,
    isMultiplierGiven: sla.isMultiplierGiven,
    earlierTrials: toEarlierTrials(output, sla),
    signal: world.stop.admitting,
    onPoint(soFar) {
      bracket = soFar.bracket;
      return writeSummary(output, soFar);
    },
  }, runTrial);
  await writeSummary(output, result);
  return result;
}

/** Between which loads the answer lies so far. */
function describeBracket({ low, high }: ValueRange): string {
  if (low === null && high === null) return "";
  return ` (${low === null ? "nothing" : low} passed, ${high === null ? "nothing" : high} failed so far)`;
}

async function writeSummary(output: RunOutput, result: TuningResult): Promise<void> {
  await writeReferenceJson(`${output.folder}/sla_summary.json`, toSlaSummaryJson(result));
  await writeJsonAtomically(`${output.folder}/${SLA_SEARCH_NAME}`, toSlaSearchJson(result));
  await output.searched(result);
}

function toTrialStep(template: StepPlan, sla: SlaPlan, { value, repetition, number }: TrialRequest): StepPlan {
  const isRate = sla.variable === "rate";
  const parallel = isRate ? sla.fixedParallel : value;
  const rate = isRate ? value : template.rate;
  const args = { ...template.args, parallel: parallel ?? -1, rate: rate ?? -1, number };
  const { warmupShare } = sla;
  const warmupCount = warmupShare === null ? template.warmupCount : countWarmup(warmupShare, number);
  return { ...template, name: trialName(sla, value, repetition), parallel, rate, number, warmupCount, args };
}

/** Runs are counted from 0 in names, as in `evalscope perf`. */
function trialName({ variable }: SlaPlan, value: number, repetition: number): string {
  return `sla_${variable}_${value}_run_${repetition - 1}`;
}

function toOutcome({ result }: StepRun): TrialOutcome {
  const { verdict, reasons, reasonsZh } = result.validity;
  const [limit = words("The client was the limit", "客户端成为瓶颈")] = zipWords(reasons, reasonsZh);
  return {
    step: result,
    clientLimit: verdict === "invalid" ? limit : null,
    isInterrupted: result.ending === "interrupted" || result.ending === "cut_off",
  };
}

/** Trials of an earlier search in the same folder (`--resume`). */
function toEarlierTrials({ finished }: RunOutput, { variable }: SlaPlan): EarlierTrial[] {
  return [...finished].flatMap(([name, run]) => {
    const match = /^sla_(parallel|rate)_([\d.e+-]+)_run_(\d+)$/.exec(name);
    if (match === null || match[1] !== variable) return [];
    return [{ value: Number(match[2]), repetition: Number(match[3]) + 1, outcome: toOutcome(run) }];
  });
}
