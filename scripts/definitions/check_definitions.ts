/**
 * Holds `--definitions TOOL` against the tool itself on the same streams: one service of known times, both clients one
 * after the other. Run by hand, on a quiet machine, with the tool in an environment of its own:
 *
 *     pip install 'evalscope[perf]==1.14.1'        (or guidellm, aiperf, vllm)
 *     deno run -A scripts/definitions/check_definitions.ts evalscope|guidellm|aiperf|vllm [COMMAND] [TOKENIZER]
 *
 * COMMAND is the path of the tool's program; TOKENIZER a folder with a tokenizer, for all but evalscope.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { print } from "../print.ts";
import { ownArgs, PEER_TOOLS, type ToolMeans, writePrompts } from "./peer_tools.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const PROGRAM: readonly string[] = ["run", "--no-prompt", "-A", MAIN];

/** A role at once, the first token after 300 ms, the others 40 ms apart: rules that differ show by far more than noise. */
const SERVICE = ["--ttft", "300", "--itl", "40", "--tokens", "20", "--seed", "3", "--port", "0"];

/** Some wait for hubs at their end; their figures are written before. */
const LIMIT_MS = 180_000;

const FIGURES = ["ttft", "tpot", "itl", "latency"] as const;

interface PeerRow {
  readonly tool: string;
  readonly figures: Readonly<Record<keyof ToolMeans, { readonly mean: number | null }>>;
}

const WITHOUT_HUB = { HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1", TRANSFORMERS_OFFLINE: "1" };

async function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const { stderr, stdout } = await new Deno.Command(command, { args: [...args], env, signal, stdin: "null" }).output();
  await Deno.stderr.write(stdout.subarray(-500));
  await Deno.stderr.write(stderr.subarray(-1500));
}

async function startService(): Promise<{ readonly url: string; readonly process: Deno.ChildProcess }> {
  const args = [...PROGRAM, "simulate", "--exit-with-stdin", ...SERVICE];
  const process = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) text += (await reader.read()).value ?? "\n";
  const [url = ""] = /http:\S+/.exec(text) ?? [];
  return { url, process };
}

async function readOwn(folder: string): Promise<readonly PeerRow[]> {
  const text = await Deno.readTextFile(join(folder, "definitions", "run.json"));
  const { steps: [step] }: { steps: readonly { readonly peers: readonly PeerRow[] }[] } = JSON.parse(text);
  return step?.peers ?? [];
}

function toTable(tool: string, theirs: ToolMeans, rows: readonly PeerRow[]): string {
  const ownOf = (name: string, figure: keyof ToolMeans) => rows.find((row) => row.tool === name)?.figures[figure].mean;
  const lines = FIGURES.map((figure) => {
    const values = [theirs[figure], ownOf(tool, figure), ownOf("native", figure)];
    return `| ${figure} | ${values.map((value) => value?.toFixed(2) ?? "–").join(" | ")} |`;
  });
  return [`| mean, ms | ${tool} | its rules here | native |`, "| --- | ---: | ---: | ---: |", ...lines].join("\n");
}

const [name = "", command, tokenizer = ""] = Deno.args;
const tool = PEER_TOOLS[name];
if (tool === undefined) throw new Error(`"${name}" is no tool: ${Object.keys(PEER_TOOLS).join(", ")}`);
const folder = await Deno.makeTempDir();
const { url, process } = await startService();
try {
  await writePrompts(folder);
  const env = tool.needsHub === true ? {} : WITHOUT_HUB;
  await run(command ?? tool.command, tool.args({ url, folder, tokenizer }), env);
  const own = join(folder, "own");
  await run(Deno.execPath(), [...PROGRAM, ...ownArgs({ url, folder: own }, name)]);
  print(toTable(name, await tool.read(folder), await readOwn(own)));
} finally {
  await process.stdin.close();
  await process.status;
  await Deno.remove(folder, { recursive: true });
}
