/**
 * Makes one folder of each kind of run against the simulator and has evalscope's own readers read them: its loader, the
 * builder of its page, its list, its details.
 *
 *     deno run -A scripts/check_reference_readers.ts PYTHON
 *
 * PYTHON is that of an environment with `evalscope[perf]==1.14.1 flask flask-cors`. Exits with 1 where one is refused.
 */
import { fileURLToPath } from "node:url";
import { print } from "./print.ts";
import { programFromSource, runProgram } from "./program/program.ts";
import { startSimulator } from "./program/simulator_process.ts";

const CHAT = ["--url", "{url}/v1/chat/completions", "--model", "m"];
const PROMPT = [...CHAT, "--prompt", "hi"];
const SHORT = ["--min-prompt-length", "8", "--max-prompt-length", "16"];

/** The arguments of each kind of run. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  closed_loop: [...PROMPT, "--parallel", "1", "2", "--number", "4", "6"],
  open_loop: [...PROMPT, "--open-loop", "--rate", "20", "40", "--number", "10"],
  duration: [...PROMPT, "--parallel", "2", "--duration", "1"],
  equal_points: [...PROMPT, "--parallel", "2", "2", "--number", "4"],
  rates: [...PROMPT, "--parallel", "2", "--rate", "10", "20", "--number", "6"],
  no_stream: [...PROMPT, "--number", "4", "--no-stream"],
  conversations: [
    ...CHAT,
    "--multi-turn",
    "--dataset",
    "random_multi_turn",
    ...SHORT,
    "--max-turns",
    "3",
    "--number",
    "4",
  ],
  embeddings: [
    "--api",
    "embedding",
    "--url",
    "{url}/v1/embeddings",
    "--model",
    "e",
    "--dataset",
    "random_embedding",
    ...SHORT,
  ],
  rerank: ["--api", "rerank", "--url", "{url}/v1/rerank", "--model", "e", "--dataset", "random_rerank", ...SHORT],
  all_failed: ["--url", "{url}/nothing", "--model", "m", "--prompt", "hi", "--number", "3"],
  trace: [...CHAT, "--dataset", "workload_trace", "--dataset-path", "{trace}", "--open-loop"],
};

const TRACE = [
  { timestamp: 0, input_length: 5, output_length: 3 },
  { timestamp: 100, input_length: 6, output_length: 3 },
];

const [python] = Deno.args;
if (python === undefined) throw new Error("Give the Python of an environment that has evalscope");
const folder = await Deno.makeTempDir({ prefix: "streamgauge_readers_" });
const trace = await Deno.makeTempFile({ suffix: ".jsonl" });
try {
  await Deno.writeTextFile(trace, TRACE.map((line) => JSON.stringify(line)).join("\n"));
  await makeFolders(folder, trace);
  const script = fileURLToPath(new URL("./reference/read_folders.py", import.meta.url));
  const { code } = await new Deno.Command(python, { args: ["-W", "ignore", script, folder], stderr: "inherit" }).spawn()
    .status;
  Deno.exitCode = code;
} finally {
  await Deno.remove(folder, { recursive: true });
  await Deno.remove(trace);
}

async function makeFolders(outputs: string, tracePath: string): Promise<void> {
  const program = programFromSource();
  await using simulator = await startSimulator(program, ["--ttft", "5", "--itl", "1", "--tokens", "5"]);
  const shared = ["--outputs-dir", outputs, "--no-timestamp", "--no-test-connection", "--sleep-interval", "0"];
  for (const [kind, given] of Object.entries(KINDS)) {
    const words = given.map((word) => word.replace("{url}", simulator.url).replace("{trace}", tracePath));
    const silence = ["--name", kind, "--summary", "none", "--quiet", "--seed", "3"];
    const { code, stderr } = await runProgram(program, ["perf", ...words, ...shared, ...silence, ...numberOf(kind)]);
    print(`${kind}: exit code ${code}${code > 1 && code !== 4 ? ` ${stderr}` : ""}`);
  }
}

/** Kinds that say nothing of a number make few requests. */
function numberOf(kind: string): readonly string[] {
  return ["embeddings", "rerank"].includes(kind) ? ["--number", "4"] : [];
}
