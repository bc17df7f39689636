import type { JsonObject } from "../../../core/json.ts";
import type { SlaPlan, StepPlan } from "../../run_plan.ts";
import type { PerfValues } from "../../options/perf_options.ts";
import type { Resolution } from "../resolution.ts";
import { toStepArgs } from "./step_plans.ts";
import { UsageError } from "../../../core/errors.ts";
import { parseCriteria } from "../../../metrics/judging/criteria.ts";
import type { Criteria } from "../../../metrics/judging/criterion.ts";
import { countWarmup, warmupShare } from "./warmup_count.ts";

/** Requests for each unit of load where nobody says otherwise, as in `evalscope perf`. */
const DEFAULT_MULTIPLIER = 2;

/** Decides on the search for the highest load; `null`: a plain run or sweep. */
export function resolveSla(resolution: Resolution): SlaPlan | null {
  const { values } = resolution;
  if (!values.sla_auto_tune) {
    noteIdle(resolution);
    return null;
  }
  reportMistakes(resolution);
  noteIgnored(resolution);
  const { sla_variable: variable, sla_lower_bound: lowerBound, sla_upper_bound: upperBound } = values;
  return {
    variable,
    criteria: readCriteria(resolution),
    runsPerPoint: values.sla_num_runs,
    lowerBound,
    upperBound,
    startValue: Math.min(Math.max(firstValue(values), lowerBound), upperBound),
    fixedParallel: variable === "rate" ? values.sla_fixed_parallel : null,
    numberMultiplier: values.sla_number_multiplier ?? DEFAULT_MULTIPLIER,
    isMultiplierGiven: values.sla_number_multiplier !== null,
    warmupShare: warmupShare(values.warmup_num),
    toleranceShare: values.sla_tolerance,
    successShare: values.sla_success_rate,
  };
}

/** Makes the one step that stands for all points of a search: the first load tried. */
export function toTemplateStep(sla: SlaPlan, { values }: Resolution, commonArgs: JsonObject): StepPlan {
  const isParallel = sla.variable === "parallel";
  const point = {
    parallel: isParallel ? sla.startValue : sla.fixedParallel,
    rate: isParallel ? null : sla.startValue,
    number: Math.max(1, Math.round(sla.startValue * sla.numberMultiplier)),
  };
  return {
    name: `sla_${sla.variable}`,
    ...point,
    warmupCount: countWarmup(values.warmup_num, point.number),
    args: toStepArgs(commonArgs, point),
  };
}

function firstValue({ sla_variable: variable, parallel, rate, sla_lower_bound: lower }: PerfValues): number {
  const [first = lower] = variable === "parallel" ? parallel : rate;
  return first > 0 ? first : lower;
}

function noteIdle({ explicit, notes }: Resolution): void {
  for (const key of explicit) {
    if (!key.startsWith("sla_") || key === "sla_auto_tune") continue;
    notes.push(`--${key.replaceAll("_", "-")} has no effect without --sla-auto-tune`);
  }
}

function readCriteria({ values, problems }: Resolution): Criteria {
  if (values.sla_params === null) {
    const hint = `Write what must hold, such as --sla-params '[{"p99_ttft": "<=500ms"}]'`;
    // Mistyped, it is told already.
    const isTold = problems.some(({ key }) => key === "sla_params");
    if (!isTold) problems.push({ message: "--sla-auto-tune needs --sla-params", hint });
    return [];
  }
  try {
    return parseCriteria(values.sla_params);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push(...error.problems);
    return [];
  }
}

function reportMistakes({ values, explicit, problems }: Resolution): void {
  const { sla_variable: variable, sla_lower_bound: lower, sla_upper_bound: upper } = values;
  if (lower > upper) {
    const hint = "Give the smaller number to --sla-lower-bound";
    problems.push({ message: `--sla-lower-bound ${lower} is above --sla-upper-bound ${upper}`, hint });
  }
  const fractions = [["--sla-lower-bound", lower], ["--sla-upper-bound", upper]] as const;
  for (const [flag, bound] of fractions) {
    if (variable === "rate" || Number.isInteger(bound)) continue;
    const message = `${flag} ${bound} is no number of requests at once: must be a whole number`;
    problems.push({ message, hint: "Only with --sla-variable rate may it have a fraction" });
  }
  if (values.sla_tolerance <= 0) problems.push({ message: "--sla-tolerance must be above 0" });
  if (values.repeat > 1) {
    const hint = "A search repeats each load by itself: give --sla-num-runs";
    problems.push({ message: "--repeat does not go with --sla-auto-tune", hint });
  }
  if (explicit.has("open_loop") && values.open_loop) reportOpenLoop(values, problems);
}

function reportOpenLoop(values: PerfValues, problems: Resolution["problems"]): void {
  if (values.sla_variable === "parallel") {
    const message = "--open-loop does not go with --sla-variable parallel: an open loop has no limit to vary";
    problems.push({ message, hint: "Search for the highest rate with --sla-variable rate, or leave --open-loop out" });
  } else if (values.sla_fixed_parallel !== null) {
    const message = `--open-loop does not go with --sla-fixed-parallel ${values.sla_fixed_parallel}`;
    problems.push({ message, hint: "Leave one of them out" });
  }
}

function noteIgnored({ values, explicit, notes }: Resolution): void {
  const { sla_variable: variable, parallel, rate } = values;
  const own = variable === "parallel" ? parallel : rate;
  if (own.length > 1) notes.push(`The search starts at the first value, --${variable} ${own[0]}`);
  if (explicit.has("number")) {
    notes.push("--number has no effect on a search: --sla-number-multiplier says how many requests a load gets");
  }
  const other = variable === "parallel" ? "rate" : "parallel";
  if (explicit.has(other)) {
    const hint = other === "rate" ? "" : "; --sla-fixed-parallel limits how many run";
    notes.push(`--${other} has no effect on a search that varies the ${variable}${hint}`);
  }
  if (variable === "parallel" && values.sla_fixed_parallel !== null) {
    notes.push("--sla-fixed-parallel has no effect: the search varies how many requests run at once");
  }
}
