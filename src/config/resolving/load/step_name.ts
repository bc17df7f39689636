import { endOfLoad, type LoadPlan } from "../../load_plan.ts";
import type { StepPlan } from "../../run_plan.ts";
import { formatSeconds } from "../../texts/duration_text.ts";

/** What the name of a point is made of. */
export type NamedStep = Pick<StepPlan, "parallel" | "number" | "rate">;

interface NamingOptions {
  readonly load: LoadPlan;
  readonly isTrace: boolean;
  /** Points differ in their rate, though slots limit them. */
  readonly hasRates: boolean;
}

/** What the reference writes as number where the duration or a trace ends the load: its default. */
const REFERENCE_NUMBER = 1000;
/** What it writes as rate where there is none. */
const NO_RATE = -1;

/**
 * Names a point as `evalscope perf` names its folders, so that its readers take them: `parallel_2_number_10`,
 * `rate_20.0_number_20`; a duration or a trace has the number of its default. A closed loop whose points differ in their
 * rate is named by it. Loads over time, which it does not have, get names of their own: `stages_duration_110s`.
 */
export function nameStep(step: NamedStep, { load, isTrace, hasRates }: NamingOptions): string {
  const shape = nameShape(load);
  const endMs = endOfLoad(load);
  const number = `number_${step.number ?? REFERENCE_NUMBER}`;
  if (shape !== null) {
    return step.number !== null || endMs === null ? `${shape}_${number}` : `${shape}_duration_${formatSeconds(endMs)}`;
  }
  if (isTrace) return `rate_${formatFloat(NO_RATE)}_${number}`;
  const isByRate = load.isOpenLoop || (hasRates && step.rate !== null);
  return isByRate ? `rate_${formatFloat(step.rate ?? NO_RATE)}_${number}` : `parallel_${step.parallel}_${number}`;
}

/**
 * Makes names unique: equal points get leading zeros (`parallel_04_number_10`), which are the same numbers to those who
 * read them out of names.
 */
export function createNameCounter(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    let unique = name;
    while (used.has(unique)) unique = unique.replace(/_(\d)/, "_0$1");
    used.add(unique);
    return unique;
  };
}

function nameShape(load: LoadPlan): string | null {
  if (load.slotStages !== null) return "stages";
  if (!load.isOpenLoop || load.rateStages === null) return null;
  return load.rateStages.some(({ from, to }) => from !== to) ? "ramp" : "stages";
}

/** Python writes a whole float with a decimal place, and so do the folders that users' scripts look for. */
function formatFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}
