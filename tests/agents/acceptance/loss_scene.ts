/** What tests of losses share. */
import { DatabaseSync } from "node:sqlite";
import type { Part } from "./fleet_scene.ts";

/** A service whose replies take 0.9 s. */
export const SLOW: readonly string[] = ["--ttft", "100", "--itl", "20", "--tokens", "40"];

/** Counts the rows of a result, and those of different requests. */
export function countRows(folder: string): { readonly rows: number; readonly different: number } {
  using database = new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
  const sql = "SELECT COUNT(*) AS rows, COUNT(DISTINCT session_index || '/' || turn_index) AS different FROM result";
  return database.prepare(sql).get() as unknown as { rows: number; different: number };
}

interface Progress {
  readonly processed_count?: number;
  readonly live?: { readonly running?: number };
}

/**
 * Waits until so many requests run at once, on all agents together, and so many have ended: with all slots busy each agent
 * carries its share.
 */
export async function untilRunning(run: Part, count = 1, ended = 1): Promise<void> {
  const [, folder = ""] = await run.until(/^Results: (\S+)$/m);
  await run.until(/Step 1 of 1/);
  let isOver = false;
  void run.ended.then(() => isOver = true);
  while (!isOver) {
    const progress: Progress = JSON.parse(await Deno.readTextFile(`${folder}/progress.json`));
    if ((progress.processed_count ?? 0) >= ended && (progress.live?.running ?? 0) >= count) return;
    await sleep(50);
  }
  throw new Error(`It was over before ${count} requests were seen to run:\n${run.text}`);
}

/** Waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Lets a process run for a part of the time; returns how to end that. */
export function throttle(
  part: Part,
  { stoppedMs, runningMs }: { readonly stoppedMs: number; readonly runningMs: number },
): () => Promise<void> {
  const over = new AbortController();
  const ended = part.ended.then(() => over.abort());
  const throttling = (async () => {
    while (!over.signal.aborted) {
      part.signal("SIGSTOP");
      await sleep(stoppedMs);
      // One that is stopped does not end.
      part.signal("SIGCONT");
      await Promise.race([sleep(runningMs), ended]);
    }
  })();
  return async () => {
    over.abort();
    await throttling;
  };
}
