/** Makes the results as the program has them in memory of a `run.json` that was read. */
import type { StepResult } from "../../metrics/run_result.ts";
import type { RunJsonStep } from "../files/run_json.ts";

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
