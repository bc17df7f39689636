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
import { type CommandResult, runHere } from "../../support/command_line.ts";
import { runProgram } from "../../support/program.ts";
import { ScriptedService, type ScriptedServiceOptions } from "../../support/scripted_service.ts";
import { VirtualHost } from "../../support/virtual_host.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { readKnownCommand } from "./known_commands.ts";
import { startRecordingProxy } from "./recording_proxy.ts";

/** A run of a known command, and what it left. */
export interface KnownRun extends CommandResult {
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
  /**
   * Words behind the command; `{url}` stands for the address of the service. The last value of an option holds, and an
   * address stands in the place of the command's own.
   */
  readonly appended?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly service?: Partial<SimulatorOptions>;
  /** The run takes place in virtual time, and its load goes to a service that lives there. */
  readonly virtual?: ScriptedServiceOptions;
  /** A process of its own, for what reads the environment of the process. */
  readonly inProcessOfItsOwn?: boolean;
}

const SERVICE = { ttftMs: fixed(1), itlMs: fixed(0), tokens: fixed(8) };
const TOKENIZER = "tokenizers/tiny_chat";
const TOKENIZER_REPOS = ["Qwen/Qwen2.5-0.5B-Instruct", "Qwen/Qwen2.5-VL-3B-Instruct", "Qwen/Qwen3-Embedding-0.6B"];
const MODEL_REPO = "Qwen/Qwen2.5-0.5B-Instruct";
const MODEL_FILES = ["config.json", "generation_config.json", "onnx/model.onnx", "onnx/model_quantized.onnx"];
const FOLDER = "known_commands";
const CHAT_PATH = "/v1/chat/completions";

/** Runs a known command, as a shell reads it, against a simulator of its own and a hub. */
export async function withKnownRun(
  name: string,
  { appended = ["--url", `{url}${CHAT_PATH}`], env = {}, service = {}, ...how }: KnownRunOptions,
  test: (run: KnownRun) => Promise<void> | void,
): Promise<void> {
  await withTemporaryFolder((outputs) =>
    withSimulator({ ...SERVICE, ...service }, async (simulator) => {
      await using hub = startHubServer(await readHubFiles());
      await using proxy = startRecordingProxy(simulator.url);
      const words = appended.map((word) => word.replace("{url}", proxy.url));
      const argv = await readWords(readKnownCommand(name), words, env);
      const settings = { ...toSettings(hub.url, outputs), ...env };
      const result = await carryOut(argv, settings, how);
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

async function carryOut(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { inProcessOfItsOwn = false, virtual }: KnownRunOptions,
): Promise<CommandResult> {
  if (inProcessOfItsOwn) return await runProgram(argv, { env });
  if (virtual === undefined) return await runHere(argv, { env });
  const host = new VirtualHost(new ScriptedService(virtual));
  return await host.clock.run(runHere(argv, { env, createHost: () => host }));
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

/** The words that a shell makes of a command; files beside the commands are named by their whole path. */
async function readWords(
  command: string,
  appended: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const script = `streamgauge() { printf '%s\\0' "$@" ${appended.map(quote).join(" ")}; }\n${command}\n`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script], env }).output();
  const words = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  const files = new Set([...Deno.readDirSync(fixturePath(FOLDER))].map(({ name }) => name));
  return withLastUrl(words).map((word) => {
    const [, at = "", name = ""] = /^(@?)(.*)$/s.exec(word) ?? [];
    return files.has(name) ? at + fixturePath(`${FOLDER}/${name}`) : word;
  });
}

/** Several addresses would be several services. */
function withLastUrl(words: readonly string[]): readonly string[] {
  const last = words.lastIndexOf("--url");
  return words.filter((word, at) => (word !== "--url" && words[at - 1] !== "--url") || at >= last);
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
    files[`datasets/${repo}/${file}`] = { content: await Deno.readTextFile(fixturePath(`${FOLDER}/${file}`)) };
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
export function assertFine(known: KnownRun): void {
  const { code, stderr } = known;
  ok(code === EXIT_CODES.fine || code === EXIT_CODES.invalid, `exit code ${code}: ${stderr}`);
  for (const { name, scalars } of known.run.steps) strictEqual(scalars.failed_requests, 0, name);
}

/** The folders of a run and how many requests succeeded in each. */
export function toCounts({ run }: KnownRun): Record<string, number> {
  const entries = run.steps.map(({ name, scalars }) => [
    name,
    scalars.success_requests,
  ]);
  return Object.fromEntries(entries);
}
