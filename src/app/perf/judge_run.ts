import type { RunPlan } from "../../config/run_plan.ts";
import { FAILURE_LABELS } from "../../core/failure.ts";
import type { RunResult } from "../../metrics/run_result.ts";
import type { FailureSummary } from "../../metrics/step_metrics.ts";
import type { StopSignals } from "./run_listener.ts";

/** The exit code of a run and the one sentence that explains it. */
export interface RunVerdict {
  /** 0 fine, 1 no request succeeded or more failed than allowed, 130 interrupted. */
  readonly exitCode: number;
  /** `null` when all is fine. */
  readonly headline: string | null;
}

/** Judges a finished run. */
export function judgeRun(
  { steps }: RunResult,
  { plan, stop }: { plan: RunPlan; stop: StopSignals },
): RunVerdict {
  if (stop.admitting.aborted) return { exitCode: 130, headline: "Interrupted: the results are partial" };
  const total = sumOf(steps.map(({ metrics }) => metrics.scalars.total_requests ?? 0));
  const failed = sumOf(steps.map(({ metrics }) => metrics.scalars.failed_requests ?? 0));
  if (total === 0) return { exitCode: 1, headline: "No request was sent" };
  const reason = mainReason(steps.flatMap(({ metrics }) => metrics.failures));
  if (failed === total) return { exitCode: 1, headline: `All ${total} requests failed: ${reason}` };
  const allowed = plan.maxFailedShare;
  if (allowed !== null && failed / total > allowed) {
    const shares = `${percent(failed / total)}, more than the allowed ${percent(allowed)}`;
    return { exitCode: 1, headline: `${failed} of ${total} requests failed (${shares}): ${reason}` };
  }
  return { exitCode: 0, headline: null };
}

/** The most frequent failure in words, with its first example. */
function mainReason(failures: readonly FailureSummary[]): string {
  const [first] = [...failures].sort((a, b) => b.count - a.count);
  if (first === undefined) return "no reason was recorded";
  const example = first.examples[0];
  return example === undefined ? FAILURE_LABELS[first.kind] : `${FAILURE_LABELS[first.kind]} (${example})`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
