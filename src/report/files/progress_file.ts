import { localWallClockIso } from "../../core/clock.ts";
import { writeJsonAtomically } from "./atomic_file.ts";

/** How far a run has come, as in the reference's `progress.json`. */
export interface ProgressFile {
  /** Sets how many requests of the whole run have ended; writes at most once a second. */
  update(processedCount: number): Promise<void>;
  /** Writes the last state, whenever the one before was written. */
  finish(status: "completed" | "error"): Promise<void>;
}

interface ProgressFileOptions {
  /** Requests of all steps; `null`: not known beforehand. */
  readonly totalCount: number | null;
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number;
  /** The local time written into the file. */
  readonly readTime?: () => string;
}

/** The reference promises not more than one write a second. */
const MIN_INTERVAL_MS = 1000;

/** Creates `progress.json` at once, then keeps it current; each write replaces the file whole. */
export async function createProgressFile(path: string, options: ProgressFileOptions): Promise<ProgressFile> {
  const { totalCount, nowMs, readTime = localWallClockIso } = options;
  let processedCount = 0;
  let writtenAtMs = nowMs();
  const write = (status: string): Promise<void> =>
    writeJsonAtomically(path, {
      status,
      pipeline: "perf",
      total_count: totalCount,
      processed_count: processedCount,
      percent: toPercent(processedCount, totalCount),
      updated_at: readTime(),
    });
  // One write after another: two that overlap would race for the same temporary file.
  let lastWrite = write("running");
  const writeNext = (status: string): Promise<void> => lastWrite = lastWrite.then(() => write(status));
  await lastWrite;
  return {
    update: async (count) => {
      processedCount = count;
      if (nowMs() - writtenAtMs < MIN_INTERVAL_MS) return;
      writtenAtMs = nowMs();
      await writeNext("running");
    },
    finish: (status) => writeNext(status),
  };
}

function toPercent(processed: number, total: number | null): number | null {
  if (total === null || total === 0) return null;
  return Math.round(10_000 * processed / total) / 100;
}
