import { ok, strictEqual } from "node:assert";
import { EXIT_CODES } from "../../../src/cli/exit_codes.ts";
import { fixed } from "../../../src/core/value_distribution.ts";
import type { SimulatorOptions } from "../../../src/simulator/simulator_options.ts";
import type { ReceivedRequest } from "../../support/api_server.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { type HubFileBehaviour, startHubServer } from "../../support/hub_server.ts";
import type { RunJson } from "../../../src/report/files/run_json.ts";
import { readRunOf } from "../../../src/report/reading/run_reader.ts";
import { present } from "../../support/perf_run.ts";
import { PROGRAM_ARGUMENTS, type ProgramResult } from "../../support/program.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { readKnownCommand } from "./known_commands.ts";
import { startRecordingProxy } from "./recording_proxy.ts";

/** A run of a known command, and what it left. */
export interface KnownRun extends ProgramResult {
  /** Where the folder of the model is made. */
  readonly outputs: string;
  /** The folder of the model. */
  readonly folder: string;
  /** `run.json`; throws where none was written. */
  readonly run: RunJson;
  /** What the service got, without the test of the connection. */
  readonly received: readonly ReceivedRequest[];
}

/** What differs from the command as it is known. */
export interface KnownRunOptions {
  /** Words behind the command; `{url}` stands for the address of the service. The last value of an option holds. */
  readonly appended?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly service?: Partial<SimulatorOptions>;
}

const SERVICE = { ttftMs: fixed(1), itlMs: fixed(0), tokens: fixed(8) };
const TOKENIZER = "tokenizers/tiny_chat";
const TOKENIZER_REPOS = ["Qwen/Qwen2.5-0.5B-Instruct", "Qwen/Qwen2.5-VL-3B-Instruct", "Qwen/Qwen3-Embedding-0.6B"];
const MODEL_REPO = "Qwen/Qwen2.5-0.5B-Instruct";
const MODEL_FILES = ["config.json", "generation_config.json", "onnx/model.onnx", "onnx/model_quantized.onnx"];
const CHAT_PATH = "/v1/chat/completions";

/** Runs a known command in a shell, in the folder of its files, against a simulator of its own and a hub. */
export async function withKnownRun(
  name: string,
  { appended = ["--url", `{url}${CHAT_PATH}`], env = {}, service = {} }: KnownRunOptions,
  test: (run: KnownRun) => Promise<void> | void,
): Promise<void> {
  await withTemporaryFolder((outputs) =>
    withSimulator({ ...SERVICE, ...service }, async (simulator) => {
      await using hub = startHubServer(await readHubFiles());
      await using proxy = startRecordingProxy(simulator.url);
      const words = appended.map((word) => word.replace("{url}", proxy.url));
      const result = await runInShell(readKnownCommand(name), words, { ...toSettings(hub.url, outputs), ...env });
      const folder = await findModelFolder(outputs);
      const run = await readRunOf(folder);
      await test({
        ...result,
        outputs,
        folder,
        get run() {
          return present(run, "run.json");
        },
        received: proxy.received.slice(1),
      });
    })
  );
}

/** The settings of a machine on which tests run; none of the commands gives them. */
function toSettings(hubUrl: string, outputs: string): Record<string, string> {
  return {
    STREAMGAUGE_MODELSCOPE_URL: hubUrl,
    STREAMGAUGE_CACHE_DIR: `${outputs}/.cache`,
    STREAMGAUGE_OUTPUTS_DIR: outputs,
    STREAMGAUGE_NO_TIMESTAMP: "true",
    STREAMGAUGE_SLEEP_INTERVAL: "0",
    NO_COLOR: "1",
  };
}

async function runInShell(
  command: string,
  appended: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProgramResult> {
  const program = [Deno.execPath(), ...PROGRAM_ARGUMENTS].map(quote).join(" ");
  const script = `streamgauge() { ${program} "$@" ${appended.map(quote).join(" ")}; }\n${command}\n`;
  const shell = new Deno.Command("sh", { args: ["-c", script], env, cwd: fixturePath("known_commands") });
  const { code, stdout, stderr } = await shell.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

async function readHubFiles(): Promise<Record<string, HubFileBehaviour>> {
  const files: Record<string, HubFileBehaviour> = {};
  for (const file of MODEL_FILES) {
    files[`models/${MODEL_REPO}/${file}`] = {
      content: await Deno.readFile(fixturePath(`tiny-models/tiny-chat/${file}`)),
    };
  }
  for (const file of ["tokenizer.json", "tokenizer_config.json"]) {
    const content = await Deno.readTextFile(fixturePath(`${TOKENIZER}/${file}`));
    for (const repo of TOKENIZER_REPOS) files[`models/${repo}/${file}`] = { content };
  }
  const datasets = { "AI-ModelScope/HC3-Chinese": "open_qa.jsonl", "swift/sharegpt": "common_zh_70k.jsonl" };
  for (const [repo, file] of Object.entries(datasets)) {
    files[`datasets/${repo}/${file}`] = { content: await Deno.readTextFile(fixturePath(`known_commands/${file}`)) };
  }
  return files;
}

/** The one folder that a run makes; the outputs' own where it made none. */
async function findModelFolder(outputs: string): Promise<string> {
  for await (const { name, isDirectory } of Deno.readDir(outputs)) {
    if (isDirectory && name !== ".cache") return `${outputs}/${name}`;
  }
  return outputs;
}

/** Asserts that a run was fine: its exit code (or the one that says that this machine was too busy), and no failures. */
export function assertFine({ code, run, stderr }: KnownRun): void {
  ok(code === EXIT_CODES.fine || code === EXIT_CODES.invalid, `exit code ${code}: ${stderr}`);
  for (const { name, scalars } of run.steps) strictEqual(scalars.failed_requests, 0, name);
}

/** The folders of a run and how many requests succeeded in each. */
export function toCounts({ run }: KnownRun): Record<string, number> {
  const entries = run.steps.map(({ name, scalars }) => [
    name,
    scalars.success_requests,
  ]);
  return Object.fromEntries(entries);
}
