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

/**
 * Names a point as `evalscope perf` names its folders: `parallel_2_number_10`, `rate_20.0_number_20`. Loads that it does
 * not have get names of their own: `stages_duration_110s`, `parallel_4_duration_30s`, `parallel_2_number_10_rate_5.0`.
 */
export function nameStep(step: NamedStep, { load, isTrace, hasRates }: NamingOptions): string {
  const endMs = endOfLoad(load);
  const end = step.number !== null
    ? `_number_${step.number}`
    : endMs === null
    ? ""
    : `_duration_${formatSeconds(endMs)}`;
  const suffix = hasRates && step.rate !== null ? `_rate_${formatFloat(step.rate)}` : "";
  return `${nameLoad(step, load, isTrace)}${end}${suffix}`;
}

/** Makes names unique by counting equal ones. */
export function createNameCounter(): (name: string) => string {
  const used = new Map<string, number>();
  return (name) => {
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  };
}

function nameLoad({ parallel, rate }: NamedStep, load: LoadPlan, isTrace: boolean): string {
  if (isTrace) return "trace";
  if (load.slotStages !== null) return "stages";
  if (!load.isOpenLoop) return `parallel_${parallel}`;
  if (load.rateStages === null) return `rate_${formatFloat(rate ?? 0)}`;
  return load.rateStages.some(({ from, to }) => from !== to) ? "ramp" : "stages";
}

/** Python writes a whole float with a decimal place, and so do the folders that users' scripts look for. */
function formatFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}
