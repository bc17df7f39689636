import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { startSimulation } from "../../src/app/simulate.ts";
import { DEFAULT_SIMULATOR_OPTIONS } from "../../src/simulator/simulator_options.ts";
import { readReplySettings } from "../../src/simulator/settings/setting_readers.ts";
import { type ProgramResult, runProgram, startProgram } from "../support/program.ts";
import { watchText } from "../support/text_watch.ts";

const IS_WINDOWS = Deno.build.os === "windows";

interface Bench {
  readonly url: string;
  readonly folder: string;
}

/** Gives a test a simulator with reply settings such as `ttft=5,tokens=3`, and a folder for results. */
async function withBench(settings: string, test: (bench: Bench) => Promise<void>): Promise<void> {
  const read = readReplySettings(settings);
  ok("value" in read, JSON.stringify(read));
  const simulation = await startSimulation({ ...DEFAULT_SIMULATOR_OPTIONS, port: 0, ...read.value }, "json");
  const folder = await Deno.makeTempDir();
  try {
    await test({ url: `${simulation.url}/v1/chat/completions`, folder });
  } finally {
    await simulation.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

function perfArguments({ url, folder }: Bench, ...argv: readonly string[]): readonly string[] {
  return ["perf", "--model", "m", "--url", url, "--outputs-dir", folder, "--no-timestamp", "--prompt", "hi", ...argv];
}

function runPerf(bench: Bench, ...argv: readonly string[]): Promise<ProgramResult> {
  return runProgram(perfArguments(bench, ...argv));
}

Deno.test("streamgauge perf prints results on standard output and leaves the arguments behind", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const { code, stdout, stderr } = await runPerf(bench, "--number", "4", "--parallel", "2", "--concurr", "1");
    strictEqual(code, 0, stderr);
    match(stdout, /^With 1 at once: [\d.]+ req\/s, .*\n[\s\S]*^Results: .*perf_report\.html/m);
    match(stderr, /^Step 1 of 1: parallel_1_number_4$/m);
    const args = JSON.parse(await Deno.readTextFile(`${bench.folder}/m/parallel_1_number_4/benchmark_args.json`));
    deepStrictEqual([args.parallel, args.number, args.model_id], [1, 4, "m"]);
  });
});

Deno.test("--summary full prints all tables, none prints nothing, --quiet keeps notes and progress away", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const full = await runPerf(bench, "--number", "4", "--summary", "full", "--name", "full");
    match(full.stdout, /Total \/ Success \/ Failed +│ 4 \/ 4 \/ 0/);
    const none = await runPerf(bench, "--number", "4", "--summary", "none", "--quiet", "--name", "none");
    deepStrictEqual([none.stdout, none.stderr], ["", ""]);
  });
});

Deno.test("a sweep tells a line a point, and the log and the summary file hold all tables of each", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const { stderr } = await runPerf(bench, "--number", "4", "--parallel", "1", "2", "--sleep-interval", "0");
    match(stderr, /^parallel_1_number_4: [\d.]+ req\/s, TTFT p99 [\d.]+ ms, 0 failed, client [A-Z]+$/m);
    for (const file of ["benchmark.log", "performance_summary.txt"]) {
      const text = await Deno.readTextFile(`${bench.folder}/m/${file}`);
      strictEqual([...text.matchAll(/Benchmarking summary/g)].length, 2, file);
      match(text, /Req Throughput \(req\/s\)/);
      match(text, /│ +1% │ +5% │ +10% │ +25% │ +50% │ +75% │ +90% │ +95% │ +99% │/);
    }
  });
});

Deno.test("streamgauge perf --json prints the summary alone", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const { code, stdout } = await runPerf(bench, "--number", "2", "--json");
    strictEqual(code, 0);
    strictEqual(JSON.parse(stdout).steps[0].name, "parallel_1_number_2");
  });
});

Deno.test("streamgauge perf shows no key anywhere, and sends it", async () => {
  await withBench("ttft=1,itl=0,tokens=2", async (bench) => {
    const secret = "sk-very-secret";
    const { stdout, stderr } = await runPerf(bench, "--number", "1", "--api-key", secret, "--debug");
    ok(!(stdout + stderr).includes(secret));
    for (const file of ["benchmark.log", "run.json", "parallel_1_number_1/benchmark_args.json"]) {
      ok(!(await Deno.readTextFile(`${bench.folder}/m/${file}`)).includes(secret), file);
    }
  });
});

Deno.test(
  { name: "the first Ctrl-C lets running requests finish and keeps their results", ignore: IS_WINDOWS },
  async () => {
    await withBench("ttft=1,itl=50,tokens=20", async (bench) => {
      const program = startProgram(perfArguments(bench, "--number", "50", "--parallel", "2", "--no-test-connection"));
      const [stdout, stderr] = [watchText(program.stdout), watchText(program.stderr)];
      await stderr.waitFor(/2 running/);
      program.kill("SIGINT");
      strictEqual((await program.status).code, 130);
      match(await stderr.ended, /Finishing 2 running requests; Ctrl-C again to cut off/);
      match(await stdout.ended, /Partial: interrupted/);
    });
  },
);

Deno.test({ name: "the second Ctrl-C cuts running requests off", ignore: IS_WINDOWS }, async () => {
  await withBench("ttft=600000", async (bench) => {
    const program = startProgram(perfArguments(bench, "--number", "3", "--parallel", "3", "--no-test-connection"));
    const [stdout, stderr] = [watchText(program.stdout), watchText(program.stderr)];
    await stderr.waitFor(/3 running/);
    program.kill("SIGINT");
    await stderr.waitFor(/Finishing 3 running requests/);
    program.kill("SIGINT");
    strictEqual((await program.status).code, 130);
    match(await stderr.ended, /Cutting off running requests/);
    match(await stdout.ended, /✗ 3 × Cancelled by the client/);
  });
});

Deno.test("streamgauge perf goes on when nobody reads its standard output", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const program = startProgram(perfArguments(bench, "--number", "2"));
    await program.stdout.cancel();
    const stderr = watchText(program.stderr);
    strictEqual((await program.status).code, 0, await stderr.ended);
    await Deno.stat(`${bench.folder}/m/run.json`);
  });
});
