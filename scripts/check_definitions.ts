/**
 * Holds `--definitions evalscope` against `evalscope perf` itself on the same streams: one service of known times, both
 * clients one after the other. Run by hand, on a quiet machine:
 *
 *     pip install 'evalscope[perf]==1.14.1'
 *     deno run -A scripts/check_definitions.ts [evalscope]
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const PROGRAM: readonly string[] = ["run", "--no-prompt", "-A", MAIN];

/** A role at once, the first token after 300 ms, the others 40 ms apart: rules that differ show by far more than noise. */
const SERVICE = ["--ttft", "300", "--itl", "40", "--tokens", "20", "--seed", "3", "--port", "0"];
const LOAD = ["--model", "m", "--prompt", "hello there", "--parallel", "1", "--number", "15", "--max-tokens", "20"];
const KEPT = ["--no-timestamp", "--name", "definitions"];

/** It waits for hubs at its end; its figures are written before. */
const LIMIT_MS = 120_000;

const FIGURES = [
  ["ttft", "Avg TTFT (ms)", 1],
  ["tpot", "Avg TPOT (ms)", 1],
  ["itl", "Avg ITL (ms)", 1],
  ["latency", "Avg Latency (s)", 1000],
] as const;

type Figure = typeof FIGURES[number][0];
type Means = Readonly<Record<Figure, { readonly mean: number }>>;

interface PeerRow {
  readonly tool: string;
  readonly figures: Means;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const env = { HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1" };
  const { stderr } = await new Deno.Command(command, { args: [...args], env, signal, stdin: "null" }).output();
  await Deno.stderr.write(stderr.subarray(-2000));
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(path));
}

async function startService(): Promise<{ readonly url: string; readonly process: Deno.ChildProcess }> {
  const args = [...PROGRAM, "simulate", "--exit-with-stdin", ...SERVICE];
  const process = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) text += (await reader.read()).value ?? "\n";
  const [url = ""] = /http:\S+/.exec(text) ?? [];
  return { url: `${url}/v1/chat/completions`, process };
}

function toTable(theirs: Readonly<Record<string, number>>, rows: readonly PeerRow[]): string {
  const figureOf = (tool: string, figure: Figure) => rows.find((row) => row.tool === tool)?.figures[figure].mean ?? NaN;
  const lines = FIGURES.map(([figure, key, unitMs]) => {
    const values = [(theirs[key] ?? NaN) * unitMs, figureOf("evalscope", figure), figureOf("native", figure)];
    return `| ${figure} | ${values.map((value) => value.toFixed(2)).join(" | ")} |`;
  });
  return ["| mean, ms | evalscope perf | its rules here | ours |", "| --- | ---: | ---: | ---: |", ...lines].join("\n");
}

const [evalscope = "evalscope"] = Deno.args;
const folder = await Deno.makeTempDir();
const { url, process } = await startService();
try {
  const [theirs, ours] = [join(folder, "theirs"), join(folder, "ours")];
  const streams = ["--api", "openai", "--stream"];
  await run(evalscope, ["perf", "--url", url, ...streams, ...LOAD, ...KEPT, "--outputs-dir", theirs]);
  const rules = ["--definitions", "native,evalscope"];
  await run(Deno.execPath(), [...PROGRAM, "perf", "--url", url, ...LOAD, ...KEPT, ...rules, "--outputs-dir", ours]);
  const summary = join(theirs, "definitions", "parallel_1_number_15", "benchmark_summary.json");
  const { steps: [step] } = await readJson<{ steps: { peers: PeerRow[] }[] }>(join(ours, "definitions", "run.json"));
  await Deno.stdout.write(new TextEncoder().encode(`${toTable(await readJson(summary), step?.peers ?? [])}\n`));
} finally {
  await process.stdin.close();
  await process.status;
  await Deno.remove(folder, { recursive: true });
}
