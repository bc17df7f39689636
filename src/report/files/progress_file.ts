import { localWallClockIso } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { writeReferenceJson } from "./reference_json.ts";

/** How far a run has come, as in the reference's `progress.json`. */
export interface ProgressFile {
  /**
   * Sets how many requests of the whole run have ended; writes at most once a second, and never holds up the run: a
   * write that fails is thrown by `finish`.
   */
  update(processedCount: number, live: JsonObject): void;
  /** Writes the last state, whenever the one before was written. */
  finish(status: "completed" | "error"): Promise<void>;
}

interface ProgressFileOptions {
  /** Requests of all steps; `null`: not known beforehand. */
  readonly totalCount: number | null;
  /** The folder of the run. */
  readonly folder: string;
  /** What the run does, in a line. */
  readonly plan: string;
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number;
  /** The local time written into the file. */
  readonly readTime?: () => string;
}

/** The reference promises not more than one write a second. */
const MIN_INTERVAL_MS = 1000;

/** Creates `progress.json` at once, then keeps it current; each write replaces the file whole. */
export async function createProgressFile(path: string, options: ProgressFileOptions): Promise<ProgressFile> {
  const { totalCount, folder, plan, nowMs, readTime = localWallClockIso } = options;
  let processedCount = 0;
  let live: JsonObject | null = null;
  let writtenAtMs = nowMs();
  const write = (status: string): Promise<void> =>
    writeReferenceJson(path, {
      status,
      pipeline: "perf",
      total_count: totalCount,
      processed_count: processedCount,
      percent: toPercent(processedCount, totalCount),
      updated_at: readTime(),
      folder,
      plan,
      live,
    });
  await write("running");
  let lastError: unknown = null;
  let lastWrite = Promise.resolve();
  const remember = (error: unknown): void => {
    lastError = error;
  };
  return {
    update: (count, now) => {
      processedCount = count;
      live = now;
      if (nowMs() - writtenAtMs < MIN_INTERVAL_MS) return;
      writtenAtMs = nowMs();
      // One write after another: two that overlap would race for the same temporary file.
      lastWrite = lastWrite.then(() => write("running")).catch(remember);
    },
    finish: async (status) => {
      await lastWrite;
      await write(status);
      if (lastError !== null) throw lastError;
    },
  };
}

function toPercent(processed: number, total: number | null): number | null {
  if (total === null || total === 0) return null;
  return Math.round(10_000 * processed / total) / 100;
}
