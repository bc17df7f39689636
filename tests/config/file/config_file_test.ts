import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readPerfOptions } from "../../../src/config/file/read_perf_options.ts";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { type Problem, UsageError } from "../../../src/core/errors.ts";

type Env = Readonly<Record<string, string>>;

/** Writes a configuration file that lives as long as the test. */
async function withFile(name: string, text: string, test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    await test(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function plan(path: string, { argv = [], env = {} }: { argv?: readonly string[]; env?: Env } = {}): Promise<RunPlan> {
  return planPerf({ argv: ["--config", path, ...argv], env: { HOME: "/h", ...env } });
}

async function problemsOf(path: string, env: Env = {}): Promise<readonly Problem[]> {
  try {
    await plan(path, { env });
    return [];
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    return error.problems;
  }
}

const SAME: Readonly<Record<string, string>> = {
  "bench.yaml": [
    "model: m",
    "parallel: [1, 2]",
    "number: 10 # serves both",
    "no-stream:",
    "stream: false",
    "max_tokens: [5, 9]",
    "headers:",
    "  X-Tenant: a=b",
    "extra-args: {ignore_eos: true, x: [1, {y: null}]}",
    "stop: ['<|im_end|>', \"\\n\"]",
    "goodput: {ttft: 500ms, e2e: 5}",
    "warmup_num: 0.5",
    "prompt: 'yes'",
  ].filter((line) => line !== "no-stream:").join("\n"),
  "bench.toml": [
    'model = "m"',
    "parallel = [1, 2]",
    "number = 10",
    "stream = false",
    "max_tokens = [5, 9]",
    "extra_args = { ignore_eos = true, x = [1, { }] }",
    'stop = ["<|im_end|>", "\\n"]',
    'goodput = ["ttft:500ms", "e2e:5"]',
    "warmup_num = 0.5",
    'prompt = "yes"',
    "[headers]",
    'X-Tenant = "a=b"',
  ].join("\n"),
  "bench.json": JSON.stringify({
    model: "m",
    parallel: [1, 2],
    number: 10,
    stream: false,
    "max-tokens": [5, 9],
    headers: ["X-Tenant=a=b"],
    extra_args: { ignore_eos: true, x: [1, {}] },
    stop: ["<|im_end|>", "\n"],
    goodput: ["ttft:500ms", "e2e:5"],
    warmup_num: 0.5,
    prompt: "yes",
    seed: null,
  }),
};

for (const [name, text] of Object.entries(SAME)) {
  Deno.test(`a configuration file may be written as ${name}`, async () => {
    await withFile(name, text, async (path) => {
      const { steps, target, workload, goodput } = await plan(path);
      deepStrictEqual(steps.map(({ name, warmupCount }) => [name, warmupCount]), [
        ["parallel_1_number_10", 5],
        ["parallel_2_number_10", 5],
      ]);
      deepStrictEqual(target.headers, { "X-Tenant": "a=b" });
      const { stream, maxTokens, stop, extraArgs } = workload.generation;
      deepStrictEqual([stream, maxTokens, stop, extraArgs.ignore_eos], [false, [5, 9], ["<|im_end|>", "\n"], true]);
      deepStrictEqual(goodput, [{ metric: "ttft", limitMs: 500 }, { metric: "e2e", limitMs: 5 }]);
      strictEqual(workload.prompt, "yes");
    });
  });
}

Deno.test("flags win over the environment, that over the file, that over defaults", async () => {
  const text = "model: file\nseed: 1\ntop_k: 2\ntemperature: 0.5\nno-timestamp: true\n";
  await withFile("a.yaml", text, async (path) => {
    const argv = ["--config", path, "--model", "flag", "--no-stream"];
    const env = { STREAMGAUGE_MODEL: "env", STREAMGAUGE_SEED: "7" };
    const { values, sources } = await readPerfOptions({ argv, env });
    deepStrictEqual([values.model, values.seed, values.top_k, values.temperature], ["flag", 7, 2, 0.5]);
    const keys = ["model", "stream", "seed", "top_k", "no_timestamp", "number"];
    deepStrictEqual(keys.map((key) => sources.get(key)), [
      { kind: "flag", name: "--model" },
      { kind: "flag", name: "--no-stream" },
      { kind: "environment", name: "STREAMGAUGE_SEED" },
      { kind: "file", name: `"top_k" in ${path}, line 3` },
      { kind: "file", name: `"no-timestamp" in ${path}, line 5` },
      { kind: "default", name: "" },
    ]);
  });
});

Deno.test("the file may be named by the environment", async () => {
  await withFile("a.yaml", "model: m\nparallel: 3", async (path) => {
    const { steps } = await planPerf({ argv: [], env: { HOME: "/h", STREAMGAUGE_CONFIG: path } });
    strictEqual(steps[0]?.parallel, 3);
  });
});

Deno.test("variables are filled in texts at any depth, and cannot change the structure", async () => {
  const text = [
    "model: ${MODEL}",
    "api_key: ${KEY:-none}",
    "parallel: ${SLOTS:-4}",
    "prompt: costs $${5} and ${EMPTY:-nothing}",
    'extra_args: {deep: ["${MODEL}"]}',
  ].join("\n");
  await withFile("a.yaml", text, async (path) => {
    const { workload, steps, target } = await plan(path, { env: { MODEL: "m\nseed: 5", EMPTY: "" } });
    strictEqual(workload.generation.model, "m\nseed: 5");
    strictEqual(workload.generation.seed, null);
    strictEqual(workload.prompt, "costs ${5} and nothing");
    deepStrictEqual(workload.generation.extraArgs, { deep: ["m\nseed: 5"] });
    deepStrictEqual([steps[0]?.parallel, target.headers.Authorization], [4, "Bearer none"]);
  });
});

interface Mistake {
  readonly name?: string;
  readonly text: string;
  readonly expected: readonly (readonly [message: string, hint?: string])[];
}

const MISTAKES: readonly Mistake[] = [
  { text: "model: m\nparalel: 3", expected: [['Unknown key "paralel" in FILE, line 2', 'Did you mean "parallel"?']] },
  {
    text: "model: m\nmax_tokens: 3\nmax-tokens: 4",
    expected: [['"max-tokens" in FILE, line 3 and "max_tokens" mean the same option', "Keep one"]],
  },
  {
    text: "model: m\nconfig: x",
    expected: [['Cannot use "config" in FILE, line 2: a configuration file cannot name another one']],
  },
  {
    text: "model: m\nnumber: [5, 0]\nstream: perhaps",
    expected: [
      ['Cannot use "0" for "number" in FILE, line 2: must be a whole number of at least 1'],
      ['Cannot use "perhaps" for "stream" in FILE, line 3: must be true or false'],
    ],
  },
  {
    text: "model: ${NOT_THERE}",
    expected: [
      [
        'The variable "NOT_THERE" of "model" in FILE, line 1 is not set',
        "Set it, or write a default: ${NOT_THERE:-value}",
      ],
    ],
  },
  {
    text: "- model",
    expected: [[
      'Cannot use the file "FILE" of --config: it must hold options by name',
      "Each line names an option: parallel: [1, 2, 4]",
    ]],
  },
  {
    text: "model: m\nmodel: n",
    expected: [['Cannot use the file "FILE" of --config: it is not YAML, line 2, column 1: Map keys must be unique']],
  },
  {
    name: "a.toml",
    text: "model = m",
    expected: [['Cannot use the file "FILE" of --config: it is not TOML, line 1, column 9: invalid value']],
  },
  {
    name: "a.json",
    text: '{"model": }',
    expected: [['Cannot use the file "FILE" of --config: it is not JSON, character 11 is wrong: "}"']],
  },
];

for (const { name = "a.yaml", text, expected } of MISTAKES) {
  Deno.test(`what is wrong with the file ${JSON.stringify(text)}`, async () => {
    await withFile(name, text, async (path) => {
      const problems = (await problemsOf(path)).map(({ message, hint }) => {
        const shown = message.replaceAll(path, "FILE");
        return hint === undefined ? [shown] : [shown, hint];
      });
      deepStrictEqual(problems, expected);
    });
  });
}

Deno.test("a file that does not exist is named", async () => {
  deepStrictEqual((await problemsOf("/no/such.yaml")).map(({ message }) => message), [
    'Cannot read the file "/no/such.yaml" of --config: it does not exist',
  ]);
});

Deno.test("secrets of a file are shown in no message", async () => {
  await withFile("a.yaml", "model: m\napi_key: 'sk very secret'", async (path) => {
    const problems = await problemsOf(path);
    strictEqual(problems.length, 1);
    ok(!JSON.stringify(problems).includes("very secret"));
  });
});

Deno.test("an empty file says nothing", async () => {
  await withFile("a.yaml", "# nothing yet\n", async (path) => {
    strictEqual((await plan(path, { argv: ["--model", "m"] })).steps[0]?.name, "parallel_1_number_1000");
  });
});

Deno.test("the file shown in the documentation of the command line works", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/cli.md", import.meta.url));
  const [, example = ""] = /```yaml\n([^`]+)```/.exec(page) ?? [];
  await withFile("bench.yaml", example, async (path) => {
    const { target, steps, goodput } = await plan(path, { env: { OPENAI_API_KEY: "sk" } });
    strictEqual(target.url, "http://127.0.0.1:8000/v1/chat/completions");
    deepStrictEqual(steps.map(({ name }) => name), [5, 10, 20].map((rate) => `rate_${rate}.0_number_1000`));
    deepStrictEqual(goodput.length, 2);
  });
});

Deno.test("the options of a call win over the environment and a file", async () => {
  await withFile("a.yaml", "seed: 1\ntop_k: 3", async (path) => {
    const env = { HOME: "/h", STREAMGAUGE_MODEL: "env", STREAMGAUGE_TOP_P: "0.5" };
    const { workload } = await planPerf({ options: { model: "call", config: path, seed: 9 }, env });
    const { model, seed, topK, topP } = workload.generation;
    deepStrictEqual([model, seed, topK, topP], ["call", 9, 3, 0.5]);
  });
});

Deno.test("unknown options of a call are named as such", async () => {
  try {
    await planPerf({ options: { model: "m", paralel: 3 }, env: {} });
  } catch (error) {
    ok(error instanceof UsageError);
    deepStrictEqual(error.problems, [{
      message: 'Unknown key "paralel" in the options',
      hint: 'Did you mean "parallel"?',
    }]);
    return;
  }
  throw new Error("The options were taken");
});
