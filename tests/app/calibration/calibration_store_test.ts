import assert from "node:assert/strict";
import { keepCalibrations, loadCalibrations } from "../../../src/app/calibration/calibration_store.ts";
import type { DatedCalibration } from "../../../src/metrics/calibration/like_load.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const FIGURE = {
  count: 10,
  trueMeanMs: 100,
  trueP99Ms: 101,
  reportedMeanMs: 100.1,
  reportedP99Ms: 101.2,
  errorMeanMs: 0.1,
  errorP99Ms: 0.4,
  errorMaxMs: 0.5,
};

function calibrationOf(parallel: number, calibratedAt: string): DatedCalibration {
  const load = { parallel, rate: null, shards: 1, transport: "fetch", tokensPerSecond: 50 * parallel };
  const rates = { trueRate: 10, reportedRate: 10.1, serviceLateP99Ms: null };
  return { calibratedAt, calibration: { load, requests: 10, ttft: FIGURE, itl: FIGURE, ...rates } };
}

Deno.test("calibrations are kept; a new one of the same load replaces the old one", async () => {
  await withTemporaryFolder(async (folder) => {
    const cacheDir = `${folder}/not/there/yet`;
    assert.deepEqual(await loadCalibrations(cacheDir), []);
    await keepCalibrations(cacheDir, [calibrationOf(8, "a"), calibrationOf(64, "b")]);
    await keepCalibrations(cacheDir, [calibrationOf(8, "c")]);
    const kept = await loadCalibrations(cacheDir);
    assert.deepEqual(kept.map(({ calibratedAt }) => calibratedAt), ["b", "c"]);
    assert.deepEqual(kept[1]?.calibration, calibrationOf(8, "c").calibration);
  });
});

Deno.test("those of another machine or build are not this one's, and what cannot be read is none", async () => {
  await withTemporaryFolder(async (folder) => {
    await keepCalibrations(folder, [calibrationOf(8, "a")]);
    const path = `${folder}/calibrations.json`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace(/"machine": "[^"]*"/, '"machine": "elsewhere"'));
    assert.deepEqual(await loadCalibrations(folder), []);
    for (const broken of ["", "{", '[{"machine":1}]']) {
      await Deno.writeTextFile(path, broken);
      assert.deepEqual(await loadCalibrations(folder), []);
    }
  });
});

Deno.test("a folder that cannot be written to is told to the user", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await assert.rejects(keepCalibrations(`${folder}/file/below`, [calibrationOf(8, "a")]), { name: "DataError" });
  });
});
