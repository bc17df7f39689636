import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { VERSION } from "../../src/core/version.ts";
import { runHere } from "../support/command_line.ts";
import { runProgram } from "../support/program.ts";

Deno.test("streamgauge --version prints the version alone", async () => {
  const { exitCode, stdout, stderr } = await runProgram(["--version"]);
  deepStrictEqual([exitCode, stdout, stderr], [0, `streamgauge ${VERSION}\n`, ""]);
});

Deno.test("streamgauge without a command shows its help on standard error and ends with 2", async () => {
  const { code, stdout, stderr } = await runHere([]);
  deepStrictEqual([code, stdout], [2, ""]);
  match(stderr, /^Commands:\n {2}perf /m);
});

Deno.test("streamgauge perf --help wins over mistakes", async () => {
  const { code, stdout } = await runHere(["perf", "--bogus", "--help"]);
  strictEqual(code, 0);
  match(stdout, /^Usage: streamgauge perf --model NAME/);
});

Deno.test("streamgauge perf reports several mistakes at once with exit code 2 and no stack", async () => {
  const { code, stdout, stderr } = await runHere([
    "perf",
    "--modle",
    "x",
    "--parallel",
    "0",
    "--visualizer",
    "wandbb",
  ]);
  deepStrictEqual([code, stdout], [2, ""]);
  strictEqual(
    stderr,
    `3 errors:
  1. Unknown option "--modle"
     Did you mean --model?
  2. Cannot use "0" for --parallel: must be a whole number of at least 1
  3. Cannot use "wandbb" for --visualizer: it is unknown
     Did you mean wandb? Known: wandb, swanlab, clearml, mlflow, tensorboard

All options: streamgauge perf --help
`,
  );
});

Deno.test("streamgauge suggests a command for an unknown one", async () => {
  const { code, stderr } = await runHere(["pref", "--model", "x"]);
  strictEqual(code, 2);
  match(stderr, /^Error: Unknown command "pref"\n {2}Did you mean "perf"\?/);
});

Deno.test("streamgauge says that a command is missing before options", async () => {
  const { code, stderr } = await runHere(["--model", "x"]);
  strictEqual(code, 2);
  match(stderr, /^Error: A command must come before "--model"\n {2}Commands: perf, /);
});

Deno.test("streamgauge list knows its lists and suggests one", async () => {
  const { code, stderr } = await runHere(["list", "metrix"]);
  deepStrictEqual([code, stderr.split("\n").slice(0, 2)], [
    2,
    ['Error: Unknown list "metrix"', '  Did you mean "metrics"? Write one of apis, datasets, metrics, runs'],
  ]);
});

Deno.test("streamgauge list datasets --json prints JSON alone", async () => {
  const { code, stdout, stderr } = await runHere(["list", "datasets", "--json"]);
  deepStrictEqual([code, stderr], [0, ""]);
  const names = JSON.parse(stdout).map(({ name }: { name: string }) => name);
  ok(["openqa", "line_by_line", "random"].every((name) => names.includes(name)));
});

Deno.test("streamgauge list metrics prints each metric with unit and definition", async () => {
  const { stdout } = await runHere(["list", "metrics"]);
  match(stdout, /^ttft {2}TTFT \[ms, lower is better\]\n {4}Time to first token/m);
  ok(stdout.split("\n").every((line) => line.length <= 100), "wider than 100 columns");
});

Deno.test("streamgauge has no colours where standard error is no terminal", async () => {
  const { stderr } = await runProgram(["perf", "--modle", "x"]);
  ok(!stderr.includes("\x1b"));
});
