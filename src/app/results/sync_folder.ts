import { resolve } from "node:path";
import type { SyncValues } from "../../config/options/sync_options.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { createClock } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import { isThere } from "../../core/files.ts";
import { TRACKERS } from "../../core/trackers.ts";
import { syncRuns } from "../../visualizers/sync_runs.ts";

interface SyncOptions {
  readonly env: Environment;
  readonly values: SyncValues;
  say(line: string): void;
}

/** Sends what trackers of a run have not been told; says what came of it, and how many runs still wait. */
export async function syncFolder(
  folder: string,
  { env, values, say }: SyncOptions,
): Promise<{ readonly lines: readonly string[]; readonly left: number }> {
  if (!await isThere(folder)) {
    throw new DataError(`There is no folder "${folder}"`, { hint: "Name the folder of a run, the one with run.json" });
  }
  const outcomes = await syncRuns({
    clock: createClock(),
    warn: say,
    context: {
      env,
      options: {
        wandbApiKey: values.wandb_api_key,
        swanlabApiKey: values.swanlab_api_key,
        swanlabHost: values.swanlab_host,
      },
      folder: resolve(folder),
      signal: new AbortController().signal,
      notice: say,
    },
  });
  const lines = outcomes.map(({ name, sent, left }) =>
    `${TRACKERS[name].title}: ${sent} ${sent === 1 ? "run" : "runs"} sent${left === 0 ? "" : `, ${left} still wait`}`
  );
  const left = outcomes.reduce((sum, outcome) => sum + outcome.left, 0);
  return { lines: lines.length === 0 ? [`Nothing waits in "${folder}"`] : lines, left };
}
