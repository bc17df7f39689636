import { match, rejects, strictEqual } from "node:assert/strict";
import { watchRun } from "../../../src/app/live/watch_run.ts";
import { type Clock, createClock } from "../../../src/core/clock.ts";
import { writeJsonAtomically } from "../../../src/report/files/atomic_file.ts";
import { followPage } from "../../support/live_viewer.ts";
import { writeMadeRun } from "../../support/stored_run.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const POINT = { name: "parallel_4_number_20", slots: 4, requests: 20, ttftMs: 100, seed: 1 };

/** A clock whose waits are over at once, and take as long as they should. */
function hastyClock(): Clock {
  let aheadMs = 0;
  const clock = createClock();
  const nowMs = () => clock.nowMs() + aheadMs;
  return {
    ...clock,
    nowMs,
    async sleepUntil(atMs, signal) {
      aheadMs += Math.max(0, atMs - nowMs());
      await clock.sleepUntil(clock.nowMs() + 1, signal);
    },
  };
}

/** Watches a folder as long as a test needs it. */
async function withWatch(folder: string, test: (address: string) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const watching = watchRun(folder, { port: 0, signal: stop.signal, clock: hastyClock(), onAddress: resolve });
  try {
    await test(await Promise.race([promise, watching.then(() => "")]));
  } finally {
    stop.abort();
    await watching;
  }
}

async function fetchPage(address: string): Promise<string> {
  return await (await fetch(address)).text();
}

Deno.test("a run that is over is its report", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(`${folder}/20261122_173351/a`, [POINT]);
    await withWatch(folder, async (address) => {
      const html = await fetchPage(address);
      match(html, /parallel_4_number_20/);
      strictEqual(html.includes('data-live="yes"'), false);
    });
  });
});

Deno.test("a run that goes on is followed, and becomes its report when it is over", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [POINT]);
    await Deno.remove(`${folder}/run.json`);
    const live = { point: "parallel_4_number_20", point_index: 0, point_count: 1, point_done: 20, point_total: 40 };
    const progress = (status: string) =>
      writeJsonAtomically(`${folder}/progress.json`, { status, live: { ...live, phase: "measured" } });
    await progress("running");
    await withWatch(folder, async (address) => {
      match(await fetchPage(address), /data-live="yes".*20 \/ 40/s);
      const viewer = await followPage(address);
      match(await viewer.readUntil(/event: page\n.*\n\n/), /20 \/ 40/);
      await progress("completed");
      const ended = await viewer.readUntil(/event: end\n.*\n\n/);
      match(ended, /<!DOCTYPE html>/);
      strictEqual(ended.slice(ended.indexOf("event: end")).includes("data-live"), false);
      await viewer.leave();
      strictEqual((await fetchPage(address)).includes('data-live="yes"'), false);
    });
  });
});

Deno.test("a folder without a run is an error before a page is promised", async () => {
  await withTemporaryFolder(async (folder) => {
    await rejects(withWatch(folder, () => Promise.reject(new Error("a page was promised"))), /Cannot find a run/);
  });
});
