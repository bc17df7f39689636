import type { RunPlan } from "../../../config/run_plan.ts";
import { describePlan } from "../../run/start_text.ts";
import { createProgressFile } from "../../../report/files/progress_file.ts";
import { toLiveJson, toLiveView } from "../../../report/model/live_view.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** The file that says how far a run is, in the folder of the run. */
export const PROGRESS_NAME = "progress.json";

/** Creates the sink of `progress.json`. */
export async function createProgressSink({ plan, folder, clock }: SinkContext): Promise<RunSink> {
  const totalCount = countSessions(plan);
  const file = await createProgressFile(`${folder}/${PROGRESS_NAME}`, {
    totalCount,
    folder,
    plan: describePlan(plan),
    nowMs: () => clock.nowMs(),
  });
  return {
    name: PROGRESS_NAME,
    progress: (snapshot) => file.update(snapshot.doneBefore + snapshot.done, toLiveJson(toLiveView(snapshot))),
    close: ({ failure }) => file.finish(failure === null ? "completed" : "error"),
  };
}

/** `null` where the number of one of the steps is not known beforehand, as in a search: it chooses its own. */
function countSessions({ steps, sla }: RunPlan): number | null {
  if (sla !== null) return null;
  return steps.reduce<number | null>((sum, { number }) => sum === null || number === null ? null : sum + number, 0);
}
