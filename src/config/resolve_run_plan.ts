import { parseGate } from "../metrics/comparison/gate.ts";
import { type Problem, throwProblems, UsageError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { toRunArgs } from "./file/earlier_run.ts";
import { type PerfInput, type PerfOptions, readPerfOptions, readTypedPerfOptions } from "./file/read_perf_options.ts";
import type { PerfValues } from "./options/perf_options.ts";
import { describeStrayWords } from "./parsing/argument_reader.ts";
import type { Environment } from "./parsing/environment.ts";
import { toFolderName } from "../core/folder_name.ts";
import { toRunFolder } from "./resolving/run_folder_name.ts";
import { resolveAgentx } from "./resolving/agentx_plan.ts";
import { resolveAgents } from "./resolving/agents_plan.ts";
import { resolveAddresses } from "./resolving/addresses.ts";
import { resolveApi } from "./resolving/api_plan.ts";
import { toArgsJson } from "./resolving/args_json.ts";
import { resolveConversation } from "./resolving/conversation_plan.ts";
import { deepFreeze } from "./resolving/deep_freeze.ts";
import { kindOf } from "./resolving/load/load_kind.ts";
import { resolveLoad } from "./resolving/load/load_shape.ts";
import { resolveSla, toTemplateStep } from "./resolving/load/sla_plan.ts";
import { resolveSteps } from "./resolving/load/step_plans.ts";
import { findWarmupProblem } from "./resolving/load/warmup_count.ts";
import { resolveGoodput } from "./resolving/goodput_plan.ts";
import { resolveLocal } from "./resolving/local_plan.ts";
import type { Resolution } from "./resolving/resolution.ts";
import { resolveTelemetry } from "./resolving/telemetry_plan.ts";
import { resolveTarget } from "./resolving/target_plan.ts";
import { resolveWorkload } from "./resolving/workload_plan.ts";
import type { BaselinePlan, OutputPlan, RunPlan, TargetPlan, TrackersPlan } from "./run_plan.ts";

/**
 * Turns what the user gave for `perf` into one frozen plan. Throws one `UsageError` that names every mistake found.
 * Reads the files that options name (`--config`, `--prompt @file`, templates, certificates).
 */
export async function planPerf(input: PerfInput, listModels: ListModels | null = null): Promise<RunPlan> {
  const parsed = await readPerfOptions(input);
  if (listModels === null || parsed.values.model !== null || !canAsk(parsed)) return resolveParsed(parsed, input.env);
  const { target } = resolveParsed(withModel(parsed, PLACEHOLDER), input.env);
  const models = target.local === null ? await listModels(target) : null;
  const [model, ...others] = models ?? [];
  if (model === undefined) return resolveParsed(parsed, input.env);
  if (others.length === 0) {
    const note = `The service serves one model, "${model}", which is used; --model names another`;
    return resolveParsed(withModel({ ...parsed, notes: [...parsed.notes, note] }, model), input.env);
  }
  const shown = [model, ...others].slice(0, MOST_SHOWN).join(", ");
  const more = others.length < MOST_SHOWN ? "" : ` and ${others.length + 1 - MOST_SHOWN} more`;
  throw new UsageError("Option --model is missing: the service serves several", { hint: `It has ${shown}${more}` });
}

/** Asks the service of a plan for the names of its models; `null` where it does not say. */
export type ListModels = (target: TargetPlan) => Promise<readonly string[] | null>;

/** Stands for the model until its name is known. */
const PLACEHOLDER = "model";

const MOST_SHOWN = 10;

/** Nothing is sent for a look at the plan, nor where something else is wrong. */
function canAsk({ values, problems, words }: PerfOptions): boolean {
  return !values.dry_run && problems.length === 0 && words.length === 0 && kindOf(values) !== "trace";
}

function withModel(parsed: PerfOptions, model: string): PerfOptions {
  return {
    ...parsed,
    values: { ...parsed.values, model },
    explicit: new Set([...parsed.explicit, "model"]),
    given: new Map([...parsed.given, ["model", model]]),
  };
}

/** Does what `planPerf` does for a command line without a configuration file, at once. */
export function resolvePerfPlan(argv: readonly string[], env: Environment): RunPlan {
  return resolveParsed(readTypedPerfOptions({ argv, env }), env);
}

/** Judges how options go together and makes the plan. */
export function resolveParsed(parsed: PerfOptions, env: Environment): RunPlan {
  const resolution: Resolution = {
    values: parsed.values,
    explicit: parsed.explicit,
    earlierSeed: parsed.earlier?.seed ?? null,
    env,
    problems: [...parsed.problems, ...describeStrayWords(parsed.words)],
    notes: [...parsed.notes],
  };
  const plan = resolvePlan(resolution);
  throwProblems(resolution.problems);
  return deepFreeze({ ...plan, runArgs: toRunArgs(parsed, plan.workload.seed) });
}

function resolvePlan(resolution: Resolution): Omit<RunPlan, "runArgs"> {
  const { values } = resolution;
  if (values.model === null) missModel(resolution);
  noteKnobs(resolution);
  const api = resolveApi(resolution);
  const local = resolveLocal(resolution, api.api);
  const addresses = resolveAddresses(resolution, { ...api, local });
  const [address] = addresses;
  const modelId = lastPathComponent(values.model ?? "") ?? values.dataset;
  const target = resolveTarget(resolution, { ...api, addresses, local });
  const displayUrls = addresses.map(({ displayUrl }) => displayUrl);
  const { applyChatTemplate } = address;
  const args = toArgsJson(values, { modelId, displayUrls, applyChatTemplate, headers: target.headers });
  return {
    modelId,
    target,
    workload: resolveWorkload(resolution, applyChatTemplate),
    output: { ...resolveOutput(values, modelId), baseline: resolveBaseline(resolution) },
    trackers: resolveTrackers(values),
    telemetry: resolveTelemetry(resolution, target),
    ...resolveLoadParts(resolution, args),
    conversation: resolveConversation(resolution),
    goodput: resolveGoodput(resolution),
    goodputMinShare: values.goodput_min,
    repeat: values.repeat,
    resumeFolder: values.resume,
    isDryRun: values.dry_run,
    sleepIntervalMs: Math.round(values.sleep_interval * 1000),
    agents: resolveAgents(resolution),
    agentx: resolveAgentx(resolution, target.url),
    shards: values.shards,
    measuresHandoff: values.enable_pd_metrics,
    sendsRequestIds: values.request_ids,
    maxFailedShare: values.max_failed,
    notes: resolution.notes,
  };
}

function resolveLoadParts(resolution: Resolution, args: JsonObject): Pick<RunPlan, "load" | "sla" | "steps"> {
  const load = resolveLoad(resolution);
  const sla = resolveSla(resolution);
  if (sla !== null) return { load, sla, steps: [toTemplateStep(sla, resolution, args)] };
  const steps = resolveSteps(resolution, load, args);
  const warmup = findWarmupProblem(resolution.values, steps.map(({ number }) => number));
  if (warmup !== null) resolution.problems.push(warmup);
  return { load, sla, steps };
}

function missModel({ values, explicit, problems }: Resolution): void {
  // A trace says itself which model each request is for.
  if (kindOf(values) === "trace") return;
  // Mistyped, or hidden in a file that cannot be used: said already.
  const isNamed = ({ key }: Problem) => key === "model" || key === "config" || key === "resume";
  if (explicit.has("model") || problems.some(isNamed)) return;
  const hint = "Write --model NAME, with the name under which the service knows the model";
  problems.push({ message: "Option --model is missing", hint });
}

function resolveBaseline({ values, problems }: Resolution): BaselinePlan | null {
  const { baseline: given, fail_on: failOn, export: exports } = values;
  for (const rule of failOn) parseGate(rule, problems);
  const folder = given === null ? null : toRunFolder(given);
  if (typeof folder === "string") return { folder, failOn, exports };
  if (folder !== null) {
    problems.push({ ...folder, message: `Cannot use --baseline: ${folder.message}`, key: "baseline" });
    return null;
  }
  const alone = failOn.length > 0 ? "--fail-on" : exports.length > 0 ? "--export" : null;
  if (alone !== null) {
    problems.push({ message: `Option ${alone} needs --baseline`, hint: "Name the folder of the run to compare with" });
  }
  return null;
}

function resolveOutput(values: PerfValues, modelId: string): Omit<OutputPlan, "baseline"> {
  return {
    outputsDir: values.outputs_dir,
    noTimestamp: values.no_timestamp,
    folderName: toFolderName(values.name ?? modelId),
    storeContent: values.store_content,
    debug: values.debug,
    logEveryNQuery: Math.max(1, values.log_every_n_query),
    // As in `evalscope perf`: anything below one means one, here and below.
    dbCommitInterval: Math.max(1, values.db_commit_interval),
    enableProgressTracker: values.enable_progress_tracker,
    json: values.json,
    summary: values.summary,
    definitions: values.definitions ?? [],
    isQuiet: values.quiet,
    plots: values.plots ?? [],
    uiPort: values.ui === null ? null : values.ui[0] ?? 0,
  };
}

function resolveTrackers(values: PerfValues): TrackersPlan {
  return {
    names: [...new Set(values.visualizer)],
    runName: values.alias ?? values.name,
    wandbApiKey: values.wandb_api_key,
    swanlabApiKey: values.swanlab_api_key,
    swanlabHost: values.swanlab_host,
  };
}

function lastPathComponent(path: string): string | null {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? null;
}

function noteKnobs({ values, explicit, notes }: Resolution): void {
  const reasons: Readonly<Record<string, string>> = {
    queue_size_multiplier: "results never hold the load up",
    in_flight_task_multiplier: "requests are prepared before their slots are free",
    num_workers: "prompts are made while the load runs; --shards sets the event loops that carry it",
  };
  for (const [key, reason] of Object.entries(reasons)) {
    if (explicit.has(key)) notes.push(`--${key.replaceAll("_", "-")} has no effect: ${reason}`);
  }
  if (values.db_commit_interval < 1) notes.push(`--db-commit-interval ${values.db_commit_interval} means 1`);
}
