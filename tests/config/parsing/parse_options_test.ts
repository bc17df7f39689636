import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { PERF_OPTIONS, PERF_TABLE } from "../../../src/config/options/perf_options.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";

function parse(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return parseOptions(PERF_OPTIONS, argv, env);
}

interface Form {
  readonly name: string;
  readonly argv: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

const FORMS: readonly Form[] = [
  { name: "--flag value", argv: ["--model", "m"], key: "model", value: "m" },
  { name: "--flag=value", argv: ["--model=m"], key: "model", value: "m" },
  { name: "a value that holds =", argv: ["--model=a=b"], key: "model", value: "a=b" },
  { name: "short and value", argv: ["-n", "5"], key: "number", value: [5] },
  { name: "short with its value attached", argv: ["-n5"], key: "number", value: [5] },
  { name: "short with =", argv: ["-n=5"], key: "number", value: [5] },
  { name: "short with a list", argv: ["-n", "5", "6", "--debug"], key: "number", value: [5, 6] },
  {
    name: "a list up to the next flag",
    argv: ["--parallel", "1", "2", "4", "--debug"],
    key: "parallel",
    value: [1, 2, 4],
  },
  { name: "a list that begins behind =", argv: ["--parallel=1", "2"], key: "parallel", value: [1, 2] },
  { name: "a negative number as value", argv: ["--top-k", "-1"], key: "top_k", value: -1 },
  { name: "a negative decimal as value", argv: ["--frequency-penalty", "-.5"], key: "frequency_penalty", value: -0.5 },
  { name: "a value that begins with a dash behind =", argv: ["--prompt=-x"], key: "prompt", value: "-x" },
  {
    name: "text that begins with a dash and a space",
    argv: ["--prompt", "- one\n- two"],
    key: "prompt",
    value: "- one\n- two",
  },
  { name: "text with a line end behind =", argv: ["--prompt=a\nb"], key: "prompt", value: "a\nb" },
  { name: "a unique prefix", argv: ["--out", "x"], key: "outputs_dir", value: "x" },
  { name: "a prefix of another name of the option", argv: ["--concurr", "3"], key: "parallel", value: [3] },
  { name: "a prefix with =", argv: ["--temp=0.5"], key: "temperature", value: 0.5 },
  { name: "the exact flag that begins others", argv: ["--dataset", "random"], key: "dataset", value: "random" },
  { name: "underscores for dashes", argv: ["--max_tokens", "7"], key: "max_tokens", value: 7 },
  { name: "tri-state on", argv: ["--stream"], key: "stream", value: true },
  { name: "tri-state off", argv: ["--no-stream"], key: "stream", value: false },
  { name: "tri-state off by a prefix", argv: ["--no-str"], key: "stream", value: false },
  { name: "tri-state not given", argv: [], key: "apply_chat_template", value: null },
  { name: "tri-state with a word", argv: ["--stream=false"], key: "stream", value: false },
  { name: "flag", argv: ["--debug"], key: "debug", value: true },
  { name: "flag whose name begins with no", argv: ["--no-timestamp"], key: "no_timestamp", value: true },
  { name: "no values where none are allowed to be", argv: ["--stop"], key: "stop", value: [] },
  { name: "several texts", argv: ["--stop", "a", "b c"], key: "stop", value: ["a", "b c"] },
  { name: "the last of two", argv: ["--number", "1", "2", "--number", "3"], key: "number", value: [3] },
  { name: "the last of tri-state", argv: ["--no-stream", "--stream"], key: "stream", value: true },
  {
    name: "all of a repeatable",
    argv: ["--ca-cert", "a", "--ca-cert", "b", "c"],
    key: "ca_cert",
    value: ["a", "b", "c"],
  },
  { name: "a range of tokens", argv: ["--max-tokens", "5", "9"], key: "max_tokens", value: [5, 9] },
  { name: "one value of tokens", argv: ["--max-tokens", "5"], key: "max_tokens", value: 5 },
  { name: "token ids as integers", argv: ["--stop-token-ids", "1", "2"], key: "stop_token_ids", value: [1, 2] },
  { name: "headers", argv: ["--headers", "a=1", "X-B = c=d "], key: "headers", value: { a: "1", "X-B": "c=d" } },
  {
    name: "a JSON object",
    argv: ["--extra-args", '{"ignore_eos": true}'],
    key: "extra_args",
    value: { ignore_eos: true },
  },
  { name: "thousands as Python writes them", argv: ["-n", "1_000"], key: "number", value: [1000] },
  { name: "a share in percent", argv: ["--max-failed", "5%"], key: "max_failed", value: 0.05 },
  { name: "a share", argv: ["--max-failed", "0.05"], key: "max_failed", value: 0.05 },
  { name: "seconds with a fraction", argv: ["--read-timeout", "0.5"], key: "read_timeout", value: 0.5 },
  { name: "an unsupported option at its default", argv: ["--port", "8877"], key: "port", value: 8877 },
  { name: "seconds with a unit", argv: ["--duration", "1.5m"], key: "duration", value: 90 },
  { name: "milliseconds", argv: ["--grace=250ms"], key: "grace", value: 0.25 },
  { name: "several rates", argv: ["--rate", "5", ".5", "-1"], key: "rate", value: [5, 0.5, -1] },
  { name: "stages in one word", argv: ["--stages", "30s@5,1m@20"], key: "stages", value: ["30s@5,1m@20"] },
  { name: "criteria as a list", argv: ["--sla-params", "[{}]"], key: "sla_params", value: [{}] },
  { name: "criteria as an object", argv: ["--sla-params", '{"rps": "max"}'], key: "sla_params", value: { rps: "max" } },
  { name: "a fractional bound", argv: ["--sla-lower-bound", "0.25"], key: "sla_lower_bound", value: 0.25 },
  { name: "a distribution as it was typed", argv: ["--think-time", "exp:2s"], key: "think_time", value: "exp:2s" },
];

for (const { name, argv, key, value } of FORMS) {
  Deno.test(`parseOptions() takes ${name}`, () => {
    const { values, problems, words } = parse(argv);
    deepStrictEqual(problems, []);
    deepStrictEqual(words, []);
    deepStrictEqual(values[key], value);
  });
}

interface Mistake {
  readonly argv: readonly string[];
  readonly message: string;
  readonly hint?: string;
}

const TIMER_RANGE = "must be a number from 0 to 2147483 (timers end at 2^31 ms)";
const RATE_RANGE = "must be a number above 0, or -1 for as fast as slots allow";
const MISTAKES: readonly Mistake[] = [
  { argv: ["--modle", "x"], message: 'Unknown option "--modle"', hint: "Did you mean --model?" },
  { argv: ["--zzzzzz", "x"], message: 'Unknown option "--zzzzzz"', hint: "See --help for all options" },
  { argv: ["-x"], message: 'Unknown option "-x"', hint: "See --help for all options" },
  { argv: ["-number", "5"], message: 'Unknown option "-number"', hint: "Long options have two dashes: --number" },
  {
    argv: ["--max-t", "5"],
    message: '"--max-t" may mean several options',
    hint: "Write one of --max-tokens, --max-turns",
  },
  {
    argv: ["--no-t"],
    message: '"--no-t" may mean several options',
    hint: "Write one of --no-test-connection, --no-timestamp",
  },
  {
    argv: ["--name", "--debug"],
    message: "Option --name needs a value",
    hint: 'Write --name TEXT; a value that begins with a dash goes behind "="',
  },
  { argv: ["--number", "0"], message: 'Cannot use "0" for --number: must be a whole number of at least 1' },
  { argv: ["--number", "-5"], message: 'Cannot use "-5" for --number: must be a whole number of at least 1' },
  { argv: ["--number", "2.5"], message: 'Cannot use "2.5" for --number: must be a whole number of at least 1' },
  { argv: ["--number", "1e30"], message: 'Cannot use "1e30" for --number: must be a whole number of at least 1' },
  {
    argv: ["--number", "1,2"],
    message: 'Cannot use "1,2" for --number: must be a whole number of at least 1',
    hint: "Separate several values by spaces",
  },
  {
    argv: ["--parallel", "1", "two"],
    message: 'Cannot use "two" for --parallel: must be a whole number of at least 1',
  },
  { argv: ["--temperature", "nan"], message: 'Cannot use "nan" for --temperature: must be a number' },
  { argv: ["--temperature", "inf"], message: 'Cannot use "inf" for --temperature: must be a number' },
  { argv: ["--top-p", "1.5"], message: 'Cannot use "1.5" for --top-p: must be a number above 0 and at most 1' },
  { argv: ["--total-timeout", "-1"], message: `Cannot use "-1" for --total-timeout: ${TIMER_RANGE}` },
  { argv: ["--total-timeout", "2147484"], message: `Cannot use "2147484" for --total-timeout: ${TIMER_RANGE}` },
  {
    argv: ["--max-failed", "7"],
    message: 'Cannot use "7" for --max-failed: must be a share from 0 to 1 (write a share as 0.05 or 5%)',
  },
  { argv: ["--max-tokens", "9", "5"], message: 'Cannot use "9 5" for --max-tokens: must have its smaller end first' },
  {
    argv: ["--max-tokens", "1", "2", "3"],
    message: 'Cannot use "1 2 3" for --max-tokens: must be one number or both ends of a range',
  },
  {
    argv: ["--api", "opneai"],
    message: 'Cannot use "opneai" for --api: it is unknown',
    hint: `Did you mean openai? Known: ${PERF_TABLE.api.choices?.join(", ")}`,
  },
  { argv: ["--rate", "0"], message: `Cannot use "0" for --rate: ${RATE_RANGE}` },
  { argv: ["--rate", "-2"], message: `Cannot use "-2" for --rate: ${RATE_RANGE}` },
  {
    argv: ["--rate", "5,10"],
    message: `Cannot use "5,10" for --rate: ${RATE_RANGE}`,
    hint: "Separate several values by spaces",
  },
  {
    argv: ["--arrival", "gama"],
    message: 'Cannot use "gama" for --arrival: it is unknown',
    hint: "Did you mean gamma? Known: poisson, constant, gamma",
  },
  { argv: ["--burstiness", "0"], message: 'Cannot use "0" for --burstiness: must be a number above 0' },
  {
    argv: ["--ramp", "1:50"],
    message: 'Cannot use "1:50" for --ramp: must be START:END:SECONDS with rates of at least 0, such as 1:50:120',
  },
  {
    argv: ["--stages", "30s@5", "fast@6"],
    message: 'Cannot use "30s@5 fast@6" for --stages: must be times with their loads, such as 30s@5,60s@20,30s@5; ' +
      '"fast@6" is none',
  },
  {
    argv: ["--think-time", "soon"],
    message: 'Cannot use "soon" for --think-time: must be a time such as 2s, or exp:2s, uniform:1s:5s, ' +
      "normal:2s:500ms, lognormal:2s:0.5 or gamma:2s:2; a number without unit is in seconds",
  },
  { argv: ["--max-errors", "0"], message: 'Cannot use "0" for --max-errors: must be a whole number of at least 1' },
  {
    argv: ["--max-error-rate", "20"],
    message: 'Cannot use "20" for --max-error-rate: must be a share from 0 to 1 (write a share as 0.05 or 5%)',
  },
  { argv: ["--repeat", "0"], message: 'Cannot use "0" for --repeat: must be a whole number from 1 to 1000' },
  {
    argv: ["--sla-params", "{p99_ttft: 1}"],
    message: 'Cannot use "{p99_ttft: 1}" for --sla-params: must be a JSON list or object, but character 2 is wrong: ' +
      '"p99_ttft: 1}"',
    hint: `Keys need double quotes; did the shell remove them? Put single quotes around the whole: '{"key": 1}'`,
  },
  {
    argv: ["--sla-params", "5"],
    message: 'Cannot use "5" for --sla-params: must be a JSON list or object such as [{"p99_ttft": "<=500ms"}], ' +
      "not another JSON value",
  },
  {
    argv: ["--visualizer", "wandbb"],
    message: 'Cannot use "wandbb" for --visualizer: it is unknown',
    hint: "Did you mean wandb? Known: wandb, swanlab, clearml, mlflow, tensorboard",
  },
  {
    argv: ["--stream=perhaps"],
    message: 'Cannot use "perhaps" for --stream: must be true or false',
  },
  {
    argv: ["--headers", "Authorization: Bearer sk-1"],
    message: "Cannot use value 1 for --headers: must be NAME=VALUE, such as X-Tenant=a " +
      "(in quotes when the value holds spaces)",
  },
  {
    argv: ["--headers", "a=b", "c d=e"],
    message: `Cannot use value 2 for --headers: must begin with a header's name, which "c d" is not`,
  },
  {
    argv: ["--extra-args", "{'a': 1}"],
    message: `Cannot use "{'a': 1}" for --extra-args: must be a JSON object, but character 2 is wrong: "'a': 1}"`,
    hint: `JSON wants double quotes: write '{"key": "value"}'`,
  },
  {
    argv: ["--dataset-args", "[1]"],
    message: 'Cannot use "[1]" for --dataset-args: must be a JSON object such as {"ignore_eos": true}, ' +
      "not another JSON value",
  },
];

for (const { argv, message, hint } of MISTAKES) {
  Deno.test(`parseOptions() says what is wrong with ${argv.join(" ")}`, () => {
    const said = parse(argv).problems.map(({ key: _key, ...problem }) => problem);
    deepStrictEqual(said, [hint === undefined ? { message } : { message, hint }]);
  });
}

Deno.test("parseOptions() knows which option each mistake is about", () => {
  const { problems } = parse(["--modle", "m", "--parallel", "0", "--name", "--seed", "x"]);
  deepStrictEqual(problems.map(({ key }) => key), ["model", "name", "parallel", "seed"]);
});

Deno.test("parseOptions() reports all mistakes together and keeps the rest", () => {
  const { values, problems } = parse(["--bad", "1", "--parallel", "0", "-1", "--model", "m", "--seed", "x"]);
  deepStrictEqual(problems.map(({ message }) => message), [
    'Unknown option "--bad"',
    'Cannot use "0" for --parallel: must be a whole number of at least 1',
    'Cannot use "-1" for --parallel: must be a whole number of at least 1',
    'Cannot use "x" for --seed: must be a whole number',
  ]);
  strictEqual(values.model, "m");
});

Deno.test("parseOptions() prefers the flags of evalscope perf among abbreviations", () => {
  // --ca-cert, --cache-dir and --concurrency begin so too, but an old script means --connect-timeout.
  strictEqual(parse(["--c", "3"]).values.connect_timeout, 3);
  ok(parse(["--ca-c", "x"]).explicit.has("ca_cert"));
});

Deno.test("parseOptions() returns words that belong to no option, with the option before them", () => {
  const { words } = parse(["one", "--stream", "true", "--", "--model"]);
  deepStrictEqual(words.map(({ text, after }) => [text, after?.spec.flag ?? null]), [
    ["one", null],
    ["true", "stream"],
    ["--model", null],
  ]);
});

Deno.test("parseOptions() tells what was given from defaults", () => {
  const { explicit, values } = parse(["--temperature", "0", "--no-stream"], { STREAMGAUGE_SEED: "7" });
  deepStrictEqual([...explicit].sort(), ["seed", "stream", "temperature"]);
  deepStrictEqual([values.max_tokens, values.number, values.url], [
    2048,
    [1000],
    "http://127.0.0.1:8877/v1/chat/completions",
  ]);
});

Deno.test("parseOptions() notes that a list given twice counts once", () => {
  deepStrictEqual(parse(["--headers", "a=1", "--headers", "b=2"]).notes, [
    "--headers was given 2 times: only the last one counts",
  ]);
});

Deno.test("parseOptions() never shows a secret in a message", () => {
  const { problems } = parse(["--api-key", "sk secret", "--headers", "sk-secret"]);
  strictEqual(problems.length, 2);
  ok(!JSON.stringify(problems).includes("secret"));
});
