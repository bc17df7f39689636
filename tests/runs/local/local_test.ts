import { deepStrictEqual, match, notStrictEqual, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import type { RunJson } from "../../../src/report/files/run_json.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { firstStep, readJson, readRun } from "../../support/perf_run.ts";
import { type CommandResult, runHere } from "../../support/command_line.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { localFlags } from "../../cli/local/vllm_run.ts";
import { findFreePort } from "../../support/free_port.ts";

const MODELS = fixturePath("tiny-models");
const CHAT = [
  "--model",
  `${MODELS}/tiny-chat`,
  "--prompt",
  "Tell me of the sea",
  "--number",
  "4",
  "--max-tokens",
  "12",
];

interface LocalRun extends CommandResult {
  readonly run: RunJson;
  // deno-lint-ignore no-explicit-any -- tests look at arbitrary places of it
  readonly summary: any;
  /** The text of each reply. */
  readonly texts: readonly string[];
}

async function runLocal(flags: readonly string[]): Promise<LocalRun> {
  const found: LocalRun[] = [];
  await withTemporaryFolder(async (outputs) => {
    const result = await runHere([...localFlags("local", { port: await findFreePort(), outputs }), ...flags]);
    const run = await readRun(`${outputs}/run`);
    const step = `${outputs}/run/${firstStep(run).name}`;
    const texts = readTexts(`${step}/benchmark_data.db`);
    found.push({ ...result, run, summary: await readJson(`${step}/benchmark_summary.json`), texts });
  });
  const [run] = found;
  if (run === undefined) throw new Error("The run left nothing");
  return run;
}

function readTexts(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare("SELECT response_messages FROM result ORDER BY start_time").all();
    return rows.map(({ response_messages: reply }) => JSON.parse(String(reply)).content);
  } finally {
    database.close();
  }
}

Deno.test("local streams the tokens of a chat model and states their number", async () => {
  const { code, stderr, run, summary, texts } = await runLocal([...CHAT, "--min-tokens", "12", "--temperature", "0"]);
  strictEqual(code, 0, stderr);
  deepStrictEqual([summary["Total Requests"], summary["Failed Requests"]], [4, 0]);
  strictEqual(summary["Avg Output Tokens"], 12);
  match(run.context.url, /^http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions$/);
  // Greedy decoding is the same each time.
  strictEqual(new Set(texts).size, 1);
  notStrictEqual(texts[0], "");
});

Deno.test("local completes plain text for the speed benchmark's endpoint", async () => {
  const model = `${MODELS}/tiny-chat`;
  const flags = [
    "--model",
    model,
    "--prompt",
    "The sea",
    "--number",
    "2",
    "--tokenize-prompt",
    "--tokenizer-path",
    model,
  ];
  const { code, stderr, run } = await runLocal([...flags, "--max-tokens", "4"]);
  strictEqual(code, 0, stderr);
  match(run.context.url, /\/v1\/completions$/);
});

Deno.test("local computes embeddings", async () => {
  const model = `${MODELS}/tiny-embed`;
  const data = ["--dataset", "random_embedding", "--min-prompt-length", "8", "--max-prompt-length", "16"];
  const { code, stderr, run, summary } = await runLocal([
    ...["--model", model, "--tokenizer-path", model, "--number", "4"],
    ...data,
  ]);
  strictEqual(code, 0, stderr);
  match(run.context.url, /\/v1\/embeddings$/);
  deepStrictEqual([summary["Total Requests"], summary["Failed Requests"]], [4, 0]);
});

Deno.test("local ranks documents", async () => {
  const model = `${MODELS}/tiny-rerank`;
  const data = ["--dataset", "random_rerank", "--min-prompt-length", "8", "--max-prompt-length", "16"];
  const { code, stderr, run, summary } = await runLocal([
    ...["--model", model, "--tokenizer-path", model, "--number", "4"],
    ...data,
  ]);
  strictEqual(code, 0, stderr);
  match(run.context.url, /\/v1\/rerank$/);
  deepStrictEqual([summary["Total Requests"], summary["Failed Requests"]], [4, 0]);
});

/** Runs what cannot begin, which leaves no results. */
async function refuseLocal(flags: readonly string[]): Promise<CommandResult> {
  return await runHere([...localFlags("local", { port: await findFreePort(), outputs: "never" }), ...flags]);
}

Deno.test("local says what a model lacks", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/config.json`, '{"architectures": ["Qwen2ForCausalLM"]}');
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    const { code, stderr } = await refuseLocal(["--model", folder, "--prompt", "hi"]);
    strictEqual(code, 3);
    match(stderr, /Cannot use the model ".*": it has none of onnx\/model_quantized\.onnx/);
    match(stderr, /--api local_vllm/);
  });
});

Deno.test("local refuses a kind of request that the model is not for", async () => {
  const { code, stderr } = await refuseLocal(["--model", `${MODELS}/tiny-embed`, "--prompt", "hi", "--number", "1"]);
  strictEqual(code, 3);
  match(stderr, /This endpoint needs a model for generation, the model served is one for embedding/);
});
