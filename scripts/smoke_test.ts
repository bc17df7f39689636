/**
 * Tries a binary as a user would: version, a mistyped flag, a run against its own simulator, the same in an empty root
 * directory; prints its size and start-up time.
 *
 *     deno run --allow-read --allow-write --allow-run --allow-env scripts/smoke_test.ts dist/streamgauge
 */
import { resolve } from "node:path";
import { print } from "./print.ts";
import { type Program, programFromBinary, runProgram } from "./program/program.ts";
import { startSimulator } from "./program/simulator_process.ts";
import {
  checkBadFlag,
  checkLocalModel,
  checkResults,
  checkRun,
  checkVersion,
  shortRun,
} from "./smoke/binary_checks.ts";
import { createEmptyRoot } from "./smoke/empty_root.ts";

/** The largest binary. */
const MAX_BYTES = 107e6;
const STARTS = 15;

async function smokeTest(binary: string, temporary: string): Promise<void> {
  const program = programFromBinary(binary);
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  await checkVersion(program, version);
  print("Version: as in deno.json");
  await checkBadFlag(program);
  print("Bad flag: exit code 2 with a suggestion");
  await checkRun(program, `${temporary}/outputs`);
  print("Run against the simulator: all requests succeeded, summary and database agree");
  await checkLocalModel(program, `${temporary}/local`);
  print("Local model: computed by the binary itself");
  print(`Empty root directory: ${await tryEmptyRoot(binary, `${temporary}/root`)}`);
  const { size } = await Deno.stat(binary);
  print(`Size: ${(size / 1e6).toFixed(1)} MB`);
  print(`Start-up (--version, median of ${STARTS}): ${(await measureStart(program)).toFixed(0)} ms`);
  if (size > MAX_BYTES) throw new Error(`The binary has more than ${MAX_BYTES / 1e6} MB`);
}

async function tryEmptyRoot(binary: string, folder: string): Promise<string> {
  if (Deno.build.os !== "linux") return "skipped, only tried on Linux";
  await Deno.mkdir(folder);
  const root = await createEmptyRoot(binary, folder);
  if (root === null) return "skipped, this user may not change the root directory";
  await using simulator = await startSimulator(root.program, ["--ttft", "20", "--itl", "2"]);
  const { code, stdout, stderr } = await runProgram(root.program, shortRun(simulator.url, "/outputs"));
  if (code !== 0) throw new Error(`"perf" in an empty root directory gave exit code ${code}:\n${stdout}\n${stderr}`);
  await checkResults(`${folder}/outputs`);
  return "simulator and run work";
}

async function measureStart(program: Program): Promise<number> {
  const timesMs: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const startMs = performance.now();
    await runProgram(program, ["--version"]);
    timesMs.push(performance.now() - startMs);
  }
  return timesMs.toSorted((a, b) => a - b)[STARTS >> 1] ?? NaN;
}

const [path] = Deno.args;
if (path === undefined) throw new Error("Name the binary to try");
const temporary = await Deno.makeTempDir({ prefix: "streamgauge_smoke_" });
try {
  await smokeTest(resolve(path), temporary);
} finally {
  await Deno.remove(temporary, { recursive: true });
}
