import type { RepeatSummary } from "../../src/metrics/repeats.ts";
import type { RepeatedStep, RunResult } from "../../src/metrics/run_result.ts";
import type { RepeatJson } from "../../src/report/files/repeat_json.ts";
import type { RunJson } from "../../src/report/files/run_json.ts";
import { toStepResult } from "../../src/report/reading/stored_result.ts";

/** Turns a file's run back into the results from which it was made. */
export function toRunResult({ context, steps, repeats }: RunJson): RunResult {
  return { context, steps: steps.map(toStepResult), repeats: repeats.map(toRepeatedStep) };
}

function toRepeatedStep({ name, parallel, ratePerSecond, confidence: _, ...figures }: RepeatJson): RepeatedStep {
  const { repeats, method } = figures;
  const scalars = mapValues(figures.scalars, ({ unit: _unit, ...statistic }) => statistic);
  const distributions = mapValues(figures.distributions, ({ unit: _unit, ...statistics }) => statistics);
  return {
    name,
    parallel,
    rate: ratePerSecond,
    summary: { repeats, method, scalars, distributions } satisfies RepeatSummary,
  };
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  map: (value: From) => To,
): Record<Key, To> {
  const entries = Object.entries<From>(record).map(([key, value]) => [key, map(value)] as const);
  return Object.fromEntries(entries) as Record<Key, To>;
}
