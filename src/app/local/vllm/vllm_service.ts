import { joinSignals } from "../../../core/joined_signal.ts";
import { DataError } from "../../../core/errors.ts";
import { checkPortIsFree } from "../free_port.ts";
import { type GuardedProcess, startGuarded } from "../guarded_process.ts";
import { answersWell } from "../http_probe.ts";
import type { LocalRun, LocalService, LocalServiceParts } from "../local_run.ts";
import { isExecutableFound, isFolder } from "../program_search.ts";
import { readLastLines } from "./log_tail.ts";
import { countVisibleGpus } from "./visible_gpus.ts";
import { LOG_REQUESTS_FLAG, toVllmCommand, toVllmEnvironment } from "./vllm_command.ts";

/** What a start depends on; tests shorten the waits and bring an environment. */
export interface VllmSurroundings {
  /** The longest start; large models are downloaded and loaded first. */
  readonly giveUpAfterMs: number;
  readonly pollEveryMs: number;
  /** The environment it is started in. */
  env(): Readonly<Record<string, string>>;
}

const SURROUNDINGS: VllmSurroundings = { giveUpAfterMs: 3_600_000, pollEveryMs: 500, env: () => Deno.env.toObject() };
/** As in `evalscope perf`. */
const GRACE_SECONDS = 10;
/** Enough for a traceback's end and what was said before it. */
const SHOWN_LINES = 15;
const LOG_NAME = "local_vllm.log";

type StartEnd = { readonly kind: "ready" | "stopped" | "late" } | { readonly kind: "ended"; readonly code: number };

interface Start extends LocalServiceParts {
  readonly run: LocalRun;
  readonly surroundings: VllmSurroundings;
  readonly logPath: string;
}

/** Starts vLLM and resolves when it answers; throws a `DataError` with its last words where it does not come so far. */
export async function startVllm(
  run: LocalRun,
  parts: LocalServiceParts,
  surroundings: VllmSurroundings = SURROUNDINGS,
): Promise<LocalService> {
  if (Deno.build.os === "windows") {
    throw new DataError("Cannot start vLLM on Windows", {
      hint: "Start it in WSL and name it with --api openai --url http://127.0.0.1:8000/v1",
    });
  }
  checkPortIsFree(run.local.port);
  const start = { ...parts, run, surroundings, logPath: `${parts.folder}/${LOG_NAME}` };
  const command = await makeCommand(run, surroundings.env());
  return await tryStart(start, command) ??
    await tryStart(start, command.filter((word) => word !== LOG_REQUESTS_FLAG)) ??
    await fail(start, "it does not know its arguments");
}

async function makeCommand(
  { workload, local: { port, python } }: LocalRun,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  return toVllmCommand({
    model: workload.generation.model,
    port,
    gpuCount: await countVisibleGpus(env),
    python,
    hasVllmCommand: await isExecutableFound("vllm", env["PATH"] ?? ""),
  });
}

/** Starts a command; `null` where this version of vLLM does not know one of the arguments that some versions need. */
async function tryStart(start: Start, command: readonly string[]): Promise<LocalService | null> {
  const { run, listener, logPath } = start;
  const { generation: { model }, hub } = run.workload;
  listener.log("info", `Starting vLLM: ${command.join(" ")}`);
  listener.log("info", `Its log: ${logPath}`);
  const origin = { isFolder: await isFolder(model), source: hub.source };
  const given = start.surroundings.env();
  const env = { ...given, ...toVllmEnvironment(origin, given) };
  await using owned = new AsyncDisposableStack();
  const process = owned.use(startGuarded({ command, env, logPath, graceSeconds: GRACE_SECONDS }));
  const end = await waitForStart(process, start);
  if (end.kind === "ended") {
    const isTooNew = command.includes(LOG_REQUESTS_FLAG) && await isUnknownArgument(logPath);
    return isTooNew ? null : await fail(start, `it ended with exit code ${end.code}`);
  }
  if (end.kind === "late") {
    return await fail(start, `it was not ready after ${start.surroundings.giveUpAfterMs / 1000} s`);
  }
  if (end.kind === "ready") listener.log("info", `vLLM is ready on port ${run.local.port}`);
  const service = owned.move();
  const dispose = watchEnd(process, start, () => service.disposeAsync());
  return { isReady: end.kind === "ready", [Symbol.asyncDispose]: dispose };
}

async function isUnknownArgument(logPath: string): Promise<boolean> {
  const lines = await readLastLines(logPath, SHOWN_LINES);
  return lines.some((line) => line.includes("unrecognized arguments") && line.includes(LOG_REQUESTS_FLAG));
}

async function waitForStart(process: GuardedProcess, start: Start): Promise<StartEnd> {
  const { clock, listener, signal, surroundings, run, logPath } = start;
  const giveUpAtMs = clock.nowMs() + surroundings.giveUpAfterMs;
  const over = new AbortController();
  using either = joinSignals([signal, over.signal]);
  let code: number | null = null;
  void process.ended.then((ended) => {
    code = ended;
    over.abort();
  });
  try {
    while (code === null && !signal.aborted) {
      if (await answersWell(run.local.port, "/health")) return { kind: "ready" };
      if (clock.nowMs() >= giveUpAtMs) return { kind: "late" };
      const [line = "nothing in its log yet"] = await readLastLines(logPath, 1);
      listener.wait(`Waiting for vLLM (${line.slice(0, 200)}), giving up`, giveUpAtMs - clock.nowMs());
      await clock.sleepUntil(clock.nowMs() + surroundings.pollEveryMs, either.signal);
    }
    return code === null ? { kind: "stopped" } : { kind: "ended", code };
  } finally {
    listener.wait("", 0);
  }
}

async function fail({ logPath, run }: Start, reason: string): Promise<never> {
  const lines = await readLastLines(logPath, SHOWN_LINES);
  const words = lines.length === 0 ? "" : `; its last lines:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  throw new DataError(`Cannot start vLLM: ${reason}${words}`, { hint: hintFor(lines, { run, logPath }) });
}

function hintFor(lines: readonly string[], { run, logPath }: { run: LocalRun; logPath: string }): string {
  const python = run.local.python ?? "python3";
  const isMissing = lines.some((line) => /No module named '?vllm\b/.test(line));
  if (isMissing) return `${python} has no vLLM: install it (pip install vllm), or name another Python with --python`;
  if (lines.some((line) => /not found|No such file/.test(line) && line.includes(python))) {
    return `Name the Python that has vLLM with --python; "${python}" is not there`;
  }
  return `The whole log is in ${logPath}`;
}

/** Says when the service ends before it is to end: requests only see that nobody listens. */
function watchEnd(process: GuardedProcess, start: Start, stop: () => Promise<void>): () => Promise<void> {
  let isStopping = false;
  void process.ended.then((code) => {
    if (isStopping) return;
    start.listener.log("error", `vLLM ended during the run with exit code ${code}; its log: ${start.logPath}`);
  });
  return async () => {
    isStopping = true;
    await stop();
  };
}
