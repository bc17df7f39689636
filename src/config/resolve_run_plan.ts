import { type Problem, throwProblems } from "../core/errors.ts";
import { PERF_OPTIONS, type PerfValues } from "./options/perf_options.ts";
import { describeStrayWords } from "./parsing/argument_reader.ts";
import type { Environment } from "./parsing/environment.ts";
import { type ParsedOptions, parseOptions } from "./parsing/parse_options.ts";
import { toArgsJson } from "./resolving/args_json.ts";
import { deepFreeze } from "./resolving/deep_freeze.ts";
import type { Resolution } from "./resolving/resolution.ts";
import { resolveSteps } from "./resolving/step_plans.ts";
import { resolveTarget } from "./resolving/target_plan.ts";
import { resolveUrl, type UrlResult } from "./resolving/url_rules.ts";
import { resolveWorkload } from "./resolving/workload_plan.ts";
import type { LoadPlan } from "./load_plan.ts";
import type { OutputPlan, RunPlan } from "./run_plan.ts";

/**
 * Turns the command line of `perf` and the environment into one frozen plan. Throws one `UsageError` that names every
 * mistake found. Reads the files that options name (`--prompt @file`, templates, certificates).
 */
export function resolvePerfPlan(argv: readonly string[], env: Environment): RunPlan {
  const parsed = parsePerfOptions(argv, env);
  const resolution: Resolution = {
    values: parsed.values,
    explicit: parsed.explicit,
    env,
    problems: [...parsed.problems, ...describeStrayWords(parsed.words)],
    notes: [...parsed.notes],
  };
  const plan = resolvePlan(resolution);
  throwProblems(resolution.problems);
  return deepFreeze(plan);
}

/** Reads the command line of `perf` without judging how its options go together. */
export function parsePerfOptions(argv: readonly string[], env: Environment): ParsedOptions<PerfValues> {
  const parsed = parseOptions(PERF_OPTIONS, argv, env);
  // `OptionTable<PerfValues>` ties each schema and default to the type of its key, so this only names what holds.
  return { ...parsed, values: parsed.values as unknown as PerfValues };
}

function resolvePlan(resolution: Resolution): RunPlan {
  const { values, notes } = resolution;
  if (values.model === null) missModel(resolution);
  noteKnobs(resolution);
  const address = resolveAddress(resolution);
  const modelId = lastPathComponent(values.model ?? "") ?? values.dataset;
  const target = resolveTarget(resolution, address);
  const parts = { modelId, ...address, headers: target.headers };
  return {
    modelId,
    target,
    workload: resolveWorkload(resolution, address.applyChatTemplate),
    output: resolveOutput(values, modelId),
    steps: resolveSteps(resolution, toArgsJson(values, parts)),
    load: PLAIN_LOAD,
    conversation: null,
    goodput: [],
    goodputMinShare: null,
    repeat: 1,
    resumeFolder: null,
    sla: null,
    isDryRun: false,
    sleepIntervalMs: Math.round(values.sleep_interval * 1000),
    shards: values.shards,
    maxFailedShare: values.max_failed,
    notes,
  };
}

const PLAIN_LOAD: LoadPlan = {
  isOpenLoop: false,
  arrival: { kind: "poisson" },
  rateStages: null,
  slotStages: null,
  durationMs: null,
  graceMs: null,
  maxErrors: null,
  maxErrorShare: null,
  thinkTime: null,
};

function missModel({ explicit, problems }: Resolution): void {
  const isNamed = ({ message, hint = "" }: Problem) => message.includes("--model") || hint.includes("--model?");
  if (explicit.has("model") || problems.some(isNamed)) return;
  const hint = "Write --model NAME, with the name under which the service knows the model";
  problems.push({ message: "Option --model is missing", hint });
}

function resolveAddress({ values, problems, notes }: Resolution): UrlResult {
  const resolved = resolveUrl({
    url: values.url,
    api: values.api,
    applyChatTemplate: values.apply_chat_template,
    tokenizePrompt: values.tokenize_prompt,
  });
  if ("url" in resolved) {
    notes.push(...resolved.notes);
    return resolved;
  }
  problems.push(resolved);
  return { url: "", displayUrl: "", basicAuthorization: null, applyChatTemplate: true, notes: [] };
}

function resolveOutput(values: PerfValues, modelId: string): OutputPlan {
  return {
    outputsDir: values.outputs_dir,
    noTimestamp: values.no_timestamp,
    folderName: toFolderName(values.name ?? modelId),
    storeContent: values.store_content,
    debug: values.debug,
    logEveryNQuery: values.log_every_n_query,
    // As in `evalscope perf`: anything below one means one.
    dbCommitInterval: Math.max(1, values.db_commit_interval),
    enableProgressTracker: values.enable_progress_tracker,
    json: values.json,
  };
}

/** Makes a name fit for a folder on every system. */
export function toFolderName(name: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what must go
  const safe = name.replace(/[<>:"|?*\\/\x00-\x1f]/g, "_").replace(/[. ]+$/, (end) => "_".repeat(end.length));
  return safe === "" ? "_" : safe;
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
