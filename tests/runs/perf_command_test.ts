import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type CommandResult, runHere } from "../support/command_line.ts";
import { type Bench, perfArguments, withBench } from "../support/perf_bench.ts";

function runPerf(bench: Bench, ...argv: readonly string[]): Promise<CommandResult> {
  return runHere(perfArguments(bench, ...argv));
}

Deno.test("streamgauge perf prints results on standard output and leaves the arguments behind", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const { code, stdout, stderr } = await runPerf(bench, "--number", "4", "--parallel", "2", "--concurr", "1");
    strictEqual(code, 0, stderr);
    match(stdout, /^With 1 at once: [\d,.]+ req\/s, .*\n[\s\S]*^Results: .*perf_report\.html/m);
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
    match(stderr, /^parallel_1_number_4: [\d,.]+ req\/s, TTFT p99 [\d,.]+ ms, 0 failed, client [A-Z]+$/m);
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
