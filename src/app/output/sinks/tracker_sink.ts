import { isWhole } from "../../../core/sink.ts";
import { resolve } from "node:path";
import { isThere } from "../../../core/files.ts";
import { localWallClockIso } from "../../../core/clock.ts";
import type { TrackerSet } from "../../../visualizers/tracker_set.ts";
import { toTimestamp } from "../../../report/files/run_folder.ts";
import type { LiveSnapshot } from "../../../metrics/live_snapshot.ts";
import type { RunEnding, RunSink, SinkContext, StepEnd } from "../../run/run_sink.ts";
import type { StepStart } from "../../run/step_run.ts";
import { PAGE_NAME } from "./html_sink.ts";
import { toFigures, toPercentileTable, toSearchTable, toSummaryValues, toTrackerRun } from "./tracker_events.ts";
import type { EndEvent, TrackerEvent } from "../../../visualizers/tracker.ts";

/** Creates the sink of experiment trackers (`--visualizer`). */
export async function createTrackerSink(context: SinkContext): Promise<RunSink | null> {
  const { plan, clock, log } = context;
  const { names, wandbApiKey, swanlabApiKey, swanlabHost } = plan.trackers;
  if (names.length === 0) return null;
  const { TrackerSet } = await import("../../../visualizers/tracker_set.ts");
  const trackers = new TrackerSet({
    names,
    clock,
    warn: (message) => log("warn", message),
    context: {
      env: Deno.env.toObject(),
      options: { wandbApiKey, swanlabApiKey, swanlabHost },
      folder: resolve(context.folder),
      notice: (message) => log("info", message),
    },
  });
  return new TrackerSink(context, trackers);
}

/** Figures are taken so often in the first minute of a point, and less often afterwards. */
const TAKE_EVERY_MS = 1_000;
const TAKE_LATER_EVERY_MS = 5_000;
const FIRST_MINUTE_MS = 60_000;

/** Turns what happens in a run into events of trackers. A point stays open until the next one begins or all is over. */
class TrackerSink implements RunSink {
  readonly name = "the experiment trackers";
  readonly closes = "afterPage";
  readonly #context: SinkContext;
  readonly #trackers: TrackerSet;
  readonly #groupName: string;
  #step = 0;
  #takenAtMs = -Infinity;
  /** How the point that is still open ended; `null`: none is. */
  #outcome: EndEvent["outcome"] | null = null;

  constructor(context: SinkContext, trackers: TrackerSet) {
    this.#context = context;
    this.#trackers = trackers;
    const { plan } = context;
    this.#groupName = plan.trackers.runName ?? `${plan.modelId}_${toTimestamp(localWallClockIso())}`;
  }

  async open(): Promise<void> {
    await this.#trackers.open();
  }

  async stepStart(start: StepStart): Promise<void> {
    this.#endOpenPoint();
    this.#step = 0;
    this.#takenAtMs = -Infinity;
    const { plan, clock, originEpochMs } = this.#context;
    const run = toTrackerRun(start, { plan, group: this.#groupName, startedAtMs: originEpochMs + clock.nowMs() });
    await this.#trackers.begin(run, start.step.name);
    this.#outcome = "failed";
  }

  progress(snapshot: LiveSnapshot): void {
    if (snapshot.phase !== "measured" || snapshot.done === 0) return;
    const nowMs = this.#context.clock.nowMs();
    const everyMs = snapshot.elapsedMs < FIRST_MINUTE_MS ? TAKE_EVERY_MS : TAKE_LATER_EVERY_MS;
    if (nowMs - this.#takenAtMs < everyMs) return;
    this.#takenAtMs = nowMs;
    this.#tell({ kind: "figures", values: toFigures(snapshot), ...this.#moment() });
    this.#step++;
  }

  stepEnd({ run: { result, failure }, isEarlier }: StepEnd): void {
    if (isEarlier) return;
    this.#tell({ kind: "summary", values: toSummaryValues(result), ...this.#moment() });
    this.#tell({ ...toPercentileTable(result), ...this.#moment() });
    this.#outcome = failure !== null ? "failed" : isWhole(result.ending) ? "finished" : "stopped";
  }

  search(soFar: Parameters<NonNullable<RunSink["search"]>>[0]): void {
    this.#tell({ ...toSearchTable(soFar), ...this.#moment() });
  }

  async close({ hasBegun }: RunEnding): Promise<void> {
    // One page is about all points: it lies with the last one.
    if (hasBegun && await isThere(`${this.#context.folder}/${PAGE_NAME}`)) {
      this.#tell({ kind: "file", name: PAGE_NAME, path: PAGE_NAME, mimeType: "text/html", ...this.#moment() });
    }
    this.#endOpenPoint();
    await this.#trackers.close();
  }

  #endOpenPoint(): void {
    if (this.#outcome === null) return;
    this.#tell({ kind: "end", outcome: this.#outcome, ...this.#moment() });
    this.#outcome = null;
  }

  #tell(event: TrackerEvent): void {
    if (this.#outcome !== null) this.#trackers.tell(event);
  }

  #moment(): { readonly atMs: number; readonly step: number } {
    const { clock, originEpochMs } = this.#context;
    return { atMs: originEpochMs + clock.nowMs(), step: this.#step };
  }
}
