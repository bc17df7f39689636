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

/** Requests run on all agents now. */
export async function untilRunning(run: Part): Promise<void> {
  await run.until(/Step 1 of 1/);
  await sleep(2500);
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
  const throttling = (async () => {
    while (!over.signal.aborted) {
      part.signal("SIGSTOP");
      await sleep(stoppedMs);
      part.signal("SIGCONT");
      await sleep(runningMs);
    }
  })();
  return async () => {
    over.abort();
    await throttling;
  };
}
