/** Figures are safe whatever happens to files: the program in a process of its own. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { EXIT_CODES } from "../../../src/cli/exit_codes.ts";
import { fixed } from "../../../src/core/value_distribution.ts";
import { startApiServer } from "../../support/api_server.ts";
import { withProgramRun } from "../../support/perf_run.ts";
import { PROGRAM_ARGUMENTS, readOutput, runProgram } from "../../support/program.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const SERVICE = { ttftMs: fixed(100), itlMs: fixed(1), tokens: fixed(4) };
const IS_WINDOWS = Deno.build.os === "windows";

async function waitUntil(isReady: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 10_000; attempt++) {
    if (isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("What was waited for never happened");
}

Deno.test({
  name: "a reader of the database and a folder that is removed cost no figure and no point of a sweep",
  ignore: IS_WINDOWS,
  fn: async () => {
    await withSimulator(SERVICE, async (service) => {
      const flags = ["--parallel", 2, 4, 8, "--number", 20, 40, 80, "--prompt", "hi", "--no-test-connection"];
      const readers: DatabaseSync[] = [];
      const act = async (_program: Deno.ChildProcess, folder: string) => {
        await waitUntil(() => service.stats().requests > 4);
        const reader = new DatabaseSync(`${folder}/parallel_2_number_20/benchmark_data.db`, { readOnly: true });
        readers.push(reader);
        reader.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
        await waitUntil(() => service.stats().requests > 28);
        await Deno.remove(`${folder}/parallel_4_number_40`, { recursive: true });
      };
      await withProgramRun({ service, flags, act }, (left) => {
        const { code, stdout, stderr } = left;
        // Not all could be kept, which is an exit code of its own.
        strictEqual(code, EXIT_CODES.data, stderr);
        const counts = left.run.steps.map(({ scalars }) => scalars.success_requests);
        deepStrictEqual(counts, [20, 40, 80]);
        match(stdout, /│ +2 │[\s\S]*│ +4 │[\s\S]*│ +8 │/);
        match(stderr, /parallel_4_number_40/);
      });
      for (const reader of readers) reader.close();
    });
  },
});

/** Whether a disk of its own can be made here, which only this process sees. */
async function canMount(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const script = "mount -t tmpfs -o size=64k none /mnt";
  const tried = new Deno.Command("unshare", { args: ["-Urm", "sh", "-c", script], stdout: "null", stderr: "null" });
  return await tried.output().then(({ success }) => success, () => false);
}

const hasDisk = await canMount();
// deno-lint-ignore no-console -- a test that does not run must be seen
if (!hasDisk) console.error("SKIPPED: no disk can be made on this machine, none is filled");

Deno.test({ name: "a full disk costs files, and the figures are printed all the same", ignore: !hasDisk }, async () => {
  const reply = { choices: [{ index: 0, message: { content: "x".repeat(20_000) }, finish_reason: "stop" }] };
  const usage = { prompt_tokens: 3, completion_tokens: 9 };
  await using server = startApiServer(() => ({ kind: "json", body: { ...reply, usage } }));
  await withTemporaryFolder(async (disk) => {
    const load = ["--prompt", "hi", "--parallel", "2", "4", "--number", "40", "--no-stream", "--sleep-interval", "0"];
    const where = ["--outputs-dir", disk, "--no-timestamp", "--name", "run"];
    const argv = ["perf", "--model", "m", "--url", `${server.url}/v1/chat/completions`, ...load, ...where];
    const script = `mount -t tmpfs -o size=1m none "$0" && exec "$@"`;
    const program = [Deno.execPath(), ...PROGRAM_ARGUMENTS, ...argv];
    const command = new Deno.Command("unshare", { args: ["-Urm", "sh", "-c", script, disk, ...program] });
    const { code, stdout, stderr } = readOutput(await command.output());
    ok(code !== EXIT_CODES.bug, stderr);
    match(stderr, /No space left|disk is full/i);
    // Both points of the sweep ran, and all their figures are here.
    match(stdout, /│ +2 │[\s\S]*│ +4 │/);
    strictEqual(server.received.length, 81);
  });
});

Deno.test("the folder alone is enough to go on, and another workload is refused", async () => {
  await withSimulator(SERVICE, async (service) => {
    const flags = ["--parallel", 2, 4, "--number", 6, "--prompt", "hi", "--no-test-connection"];
    await withProgramRun({ service, flags }, async ({ folder }) => {
      await Deno.remove(`${folder}/parallel_4_number_6`, { recursive: true });
      const before = service.stats().requests;
      const alone = await runProgram(["perf", "--resume", folder]);
      strictEqual(alone.code, 0, alone.stderr);
      strictEqual(service.stats().requests - before, 6);
      const other = await runProgram(["perf", "--resume", folder, "--output-len", "9"]);
      strictEqual(other.code, EXIT_CODES.usage);
      match(other.stderr, /--output-len was not given, is 9/);
    });
  });
});

Deno.test("what a run keeps in memory does not grow with its length", async () => {
  // Texts of 128 MB go through the second point: were they kept, the heap of its loop would hold them. What it holds of
  // texts that are done with grows to some 75 MB before they are collected, however many there are.
  const text = "a".repeat(640_000);
  const reply = { choices: [{ index: 0, message: { content: text }, finish_reason: "stop" }] };
  const usage = { prompt_tokens: 3, completion_tokens: 9 };
  await using service = startApiServer(() => ({ kind: "json", body: { ...reply, usage } }));
  const flags = ["--prompt", "hi", "--parallel", 4, "--number", 10, 200, "--no-stream", "--no-test-connection"];
  await withProgramRun({ service, flags }, ({ code, run, stderr }) => {
    strictEqual(code, 0, stderr);
    const [short, long] = run.steps.map(({ health }) =>
      Math.max(...health.loops.map((loop) => loop.peakHeapBytes ?? 0))
    );
    ok(short !== undefined && long !== undefined && short > 0);
    ok(long - short < 100e6, `${short} bytes, then ${long}`);
    deepStrictEqual(run.steps.map(({ health }) => health.shedTexts), [0, 0]);
  });
});
