import { join } from "node:path";
import { type Clock, createClock, wallClockIso } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import { isThere } from "../../core/files.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { renderHtmlReport } from "../../report/html/html_report.tsx";
import { parseLiveView } from "../../report/model/live_view.ts";
import type { ReportModel } from "../../report/model/report_model.ts";
import { readJsonFile } from "../../report/reading/json_file.ts";
import { findRuns, readReport } from "../../report/reading/read_report.ts";
import { PROGRESS_NAME } from "../output/sinks/progress_sink.ts";
import { openLivePage, type ShownRun } from "./live_page.ts";

interface WatchOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Aborted when nobody watches any more. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Told the address once the page can be opened. */
  onAddress(address: string): void;
}

const EVERY_MS = 1000;
/** Another process reads what the run has written: the machine is shared with it. */
const MOST_SHARE = 0.1;

/** Serves the page of a run in a folder, whether it goes on or is over, until it is asked to stop. */
export async function watchRun(folder: string, options: WatchOptions): Promise<void> {
  const { port, signal, onAddress, clock = createClock() } = options;
  const run = await findRun(folder);
  // What is wrong with the folder is said before a page is promised.
  let wasLive = (await readWatched(run)).live !== null;
  await using page = openLivePage({ port, clock, mostShare: MOST_SHARE, read: () => readWatched(run) });
  onAddress(page.address);
  while (!signal.aborted) {
    await page.update();
    const isLive = wasLive && await isRunning(run);
    if (wasLive && !isLive) page.tellReport(renderHtmlReport((await readWatched(run)).models));
    wasLive = isLive;
    await clock.sleepUntil(clock.nowMs() + EVERY_MS, signal);
  }
}

/** The folder itself, or the last of the runs in it. */
async function findRun(folder: string): Promise<string> {
  if (await isThere(join(folder, PROGRESS_NAME))) return folder;
  return (await findRuns(folder)).at(-1) ?? folder;
}

/** Reads a run as it is; `live` is `null` where it is over. */
async function readWatched(folder: string): Promise<ShownRun> {
  const progress = await readProgress(folder);
  if (progress === null || !await isRunning(folder)) {
    return { models: [await readReport(folder, { withDetails: true })], live: null };
  }
  const view = parseLiveView(progress["live"]);
  const model = await readStarted(folder);
  if (model === null) return { models: [], live: { view } };
  const points = model.points.map((point) => point.ending === "killed" ? { ...point, ending: "running" } : point);
  // Nothing was lost: the rest has not come yet.
  const running: ReportModel = { ...model, points, missing: [], context: { ...model.context, isPartial: false } };
  return { models: [running], live: { view } };
}

/** `null`: the run has no point yet. */
async function readStarted(folder: string): Promise<ReportModel | null> {
  try {
    return await readReport(folder, { withDetails: true });
  } catch (cause) {
    if (cause instanceof DataError) return null;
    throw cause;
  }
}

async function readProgress(folder: string): Promise<JsonObject | null> {
  const progress = await readJsonFile(join(folder, PROGRESS_NAME));
  return isJsonObject(progress) ? progress : null;
}

/** A run that goes on writes each second while it sends; one that has not for so long was killed. */
const SILENCE_MS = 60_000;

async function isRunning(folder: string): Promise<boolean> {
  if ((await readProgress(folder))?.["status"] !== "running") return false;
  const { mtime } = await Deno.stat(join(folder, PROGRESS_NAME));
  return mtime === null || Date.parse(wallClockIso()) - mtime.getTime() < SILENCE_MS;
}
