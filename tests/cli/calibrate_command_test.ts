import assert from "node:assert/strict";
import type { DatedCalibration } from "../../src/metrics/calibration/like_load.ts";
import { runHere } from "../support/command_line.ts";
import { runProgram } from "../support/program.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { fixed } from "../../src/core/value_distribution.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

const SMALL = ["--number", "6", "--tokens", "5", "--ttft", "5", "--itl", "2"];

Deno.test("streamgauge calibrate compares with what a service in another process sent, and later runs show it", async () => {
  await withTemporaryFolder(async (folder) => {
    const cache = ["--cache-dir", `${folder}/cache`];
    const { code, stdout, stderr } = await runProgram(["calibrate", "--parallel", "2", ...SMALL, ...cache, "--json"]);
    assert.equal(code, 0, stderr);
    const [first] = JSON.parse(stdout) as DatedCalibration[];
    assert.ok(first !== undefined);
    const { load, requests, ttft, itl } = first.calibration;
    assert.deepEqual([load.parallel, requests, ttft.count, itl.count], [2, 6, 6, 24]);
    assert.ok(ttft.trueMeanMs >= 5 && itl.trueMeanMs > 0 && ttft.errorMaxMs >= ttft.errorP99Ms);

    await spreadOverLoads(`${folder}/cache/calibrations.json`);
    const simulator = await startSimulator({ port: 0, tokens: fixed(5), ttftMs: fixed(5), itlMs: fixed(2) });
    const flags = ["--model", "m", "--url", simulator.url, "--prompt", "hi", "--parallel", "2", "--number", "6"];
    const outputs = ["--outputs-dir", `${folder}/outputs`, "--no-timestamp"];
    const run = await runHere(["perf", ...flags, ...outputs, ...cache]);
    await simulator.close();
    assert.equal(run.code, 0, run.stderr);
    const { steps } = JSON.parse(await Deno.readTextFile(`${folder}/outputs/m/run.json`));
    assert.equal(steps[0].clientError.ttftMs, ttft.errorP99Ms);
    assert.match(run.stdout, /As calibrated: client adds ≤ [\d,.]+ ms to TTFT/);
  });
});

/** How fast a machine is just now must not decide whether a load is like the one before: there is one for each speed. */
async function spreadOverLoads(path: string): Promise<void> {
  const [kept] = JSON.parse(await Deno.readTextFile(path));
  const all = Array.from({ length: 24 }, (_, power) => {
    const load = { ...kept.calibration.load, tokensPerSecond: 2 ** power };
    return { ...kept, calibration: { ...kept.calibration, load } };
  });
  await Deno.writeTextFile(path, JSON.stringify(all));
}

Deno.test("streamgauge calibrate --fail-above is a self-test: exit code 1 beyond the limit", async () => {
  await withTemporaryFolder(async (folder) => {
    const argv = ["calibrate", "--rate", "50", ...SMALL, "--cache-dir", folder, "--fail-above"];
    const strict = await runProgram([...argv, "0.000001"]);
    assert.equal(strict.code, 1);
    assert.match(strict.stderr, /The client adds up to [\d,.]+ ms, more than the 0.000001 ms that --fail-above allows/);
    assert.match(strict.stdout, /99 % of the values: client adds ≤ [\d,.]+ ms to TTFT/);
    assert.match(strict.stdout, /50\.00 requests a second, 6 compared/);
  });
});

Deno.test("streamgauge calibrate names what is wrong, all at once", async () => {
  const { code, stderr } = await runHere(["calibrate", "--parallel", "0", "--fail-above", "-1", "stray"]);
  assert.equal(code, 2);
  for (const part of ["--parallel", "--fail-above", "stray"]) assert.ok(stderr.includes(part), part);
  const { code: badTtft, stderr: reason } = await runHere(["calibrate", "--ttft", "soon"]);
  assert.equal(badTtft, 2);
  assert.match(reason, /Cannot use "soon" for --ttft/);
});
