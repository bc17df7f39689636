import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { type Program, runProgram } from "../program/program.ts";
import { startSimulator } from "../program/simulator_process.ts";

const REQUESTS = 40;

/** Arguments of a short closed-loop run whose results are in the folder `smoke` below another. */
export function shortRun(url: string, outputs: string): string[] {
  const load = ["--parallel", "4", "--number", String(REQUESTS), "--max-tokens", "32"];
  const files = ["--outputs-dir", outputs, "--no-timestamp", "--name", "smoke"];
  return [
    "perf",
    "--url",
    `${url}/v1/chat/completions`,
    "--model",
    "simulated",
    "--prompt",
    "Hello",
    ...load,
    ...files,
  ];
}

/** Fails unless the program names its version. */
export async function checkVersion(program: Program, version: string): Promise<void> {
  const { code, stdout, stderr } = await runProgram(program, ["--version"]);
  if (code !== 0 || !stdout.includes(version)) {
    throw new Error(`"--version" gave exit code ${code}: ${stdout}${stderr}`);
  }
}

/** Fails unless a mistyped flag ends with exit code 2 and the right flag as a hint. */
export async function checkBadFlag(program: Program): Promise<void> {
  const { code, stderr } = await runProgram(program, ["perf", "--modle", "simulated"]);
  if (code !== 2 || !stderr.includes("--model")) throw new Error(`"--modle" gave exit code ${code}: ${stderr}`);
}

/** Measures the program's own simulator and fails unless all requests are in the results. */
export async function checkRun(program: Program, outputs: string): Promise<void> {
  await using simulator = await startSimulator(program, ["--ttft", "20", "--itl", "2"]);
  const { code, stdout, stderr } = await runProgram(program, shortRun(simulator.url, outputs));
  if (code !== 0) throw new Error(`"perf" gave exit code ${code}:\n${stdout}\n${stderr}`);
  await checkResults(outputs);
}

const TINY_MODEL = fileURLToPath(new URL("../../tests/fixtures/tiny-models/tiny-chat", import.meta.url));
const LOCAL_PORT = "18877";

/** Measures a tiny model that the program computes itself and fails unless all requests succeeded. */
export async function checkLocalModel(program: Program, outputs: string): Promise<void> {
  const run = shortRun("", outputs).filter((word) => word !== "--url" && !word.startsWith("/v1"));
  const flags = ["--api", "local", "--port", LOCAL_PORT, "--model", TINY_MODEL];
  const { code, stdout, stderr } = await runProgram(program, [...run, ...flags]);
  if (code !== 0) throw new Error(`"perf --api local" gave exit code ${code}:\n${stdout}\n${stderr}`);
  if (!stderr.includes("WebAssembly")) throw new Error(`The model was not computed by the binary:\n${stderr}`);
  await checkResults(outputs);
}

/** Fails unless the files of a short run tell of all its requests as successes. */
export async function checkResults(outputs: string): Promise<void> {
  const summary = JSON.parse(await Deno.readTextFile(await findFile(outputs, "benchmark_summary.json")));
  const { "Total Requests": total, "Failed Requests": failed } = summary;
  if (total !== REQUESTS || failed !== 0) throw new Error(`Summary tells of ${total} requests, ${failed} failed`);
  const database = new DatabaseSync(await findFile(outputs, "benchmark_data.db"), { readOnly: true });
  const row = database.prepare("SELECT count(*) AS total, sum(success) AS succeeded FROM result").get();
  database.close();
  if (row?.["total"] !== REQUESTS || row["succeeded"] !== REQUESTS) {
    throw new Error(`Database tells of ${row?.["total"]} requests, ${row?.["succeeded"]} succeeded`);
  }
}

async function findFile(folder: string, name: string): Promise<string> {
  const found = await searchFile(folder, name);
  if (found === undefined) throw new Error(`No ${name} below ${folder}`);
  return found;
}

async function searchFile(folder: string, name: string): Promise<string | undefined> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile && entry.name === name) return path;
    const found = entry.isDirectory ? await searchFile(path, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
