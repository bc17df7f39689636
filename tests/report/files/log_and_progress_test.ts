import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { DataError } from "../../../src/core/errors.ts";
import { createLogFile } from "../../../src/report/files/log_file.ts";
import { createProgressFile } from "../../../src/report/files/progress_file.ts";

const readTime = () => "2026-11-22T17:33:51.123";

async function withFile(name: string, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(join(folder, name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the log has the reference's lines and leaves out debug unless asked", async () => {
  await withFile("benchmark.log", async (path) => {
    const log = createLogFile(path, { readTime });
    log.info("Starting");
    log.debug("hidden");
    log.warn("Careful");
    log.close();
    const second = createLogFile(path, { readTime, isDebug: true });
    second.debug("shown 中");
    second.error("Broken");
    second.close();
    strictEqual(
      await Deno.readTextFile(path),
      "2026-11-22 17:33:51 - streamgauge - INFO: Starting\n" +
        "2026-11-22 17:33:51 - streamgauge - WARNING: Careful\n" +
        "2026-11-22 17:33:51 - streamgauge - DEBUG: shown 中\n" +
        "2026-11-22 17:33:51 - streamgauge - ERROR: Broken\n",
    );
  });
});

Deno.test("a log that cannot be opened is an error at once", () => {
  throws(() => createLogFile("/nowhere/at/all.log"), DataError);
});

/** The figures of a moment. */
const LIVE = { point: "p", running: 3 };

Deno.test("progress.json has the keys of evalscope perf from the start to the end", async () => {
  const reference = JSON.parse(
    await Deno.readTextFile(new URL("../../fixtures/evalscope_outputs/progress.json", import.meta.url)),
  ) as Record<string, unknown>;
  await withFile("progress.json", async (path) => {
    const read = async () => JSON.parse(await Deno.readTextFile(path)) as Record<string, unknown>;
    const plan = "a plan";
    const progress = await createProgressFile(path, { totalCount: 22, folder: "f", plan, nowMs: () => 0, readTime });
    deepStrictEqual(Object.keys(await read()), [...Object.keys(reference), "folder", "plan", "live"]);
    strictEqual((await read())["status"], "running");
    progress.update(22, LIVE);
    await progress.finish("completed");
    deepStrictEqual(await read(), { ...reference, updated_at: readTime(), folder: "f", plan, live: LIVE });
  });
});

Deno.test("progress.json is written once a second at most", async () => {
  await withFile("progress.json", async (path) => {
    let nowMs = 0;
    const writtenAt: number[] = [];
    const readWriteTime = () => {
      writtenAt.push(nowMs);
      return readTime();
    };
    const progress = await createProgressFile(path, {
      totalCount: 10,
      folder: "f",
      plan: "p",
      nowMs: () => nowMs,
      readTime: readWriteTime,
    });
    for (const [atMs, expectedCount] of [[500, 0], [999, 0], [1000, 1000], [1900, 1000], [2000, 2000], [2100, 2000]]) {
      nowMs = atMs ?? NaN;
      progress.update(nowMs, LIVE);
      while (JSON.parse(await Deno.readTextFile(path)).processed_count !== expectedCount);
    }
    await progress.finish("error");
    deepStrictEqual(writtenAt, [0, 1000, 2000, 2100]);
  });
});

Deno.test("a progress.json that could not be written while the run went on is told at its end", async () => {
  await withFile("progress.json", async (path) => {
    let nowMs = 0;
    const progress = await createProgressFile(path, {
      totalCount: 10,
      folder: "f",
      plan: "p",
      nowMs: () => nowMs,
      readTime,
    });
    await Deno.mkdir(`${path}.tmp`);
    nowMs = 1000;
    progress.update(5, LIVE);
    await rejects(progress.finish("completed"), DataError);
  });
});
