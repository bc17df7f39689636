/** What a program calls instead of the command line: the same options, plans and results, without a terminal. */
import { joinSignals } from "../../core/joined_signal.ts";
import { type JsonObject, type JsonValue } from "../../core/json.ts";
import { UsageError } from "../../core/errors.ts";
import { planPerf } from "../../config/resolve_run_plan.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { LiveSnapshot } from "../../metrics/live_snapshot.ts";
import { listServedModels } from "../perf/served_models.ts";
import { describeDryRun } from "../perf/dry_run.ts";
import { openHost } from "../perf/open_host.ts";
import { createProcessHost } from "../perf/process_host.ts";
import type { LogLevel, RunListener } from "../run/run_listener.ts";
import type { RunSink } from "../run/run_sink.ts";
import type { TuningResult } from "../../metrics/tuning/tuning_result.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { type RunJson, toRunJson } from "../../report/files/run_json.ts";
import type { RunVerdict } from "../perf/judge_run.ts";
import { runPerf as carryOut } from "../perf/run_perf.ts";
import type { PerfOptions } from "./perf_options.ts";

/** How a call is watched and stopped. */
export interface CallOptions {
  /** Once aborted, nothing more is sent and running requests finish; the result is partial. */
  readonly signal?: AbortSignal;
  /** Once aborted, running requests are cut off as well. */
  readonly cutOffSignal?: AbortSignal;
  /** Told a few times a second how far a point is. */
  readonly onProgress?: (snapshot: LiveSnapshot) => void;
  /** Told what the log file is told. */
  readonly onLog?: (level: LogLevel, message: string) => void;
  /** Replaces the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a call came to. */
export interface PerfOutcome extends RunVerdict {
  /** The run, as `run.json` holds it. */
  readonly result: RunJson;
  /** What a search (`sla_auto_tune`) found; `null`: there was none. */
  readonly tuning: TuningResult | null;
}

/**
 * Runs a load test and returns its results, the exit code that the command line would have, and the sentence that explains
 * it. Files are written as by the command line; nothing is printed. Options win over `STREAMGAUGE_…` variables. Throws
 * `UsageError` for options that cannot be used, all at once, and `DataError` for unusable data or an unreachable service.
 */
export async function runPerf(options: PerfOptions, call: CallOptions = {}): Promise<PerfOutcome> {
  const { env = Deno.env.toObject() } = call;
  const plan = await planCall(options, call);
  if (plan.isDryRun) {
    throw new UsageError('The option "dry_run" is for the command line', { hint: "Use describePerf() for its text" });
  }
  const cutOff = call.cutOffSignal ?? new AbortController().signal;
  using admitting = joinSignals([cutOff, ...(call.signal === undefined ? [] : [call.signal])]);
  const stop = { admitting: admitting.signal, running: cutOff };
  const host = await openHost(plan, { host: createProcessHost(), env });
  const outcome = await carryOut(plan, { host, stop, caller: toSink(call) });
  return { ...outcome, result: toRunJson(outcome.result, readRunEnvironment()) };
}

/** Says what `runPerf` would do with the same options, as `--dry-run` does; nothing is sent. */
export async function describePerf(options: PerfOptions, call: CallOptions = {}): Promise<string> {
  const plan = await planCall(options, call);
  return await describeDryRun(plan, {
    listener: toListener(call),
    signal: call.signal ?? new AbortController().signal,
  });
}

async function planCall(options: PerfOptions, { env = Deno.env.toObject() }: CallOptions): Promise<RunPlan> {
  const input = { options: withoutMissing(options), env };
  return await planPerf(input, (target) => listServedModels(target, createProcessHost()));
}

function withoutMissing(options: PerfOptions): JsonObject {
  const entries: [string, JsonValue | undefined][] = Object.entries(options);
  return Object.fromEntries(entries.flatMap(([key, value]) => value === undefined ? [] : [[key, value]]));
}

function toSink({ onProgress, onLog }: CallOptions): RunSink {
  return {
    name: "the caller",
    ...onLog === undefined ? {} : { log: onLog },
    ...onProgress === undefined ? {} : { progress: onProgress },
  };
}

function toListener({ onLog }: CallOptions): RunListener {
  return {
    log: (level, message) => onLog?.(level, message),
    progress: () => {},
    progressEnd: () => {},
    wait: () => {},
    download: () => {},
  };
}
