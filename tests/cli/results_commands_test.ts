import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runHere } from "../support/command_line.ts";
import { writeMadeRun } from "../support/stored_run.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

const EVALSCOPE = fileURLToPath(new URL("../fixtures/evalscope_runs", import.meta.url));
const POINT = { name: "parallel_4_number_20", slots: 4, requests: 20, ttftMs: 100, seed: 1 };

Deno.test("streamgauge list runs lists what is in a folder of outputs", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(`${folder}/20261122_173351/a`, [POINT]);
    const { code, stdout } = await runHere(["list", "runs", folder]);
    strictEqual(code, 0);
    match(stdout, /^\S+\/20261122_173351\/a {2}2026-11-22 17:33, Qwen\/通义千问-8B, 1 point, 20 requests\n$/);
  });
  const { stdout } = await runHere(["list", "runs", EVALSCOPE, "--json"]);
  const runs: { source: string; points: number }[] = JSON.parse(stdout);
  deepStrictEqual(runs.map(({ source, points }) => `${source} ${points}`), [
    "evalscope 2",
    "evalscope 1",
    "evalscope 2",
  ]);
  const missing = await runHere(["list", "runs", "/nowhere/at/all"]);
  strictEqual(missing.code, 3);
  match(missing.stderr, /Cannot list the runs in "\/nowhere\/at\/all"/);
});

Deno.test("streamgauge show shows a run, and one of its requests", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [POINT]);
    const run = await runHere(["show", folder]);
    strictEqual(run.code, 0, run.stderr);
    match(run.stdout, /│ +4 │/);
    const request = await runHere(["show", folder, "--request", "3"]);
    strictEqual(JSON.parse(request.stdout).session_index, 2);
    const beyond = await runHere(["show", folder, "--request", "21"]);
    strictEqual(beyond.code, 3);
    match(beyond.stderr, /has 20 requests/);
  });
});

Deno.test("streamgauge show asks which point is meant, and reads runs of evalscope perf", async () => {
  const run = `${EVALSCOPE}/open_loop`;
  const unclear = await runHere(["show", run, "--request", "1"]);
  strictEqual(unclear.code, 2);
  match(unclear.stderr, /Name one with --point: rate_20\.0_number_20, rate_40\.0_number_40/);
  const clear = await runHere(["show", run, "--request", "1", "--point", "rate_40.0_number_40"]);
  ok(JSON.parse(clear.stdout).latency > 0);
  match((await runHere(["show", run])).stdout, /evalscope perf keeps neither the client's health/);
});

Deno.test("streamgauge report makes one page of several runs and says what is missing", async () => {
  await withTemporaryFolder(async (folder) => {
    const output = `${folder}/all.html`;
    const { code, stdout, stderr } = await runHere(["report", EVALSCOPE, "--output", output]);
    strictEqual(code, 0, stderr);
    strictEqual(stdout, `${output}\n`);
    match(stderr, /closed_loop_sweep: evalscope perf keeps neither/);
    match(await Deno.readTextFile(output), /^<!DOCTYPE html>/);
    strictEqual((await runHere(["report", folder])).code, 3);
  });
});

Deno.test("a folder without a name is a mistake of the user in every command", async () => {
  const lines = [["report", ""], ["watch", ""], ["show", ""], ["sync", ""], ["list", "runs", ""], ["compare", "", ""]];
  for (const line of lines) {
    const { code, stderr } = await runHere(line);
    deepStrictEqual([line[0], code], [line[0], 2], stderr);
    match(stderr, /The name of a folder is empty/);
  }
});

Deno.test("a file in the place of a run's folder is told, in every command, and run.json stands for its folder", async () => {
  await withTemporaryFolder(async (folder) => {
    const file = `${folder}/broken.json`;
    await Deno.writeTextFile(file, "junk");
    const perf = ["perf", "--model", "m", "--prompt", "hi", "--dry-run"];
    const lines = [
      ...[["report", file], ["watch", file], ["show", file], ["sync", file], ["list", "runs", file], [
        "compare",
        file,
        file,
      ]],
      [...perf, "--baseline", file],
    ];
    for (const line of lines) {
      const { code, stderr } = await runHere(line);
      deepStrictEqual([line[0], code], [line[0], 2], stderr);
      match(stderr, /broken\.json" is a file, not the folder of a run\n.*the one with run\.json in it/);
    }
    await writeMadeRun(`${folder}/run`, [POINT]);
    strictEqual((await runHere(["show", `${folder}/run/run.json`])).code, 0);
    strictEqual((await runHere([...perf, "--baseline", `${folder}/run/run.json`])).code, 0);
  });
});

Deno.test("a run.json that is damaged is told with what can be done", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [POINT]);
    const text = await Deno.readTextFile(`${folder}/run.json`);
    for (const damaged of [text.slice(0, 500), text.replace('"steps": [', '"steps": [3, ')]) {
      await Deno.writeTextFile(`${folder}/run.json`, damaged);
      const { code, stderr } = await runHere(["report", folder]);
      strictEqual(code, 3);
      match(stderr, /Cannot read ".*run\.json": .*\n.*without run\.json the figures are computed from the databases/);
    }
  });
});

Deno.test("streamgauge report --plots writes the charts as pictures beside the page", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [POINT]);
    const { code, stdout, stderr } = await runHere(["report", folder, "--plots", "svg"]);
    strictEqual(code, 0, stderr);
    match(stdout, /plots\/parallel_4_number_20_shape-ttft\.svg\n/);
    match(await Deno.readTextFile(`${folder}/plots/parallel_4_number_20_lanes.svg`), /^<svg /);
    const wrong = await runHere(["report", folder, "--plots", "gif"]);
    strictEqual(wrong.code, 2);
    match(wrong.stderr, /svg/);
  });
});

Deno.test("streamgauge report --chart draws charts in the terminal and writes no page", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(folder, [POINT, { ...POINT, name: "parallel_8_number_20", slots: 8 }]);
    const { code, stdout, stderr } = await runHere(["report", folder, "--chart", "ttft", "requests", "search"]);
    strictEqual(code, 0, stderr);
    match(stdout, /^TTFT against load\n● p50 \(ms\)/);
    match(stdout, /Requests one by one, parallel_8_number_20\n░ queue/);
    match(stdout, /search: the run has no such chart\n$/);
    strictEqual(await Deno.stat(`${folder}/perf_report.html`).then(() => true, () => false), false);
    const wrong = await runHere(["report", folder, "--chart", "tfft"]);
    strictEqual(wrong.code, 2);
    match(wrong.stderr, /ttft/);
  });
});
