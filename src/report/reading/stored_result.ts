/** Makes the results as the program has them in memory of a `run.json` that was read. */
import type { RepeatSummary } from "../../metrics/repeats.ts";
import type { RepeatedStep, RunResult, StepResult } from "../../metrics/run_result.ts";
import type { RepeatJson } from "../files/repeat_json.ts";
import type { RunJson, RunJsonStep } from "../files/run_json.ts";

/** Turns a file's run back into the results from which it was made. */
export function toRunResult({ context, steps, repeats }: RunJson): RunResult {
  return { context, steps: steps.map(toStepResult), repeats: repeats.map(toRepeatedStep) };
}

/** Turns a file's step back into the result from which it was made; its timeline stands in a file of its own. */
export function toStepResult(step: RunJsonStep): StepResult {
  const { ratePerSecond, workload, ...rest } = step;
  const { scalars, distributions, failures, finishReasons, promptOrigins, completionOrigins, ...afterCounts } = rest;
  const { tokenGapOrigins, replyNotes, traces, groups, goodput, speed, peers, pauses, ...rows } = afterCounts;
  const { series, stages, steady, ...facts } = rows;
  const origins = { promptOrigins, completionOrigins, tokenGapOrigins };
  const counts = { scalars, distributions, failures, finishReasons, ...origins, replyNotes };
  const parts = { traces, groups, goodput, speed, peers, pauses, series, stages, steady };
  const throughput = workload === null ? null : { ...workload, timeline: [] };
  return { ...facts, rate: ratePerSecond, metrics: { ...counts, ...parts, workload: throughput } };
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
