import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { resolvePerfPlan } from "../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../src/config/run_plan.ts";
import { type Problem, UsageError } from "../../src/core/errors.ts";

const ENV = { HOME: "/home/u" };

function plan(...argv: readonly string[]): RunPlan {
  return resolvePerfPlan(["--model", "org/m", ...argv], ENV);
}

function problemsOf(...argv: readonly string[]): readonly Problem[] {
  try {
    resolvePerfPlan(argv, ENV);
    return [];
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    return error.problems;
  }
}

/** Writes a file that lives as long as the test. */
function withFile(text: string, test: (path: string) => void): void {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, text);
    test(path);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("resolvePerfPlan() names the steps and pairs lists of one length", () => {
  const { steps } = plan("--parallel", "1", "2", "--number", "10", "20");
  deepStrictEqual(steps.map(({ name, parallel, number, rate }) => [name, parallel, number, rate]), [
    ["parallel_1_number_10", 1, 10, null],
    ["parallel_2_number_20", 2, 20, null],
  ]);
});

Deno.test("resolvePerfPlan() lets a single value serve all points, either way round", () => {
  deepStrictEqual(plan("--parallel", "1", "2").steps.map(({ number }) => number), [1000, 1000]);
  deepStrictEqual(plan("--number", "5", "6").steps.map(({ parallel }) => parallel), [1, 1]);
});

Deno.test("resolvePerfPlan() gives equal points different names", () => {
  deepStrictEqual(plan("--parallel", "2", "2", "2", "--number", "10").steps.map(({ name }) => name), [
    "parallel_2_number_10",
    "parallel_02_number_10",
    "parallel_002_number_10",
  ]);
});

Deno.test("resolvePerfPlan() refuses lists of different lengths", () => {
  deepStrictEqual(problemsOf("--model", "m", "--parallel", "1", "2", "3", "--number", "1", "2"), [{
    message: "Cannot pair 3 values of --parallel with 2 of --number",
    hint: "Give as many of one as of the other, or a single value of one",
  }]);
});

Deno.test("resolvePerfPlan() reports mistakes of all kinds together", () => {
  const messages = problemsOf(
    ...["--parallel", "0", "--bogus", "--url", "h:1", "--min-prompt-length", "9", "--max-prompt-length", "5"],
    ...["--prompt", "@/no/such/file", "--tokenize-prompt", "--dataset-path", "/no/such/path", "stray"],
  ).map(({ message }) => message);
  deepStrictEqual(messages, [
    'Unknown option "--bogus"',
    'Cannot use "0" for --parallel: must be a whole number of at least 1',
    'Unexpected word "stray" after --dataset-path',
    "Option --model is missing",
    'Cannot use "h:1" for --url: http:// or https:// is missing',
    "--min-prompt-length 9 is above --max-prompt-length 5",
    'Cannot read "/no/such/path" of --dataset-path: it does not exist',
    "--tokenize-prompt needs --tokenizer-path",
    'Cannot read the file "/no/such/file" of --prompt: it does not exist',
  ]);
});

Deno.test("resolvePerfPlan() does not ask for --model again where it was only mistyped", () => {
  deepStrictEqual(problemsOf("--modle", "x").map(({ message }) => message), ['Unknown option "--modle"']);
});

Deno.test("resolvePerfPlan() turns seconds into milliseconds", () => {
  const { target, sleepIntervalMs } = plan(
    "--read-timeout",
    "0.25",
    "--connect-timeout",
    "120",
    "--sleep-interval",
    "0",
  );
  deepStrictEqual(target.timeouts, { connectMs: 120_000, readMs: 250, totalMs: 21_600_000, idleMs: null });
  strictEqual(sleepIntervalMs, 0);
});

Deno.test("resolvePerfPlan() sends the key as a bearer token, over a header of any case", () => {
  const { target, notes } = plan("--api-key", "sk", "--headers", "authorization=x", "X-A=1");
  deepStrictEqual(target.headers, { "X-A": "1", Authorization: "Bearer sk" });
  deepStrictEqual(notes, ["--api-key replaces the Authorization header of --headers"]);
});

Deno.test("resolvePerfPlan() prefers a header to the user name in the address", () => {
  deepStrictEqual(plan("--url", "http://a:b@h/v1/completions").target.headers, { Authorization: "Basic YTpi" });
  const both = plan("--url", "http://a:b@h/v1/completions", "--headers", "authorization=x");
  deepStrictEqual(both.target.headers, { authorization: "x" });
});

Deno.test("resolvePerfPlan() reads a prompt from a file whole, with its last line end", () => {
  withFile("two\nlines\n", (path) => strictEqual(plan("--prompt", `@${path}`).workload.prompt, "two\nlines\n"));
});

Deno.test("resolvePerfPlan() takes an empty prompt for none, as scripts with an empty variable mean it, and says so", () => {
  const { workload, notes } = plan("--prompt", "");
  strictEqual(workload.prompt, null);
  deepStrictEqual(notes.filter((note) => note.includes("--prompt")), [
    '--prompt is empty, as if it were not given: the dataset "openqa" is used',
  ]);
  strictEqual(plan("--prompt", " ").workload.prompt, " ");
});

