import { match, strictEqual } from "node:assert";
import { findFreePort } from "../../support/free_port.ts";
import { withKnownRun } from "./known_run.ts";

interface BadInput {
  readonly command: string;
  /** What is wrong, behind the command. */
  readonly appended: readonly string[];
  readonly code: number;
  readonly message: RegExp;
}

const CHAT = ["--url", "{url}/v1/chat/completions"];
/** Nothing listens there, and nobody waits for it. */
const DEAD = ["--url", "http://127.0.0.1:{free port}/v1/chat/completions", "--no-test-connection", "--number", "3"];
/** The usual one may be taken on this machine. */
const OWN_PORT = ["--port", "{free port}"];
const NO_ONE = { code: 1, message: /All \d requests failed: Connection refused/ };
/** A service, but not of this API. */
const WRONG_PATH = ["--url", "{url}/v1/nothing"];
const NO_PATH = { code: 3, message: /Cannot use the service at ".*": HTTP 404[\s\S]*There is nothing at this path/ };

const BAD_INPUTS: readonly BadInput[] = [
  {
    command: "fixed prompt",
    appended: [...CHAT, "--temprature", "0.5"],
    code: 2,
    message: /Unknown option "--temprature"\n +Did you mean --temperature\?/,
  },
  { command: "fixed prompt", appended: DEAD, ...NO_ONE },
  { command: "complex request", appended: WRONG_PATH, ...NO_PATH },
  {
    command: "prompt from a file",
    appended: [...CHAT, "--prompt", "@missing.txt"],
    code: 2,
    message: /Cannot read the file "missing\.txt" of --prompt: it does not exist/,
  },
  {
    command: "query template from a file",
    appended: [...CHAT, "--query-template", "@prompt.txt"],
    code: 2,
    message: /Cannot use the file ".*prompt\.txt" for --query-template: must be a JSON object/,
  },
  {
    command: "line_by_line",
    appended: CHAT,
    code: 2,
    message: /Cannot read "\/path\/to\/prompts\.txt" of --dataset-path: it does not exist/,
  },
  {
    command: "random_vl",
    appended: [...CHAT, "--image-format", "CMYK"],
    code: 2,
    message: /Cannot use "CMYK" for --image-format: it is unknown\n +Known: RGB, L, RGBA, LA/,
  },
  { command: "vision", appended: WRONG_PATH, ...NO_PATH },
  {
    command: "random",
    appended: [...CHAT, "--tokenizer-path", "prompts.txt"],
    code: 3,
    message: /Cannot load the tokenizer ".*prompts\.txt": tokenizer\.json is not JSON/,
  },
  {
    command: "rerank",
    appended: ["--url", "{url}/v1/reranks", "--extra-args", "{num_documents: 5}"],
    code: 2,
    message: /Cannot use "\{num_documents: 5\}" for --extra-args[\s\S]*Keys need double quotes/,
  },
  { command: "embedding", appended: ["--url", "{url}/v1/nothing"], ...NO_PATH },
  {
    command: "rerank",
    appended: ["--url", "{url}/v1/reranks", "--dataset", "rerank", "--dataset-path", "open_qa.jsonl"],
    code: 3,
    message: /Cannot read dataset ".*open_qa\.jsonl": record 1 has no text "query"/,
  },
  {
    command: "open-loop sweep",
    appended: [...CHAT, "--number", "5", "6"],
    code: 2,
    message: /Cannot pair 3 values of --rate with 2 of --number/,
  },
  { command: "open-loop sweep", appended: DEAD, ...NO_ONE },
  { command: "gradient", appended: WRONG_PATH, ...NO_PATH },
  {
    command: "warm-up share",
    appended: [...CHAT, "--dataset-path", "template.json"],
    code: 3,
    message: /Line 1 of ".*template\.json" is skipped: it is not JSON[\s\S]*all 16 are left out/,
  },
  {
    command: "SLA parallel",
    appended: [...CHAT, "--sla-params", '[{"name": "latncy", "operator": "<=", "value": 5}]'],
    code: 2,
    message: /Cannot use the SLA criterion "latncy": there is no such metric\n +Did you mean "latency"\?/,
  },
  { command: "SLA rate", appended: WRONG_PATH, ...NO_PATH },
  {
    command: "SLA rate",
    appended: [...CHAT, "--config", "template.json"],
    code: 2,
    message: /Unknown key "messages" in .*template\.json/,
  },
  {
    command: "conversations of a file",
    appended: [...CHAT, "--dataset", "openqa"],
    code: 2,
    message: /--multi-turn needs conversations, but the dataset openqa has none/,
  },
  { command: "conversations of random messages", appended: [...DEAD, "--parallel", "2"], ...NO_ONE },
  {
    command: "conversations of a file",
    appended: [...CHAT, "--dataset-path", "prompts.txt"],
    code: 3,
    message: /Line 1 of ".*prompts\.txt" is skipped: it is not JSON[\s\S]*all 3 are left out/,
  },
  {
    command: "local model",
    appended: ["--attn-implementation", "flash"],
    code: 2,
    message: /Cannot use "flash" for --attn-implementation/,
  },
  {
    command: "local vLLM",
    appended: [...OWN_PORT, "--python", "/no/such/python"],
    code: 3,
    message: /Cannot start vLLM[\s\S]*"\/no\/such\/python" is not there/,
  },
  {
    command: "local model",
    appended: [...OWN_PORT, "--model", "."],
    code: 3,
    message: /Cannot use the model in ".*": it has no config\.json/,
  },
];

for (const { command, appended, code, message } of BAD_INPUTS) {
  Deno.test(`the command "${command}" with ${appended.join(" ")} ends with ${code}`, async () => {
    const port = String(await findFreePort());
    const words = appended.map((word) => word.replace("{free port}", port));
    await withKnownRun(command, { appended: words, env: { DASHSCOPE_API_KEY: "key" } }, (run) => {
      strictEqual(run.code, code, run.stderr);
      match(run.stderr + run.stdout, message);
    });
  });
}
