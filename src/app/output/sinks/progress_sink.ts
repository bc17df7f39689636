import type { RunPlan } from "../../../config/run_plan.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { LiveSnapshot } from "../../../metrics/live_snapshot.ts";
import { createProgressFile } from "../../../report/files/progress_file.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** The file that says how far a run is, in the folder of the run. */
export const PROGRESS_NAME = "progress.json";

/** Creates the sink of `progress.json`. */
export async function createProgressSink({ plan, folder, clock }: SinkContext): Promise<RunSink> {
  const totalCount = countSessions(plan);
  const file = await createProgressFile(`${folder}/${PROGRESS_NAME}`, {
    totalCount,
    folder,
    nowMs: () => clock.nowMs(),
  });
  return {
    name: PROGRESS_NAME,
    progress: (snapshot) => file.update(snapshot.doneBefore + snapshot.done, toLiveJson(snapshot)),
    close: ({ failure }) => file.finish(failure === null ? "completed" : "error"),
  };
}

/** The figures of the live line, for who looks at a run from elsewhere. */
function toLiveJson(snapshot: LiveSnapshot): JsonObject {
  const { metrics } = snapshot;
  return {
    point: snapshot.stepName,
    point_index: snapshot.stepIndex,
    point_count: snapshot.stepCount,
    phase: snapshot.phase,
    point_done: snapshot.done,
    point_total: snapshot.total,
    running: snapshot.running,
    succeeded: metrics.succeeded,
    failed: metrics.failed,
    elapsed_ms: Math.round(snapshot.elapsedMs),
    remaining_ms: roundOrNull(snapshot.remainingMs),
    run_remaining_ms: roundOrNull(snapshot.runRemainingMs ?? snapshot.remainingMs),
    figures: metrics.figures.map(({ id, statistic, value }) => ({ metric: id, statistic, value })),
  };
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

/** `null` where the number of one of the steps is not known beforehand. */
function countSessions({ steps }: RunPlan): number | null {
  return steps.reduce<number | null>((sum, { number }) => sum === null || number === null ? null : sum + number, 0);
}