Deno.test("resolvePerfPlan() takes replies of no tokens and leaves a negative temperature to the service", () => {
  const { generation } = plan("--max-tokens", "0", "--temperature", "-1").workload;
  deepStrictEqual([generation.maxTokens, generation.temperature], [[0, 0], -1]);
});

Deno.test("resolvePerfPlan() takes a template inline or from a file, and knows what was given besides", () => {
  const template = { model: "%m", messages: [{ role: "user", content: "%p" }], temperature: 0.7 };
  const inline = plan("--query-template", JSON.stringify(template), "--max-tokens", "5").workload.generation;
  deepStrictEqual(inline.queryTemplate, template);
  deepStrictEqual(inline.explicit, ["model", "maxTokens", "queryTemplate"]);
  withFile(JSON.stringify(template, null, 2), (path) => {
    deepStrictEqual(plan("--query-template", `@${path}`).workload.generation.queryTemplate, template);
  });
});

Deno.test("resolvePerfPlan() says where a template is no JSON object", () => {
  withFile('{"a": ]', (path) => {
    deepStrictEqual(problemsOf("--model", "m", "--query-template", `@${path}`).map(({ message }) => message), [
      `Cannot use the file "${path}" for --query-template: must be a JSON object, but character 7 is wrong: "]"`,
    ]);
  });
  deepStrictEqual(problemsOf("--model", "m", "--query-template", "[1]").map(({ message }) => message), [
    'Cannot use "[1]" for --query-template: must be a JSON object, but it is another JSON value',
  ]);
});

Deno.test("resolvePerfPlan() refuses fewer than the least tokens, unless another body key decides", () => {
  const bounds = ["--model", "m", "--min-tokens", "9", "--max-tokens", "5", "7"];
  deepStrictEqual(problemsOf(...bounds), [{
    message: "--min-tokens 9 is above --max-tokens 5 7",
    hint: "Give --max-tokens of at least 9",
  }]);
  deepStrictEqual(problemsOf(...bounds, "--extra-args", '{"max_tokens": 20}'), []);
});

Deno.test("resolvePerfPlan() refuses certificates that are none", () => {
  withFile("not a certificate", (path) => {
    deepStrictEqual(problemsOf("--model", "m", "--ca-cert", path).map(({ message }) => message), [
      `Cannot use the file "${path}" of --ca-cert (or SSL_CERT_FILE): it holds no PEM certificate`,
    ]);
  });
});

Deno.test("resolvePerfPlan() notes knobs without effect and slots that stay empty", () => {
  const { notes, output } = plan("--num-workers", "2", "--db-commit-interval", "0", "--parallel", "5", "--number", "2");
  strictEqual(output.dbCommitInterval, 1);
  deepStrictEqual(notes, [
    "--num-workers has no effect: prompts are made while the load runs; --shards sets the event loops that carry it",
    "--db-commit-interval 0 means 1",
    "--parallel 5 with --number 2: no more than 2 requests can run at once",
  ]);
});

Deno.test("resolvePerfPlan() names the folder after the run, else the model", () => {
  strictEqual(plan().output.folderName, "m");
  strictEqual(plan("--name", "a/b: c").output.folderName, "a_b_ c");
  strictEqual(plan().modelId, "m");
  strictEqual(resolvePerfPlan(["--model", "C:\\models\\q\\"], ENV).modelId, "q");
});

Deno.test("resolvePerfPlan() keeps a seed and draws one where none was given", () => {
  strictEqual(plan("--seed", "7").workload.seed, 7);
  ok(Number.isInteger(plan().workload.seed));
  strictEqual(plan().workload.generation.seed, null);
});

Deno.test("resolvePerfPlan() gives a hub's token to that hub only", () => {
  const env = { HOME: "/h", HF_TOKEN: "hf", MODELSCOPE_API_TOKEN: "ms" };
  const tokenFor = (...argv: readonly string[]) => resolvePerfPlan(["--model", "m", ...argv], env).workload.hub.token;
  deepStrictEqual([tokenFor(), tokenFor("--data-source", "huggingface"), tokenFor("--hub-token", "t")], [
    "ms",
    "hf",
    "t",
  ]);
});

Deno.test("resolvePerfPlan() freezes the plan with everything in it", () => {
  const frozen = plan("--headers", "a=b", "--extra-args", '{"x": {"y": [1]}}');
  throws(() => Object.assign(frozen.target.headers, { a: "c" }), TypeError);
  ok(Object.isFrozen(frozen.workload.generation.extraArgs.x));
  ok(Object.isFrozen(frozen.steps[0]?.args));
});

Deno.test("a timeout of 0 is none, as in evalscope perf", () => {
  const { timeouts } = plan("--connect-timeout=0", "--read-timeout=0", "--total-timeout=0", "--idle-timeout=0").target;
  deepStrictEqual(timeouts, { connectMs: null, readMs: null, totalMs: null, idleMs: null });
});
