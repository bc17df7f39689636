import { join } from "node:path";
import type { AgentxPlan } from "../../config/agentx_plan.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { createClock, localWallClockIso } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { writeJsonAtomically } from "../../report/files/atomic_file.ts";
import { createRunFolder, toTimestamp } from "../../report/files/run_folder.ts";
import type { RunListener, StopSignals } from "../run/run_listener.ts";
import { AIPERF_VERSION, maskCommand, toAiperfCommand } from "./agentx_command.ts";
import { type AgentxTraces, findTraces } from "./agentx_dataset.ts";
import { type AgentxStatus, type AgentxSummary, toAgentxSummary } from "./agentx_summary.ts";
import { runProgram } from "./aiperf_process.ts";

/** Who is told of the run, and what stops it. */
export interface AgentxWatch {
  readonly listener: RunListener;
  readonly stop: StopSignals;
}

/** What a run of AgentX came to: the summary of each point that began, by its name. */
export interface AgentxOutcome {
  readonly folder: string;
  readonly points: ReadonlyMap<string, AgentxSummary>;
}

const RAW_SUMMARY = "profile_export_aiperf.json";

/**
 * Has AIPerf carry out the scenario at each value of `--parallel`, and keeps what it writes beside a summary of our own.
 * AIPerf and not the engine: figures of AgentX are worth what they are compared with, and its rules are that program.
 */
export async function runAgentx(run: RunPlan, plan: AgentxPlan, watch: AgentxWatch): Promise<AgentxOutcome> {
  const { listener, stop } = watch;
  await checkAiperf(plan.python);
  const traces = await findTraces(plan, {
    hub: run.workload.hub,
    signal: stop.admitting,
    listener: {
      warn: (message) => listener.log("warn", message),
      info: (message) => listener.log("info", message),
      onDownload: listener.download,
    },
  });
  const root = await createRunFolder({ ...run.output, timestamp: toTimestamp(localWallClockIso()) });
  const folder = join(root, `agentx_${plan.scenario.variant}`);
  listener.log("info", `Results: ${folder}`);
  const points = new Map<string, AgentxSummary>();
  for (const [index, parallel] of plan.parallel.entries()) {
    if (index > 0) await pause(run.sleepIntervalMs, stop.admitting);
    if (stop.admitting.aborted) break;
    const name = `parallel_${parallel}`;
    const summary = await runPoint({ plan, traces, parallel, folder: join(folder, name) }, watch);
    points.set(name, summary);
    if (summary.status !== "completed") break;
  }
  await writeJsonAtomically(join(folder, "agentx_sweep_summary.json"), Object.fromEntries(points));
  return { folder, points };
}

interface PointParts {
  readonly plan: AgentxPlan;
  readonly traces: AgentxTraces;
  readonly parallel: number;
  readonly folder: string;
}

async function runPoint({ plan, traces, parallel, folder }: PointParts, watch: AgentxWatch): Promise<AgentxSummary> {
  const artifacts = join(folder, "aiperf");
  await Deno.mkdir(artifacts, { recursive: true });
  const command = toAiperfCommand(plan, { parallel, folder: artifacts, traceArgs: traces.args });
  const { listener, stop } = watch;
  listener.log("debug", maskCommand(command).join(" "));
  const onLine = (line: string) => listener.log("info", line);
  const code = await runProgram(command, join(folder, "aiperf.log"), { stop, onLine });
  const rawFile = join(artifacts, RAW_SUMMARY);
  const raw = await readRaw(rawFile);
  const error = code !== 0
    ? `AIPerf ended with exit code ${code}`
    : raw === null
    ? `AIPerf wrote no ${RAW_SUMMARY} that can be read`
    : null;
  const status: AgentxStatus = stop.admitting.aborted ? "cancelled" : error === null ? "completed" : "failed";
  const summary = toAgentxSummary({
    plan,
    dataset: traces.dataset,
    parallel,
    status,
    raw,
    error,
    folder: artifacts,
    rawFile: raw === null ? null : rawFile,
    command: maskCommand(command),
  });
  await writeJsonAtomically(join(folder, "agentx_summary.json"), summary);
  return summary;
}

async function readRaw(path: string): Promise<JsonObject | null> {
  try {
    const raw: unknown = JSON.parse(await Deno.readTextFile(path));
    return isJsonObject(raw) ? raw : null;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof SyntaxError) return null;
    throw cause;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const clock = createClock();
  await clock.sleepUntil(clock.nowMs() + ms, signal);
}

const SCRIPT = "from importlib.metadata import version; print(version('aiperf'))";

/** Throws `DataError` where this Python has no AIPerf, or another one than the scenario is of. */
async function checkAiperf(python: string): Promise<void> {
  const hint =
    `Install it into an environment of its own, pip install "aiperf==${AIPERF_VERSION}" (Python 3.11 to 3.13), ` +
    "and name its Python with --python";
  let found: Deno.CommandOutput;
  try {
    found = await new Deno.Command(python, { args: ["-c", SCRIPT], stdin: "null" }).output();
  } catch (cause) {
    throw new DataError(`Cannot start the Python "${python}" for --scenario agentx`, { cause, hint });
  }
  const version = new TextDecoder().decode(found.stdout).trim();
  if (!found.success) throw new DataError(`The Python "${python}" has no AIPerf, which carries out AgentX`, { hint });
  if (version !== AIPERF_VERSION) {
    throw new DataError(`AgentX is carried out by AIPerf ${AIPERF_VERSION}; "${python}" has ${version}`, { hint });
  }
}
