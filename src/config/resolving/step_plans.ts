import type { JsonObject } from "../../core/json.ts";
import type { StepPlan } from "../run_plan.ts";
import type { Resolution } from "./resolution.ts";

/** Pairs `--parallel` with `--number`; a single value serves all points. */
export function resolveSteps(resolution: Resolution, commonArgs: JsonObject): readonly StepPlan[] {
  const { number, parallel } = resolution.values;
  const count = Math.max(number.length, parallel.length);
  if (![1, count].includes(number.length) || ![1, count].includes(parallel.length)) {
    const message = `Cannot pair ${parallel.length} values of --parallel with ${number.length} of --number`;
    resolution.problems.push({ message, hint: "Give as many of one as of the other, or a single value of one" });
    return [];
  }
  const used = new Map<string, number>();
  const steps = Array.from({ length: count }, (_, index) => {
    const pair = { number: pick(number, index), parallel: pick(parallel, index) };
    const args: JsonObject = { ...commonArgs, ...pair, rate: -1 };
    return {
      name: uniqueName(`parallel_${pair.parallel}_number_${pair.number}`, used),
      ...pair,
      rate: null,
      warmupCount: 0,
      args,
    };
  });
  noteIdleSlots(resolution, steps);
  return steps;
}

function pick(values: readonly number[], index: number): number {
  return values[values.length === 1 ? 0 : index] ?? 1;
}

function uniqueName(name: string, used: Map<string, number>): string {
  const count = (used.get(name) ?? 0) + 1;
  used.set(name, count);
  return count === 1 ? name : `${name}_${count}`;
}

function noteIdleSlots({ notes }: Resolution, steps: readonly StepPlan[]): void {
  for (const { parallel, number } of steps) {
    if (parallel === null || number === null || parallel <= number) continue;
    notes.push(`--parallel ${parallel} with --number ${number}: no more than ${number} requests can run at once`);
  }
}
