import { RESOURCE_CHECK } from "../support/runtime.ts";
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { runHere } from "../support/command_line.ts";
import { ScriptedService } from "../support/scripted_service.ts";
import { writeMadeRun } from "../support/stored_run.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { VirtualHost } from "../support/virtual_host.ts";

const POINT = { name: "parallel_4_number_60", slots: 4, requests: 60, ttftMs: 100, seed: 1 };

Deno.test("streamgauge compare prints the comparison and ends with 1 where a rule is broken", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeMadeRun(`${folder}/base`, [POINT]);
    await writeMadeRun(`${folder}/new`, [{ ...POINT, ttftMs: 150, seed: 2 }]);
    const folders = [`${folder}/base`, `${folder}/new`];
    const fine = await runHere(["compare", ...folders]);
    strictEqual(fine.code, 0, fine.stderr);
    match(fine.stdout, /p50 TTFT \(ms\) .* worse/);
    const broken = await runHere(["compare", ...folders, "--fail-on", "p50_ttft>+5%"]);
    strictEqual(broken.code, 1);
    match(broken.stderr, /^p50_ttft>\+5% is broken: parallel_4_number_60: p50 TTFT went from/);
    const page = `${folder}/comparison.html`;
    strictEqual((await runHere(["compare", ...folders, "--export", `html=${page}`])).code, 0);
    match(await Deno.readTextFile(page), /^<!DOCTYPE html>.*p50 TTFT/s);
    const json = await runHere(["compare", ...folders, "--json"]);
    strictEqual(JSON.parse(json.stdout).runs[0].name, "new");
    const alone = await runHere(["compare", `${folder}/base`, "--fail-on", "nonsense"]);
    strictEqual(alone.code, 2);
    match(alone.stderr, /At least 2 folders of runs are needed/);
  });
});

const BASELINE = "perf --baseline compares in one step, and refuses a baseline that is none before a load is sent";

Deno.test({ name: BASELINE, ...RESOURCE_CHECK }, async () => {
  await withTemporaryFolder(async (outputs) => {
    const perf = async (serviceMs: number, ...more: string[]) => {
      const host = new VirtualHost(new ScriptedService({ serviceMs: () => serviceMs }));
      const argv = [
        ...["perf", "--model", "m", "--url", "http://service.test/v1/chat/completions", "--prompt", "hi"],
        ...["--parallel", "4", "--number", "20", "--repeat", "3", "--sleep-interval", "0", "--no-test-connection"],
        ...["--outputs-dir", outputs, "--no-timestamp", ...more],
      ];
      const run = await host.clock.run(runHere(argv, { createHost: () => host }));
      return { ...run, requests: host.service.requests.length };
    };
    const none = await perf(5, "--name", "none", "--baseline", `${outputs}/nowhere`);
    deepStrictEqual([none.code, none.requests], [3, 0]);
    const base = await perf(5, "--name", "base");
    deepStrictEqual([base.exitCode, base.requests], [0, 60]);
    const rule = ["--fail-on", "p50_ttft>+100%", "--export", `junit=${outputs}/junit.xml`];
    const slow = await perf(150, "--name", "slow", "--baseline", `${outputs}/base`, ...rule);
    strictEqual(slow.exitCode, 1, slow.stderr);
    match(slow.stderr, /p50_ttft>\+100% is broken/);
    match(await Deno.readTextFile(`${outputs}/junit.xml`), /failures="1"/);
  });
});
