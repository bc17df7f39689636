import { describeFailure } from "../../report/parts/failure_table.ts";
import { formatShare } from "../../report/text/number_text.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { RunResult, StepResult } from "../../metrics/run_result.ts";
import type { FailureSummary } from "../../metrics/step_metrics.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import type { StopSignals } from "../run/run_listener.ts";

/** The exit code of a run and the one sentence that explains it. */
export interface RunVerdict {
  /**
   * 0 fine, 1 no request succeeded, more failed than allowed, too many for --max-errors, or an objective was not kept, 3 results could not be kept, 4 the client was the limit, 130
   * interrupted.
   */
  readonly exitCode: number;
  /** `null` when all is fine. */
  readonly headline: string | null;
}

interface Judging {
  readonly plan: RunPlan;
  readonly tuning: TuningResult | null;
  readonly stop: StopSignals;
}

const FINE: RunVerdict = { exitCode: 0, headline: null };

/** Judges whether all results could be kept; `null`: they could. */
export function judgeKept(missing: string | null): RunVerdict | null {
  return missing === null ? null : { exitCode: 3, headline: `The results could not all be kept: ${missing}` };
}

/** Judges a finished run. */
export function judgeRun({ steps }: RunResult, { plan, tuning, stop }: Judging): RunVerdict {
  if (stop.admitting.aborted) {
    const headline = steps.length === 0 ? "Interrupted before the load began" : "Interrupted: the results are partial";
    return { exitCode: 130, headline };
  }
  const failures = judgeFailures(steps, plan);
  if (tuning !== null) return judgeTuning(tuning, failures);
  return failures ?? judgeGoodput(steps, plan) ?? judgeValidityOf(steps) ?? FINE;
}

function judgeFailures(steps: readonly StepResult[], { maxFailedShare }: RunPlan): RunVerdict | null {
  const total = sumOf(steps.map(({ metrics }) => metrics.scalars.total_requests ?? 0));
  const failed = sumOf(steps.map(({ metrics }) => metrics.scalars.failed_requests ?? 0));
  if (total === 0) return { exitCode: 1, headline: "No request was sent" };
  const reason = mainReason(steps.flatMap(({ metrics }) => metrics.failures));
  const stopped = steps.find(({ ending }) => ending === "too_many_errors");
  if (stopped !== undefined) return judgeStopped(stopped);
  if (failed === total) return { exitCode: 1, headline: `All ${total} requests failed: ${reason}` };
  if (maxFailedShare === null || failed / total <= maxFailedShare) return null;
  const shares = `${formatShare(failed / total)}, more than the allowed ${formatShare(maxFailedShare)}`;
  return { exitCode: 1, headline: `${failed} of ${total} requests failed (${shares}): ${reason}` };
}

/** `--max-errors` or `--max-error-rate` ended the step: whoever gave them wants no part of a load for a whole one. */
function judgeStopped({ name, metrics: { scalars, failures } }: StepResult): RunVerdict {
  const counts = `${scalars.failed_requests ?? 0} of ${scalars.total_requests ?? 0} requests failed`;
  return { exitCode: 1, headline: `${name} was stopped, ${counts}: ${mainReason(failures)}` };
}

function judgeGoodput(steps: readonly StepResult[], { goodputMinShare }: RunPlan): RunVerdict | null {
  if (goodputMinShare === null) return null;
  const judged = steps.filter(({ metrics }) => metrics.goodput === null || metrics.goodput.good !== null);
  const short = judged.find(({ metrics }) => (metrics.scalars.goodput_share ?? 0) < goodputMinShare);
  if (short === undefined) return null;
  const share = formatShare(short.metrics.scalars.goodput_share ?? 0);
  const headline = `${short.name}: ${share} of the requests kept the objectives, less than ${
    formatShare(goodputMinShare)
  }`;
  return { exitCode: 1, headline };
}

function judgeValidityOf(steps: readonly StepResult[]): RunVerdict | null {
  const invalid = steps.find(({ validity }) => validity.verdict === "invalid");
  if (invalid === undefined) return null;
  return { exitCode: 4, headline: `${invalid.name}: the client was the limit. ${invalid.validity.reasons.join(". ")}` };
}

/** Loads that fail are what a search looks for: only its answer counts, unless nothing worked at all. */
function judgeTuning({ winner, ending }: TuningResult, failures: RunVerdict | null): RunVerdict {
  if (ending.kind === "client") return { exitCode: 4, headline: ending.sentence };
  if (winner !== null) return FINE;
  return failures ?? { exitCode: 1, headline: ending.sentence };
}

/** The most frequent failure in words, with its first example. */
function mainReason(failures: readonly FailureSummary[]): string {
  const [first] = [...failures].sort((a, b) => b.count - a.count);
  return first === undefined ? "no reason was recorded" : describeFailure(first);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
