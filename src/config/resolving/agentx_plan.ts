import * as z from "zod";
import type { Problem } from "../../core/errors.ts";
import type { AgentxPlan, AgentxScenario } from "../agentx_plan.ts";
import { findJsonProblem } from "../parsing/json_position.ts";
import type { Resolution } from "./resolution.ts";

const positive = () => z.int().positive().nullable().default(null);
const text = () => z.string().min(1).nullable().default(null);

/** The JSON form, with the defaults of `evalscope perf`. */
const SCENARIO = z.strictObject({
  name: z.literal("agentx").default("agentx"),
  variant: z.enum(["256k", "full"]).default("256k"),
  mode: z.enum(["benchmark", "smoke"]).default("benchmark"),
  max_context_length: positive(),
  trace_limit: positive(),
  num_gpus: positive(),
  engine: text(),
  engine_version: text(),
  hardware: text(),
  tokenizer_trust_remote_code: z.boolean().default(false),
  tokenizer_revision: text(),
  request_timeout_seconds: z.number().positive().nullable().default(null),
}).refine((given) => given.mode === "smoke" || given.trace_limit === null, {
  path: ["trace_limit"],
  message: 'needs "mode": "smoke"',
});

/** What runs where nothing is said, as in `evalscope perf`. */
const SEED = 20_260_707;
const DURATION_SECONDS = { benchmark: 1800, smoke: 60 } as const;
/** Shorter runs of the benchmark compare with nothing. */
const LEAST_BENCHMARK_SECONDS = 900;

const HINT = 'Write --scenario agentx, or a JSON object such as \'{"name": "agentx", "mode": "smoke"}\'';
const CHAT_PATH = "/v1/chat/completions";

/** Options of other loads: the scenario has its own, or none of it. */
const FOREIGN = [
  ["open_loop", "its load is a closed loop of session trees"],
  ["multi_turn", "its traces are conversations already"],
  ["sla_auto_tune", "it runs at the values of --parallel"],
  ["rate", "its load is a closed loop of session trees"],
  ["warmup_num", "it warms up by itself"],
  ["number", "it runs for a time, which --duration sets"],
  ["dataset", "it has its own traces"],
  ["dataset_args", "it has its own traces"],
  ["prompt", "it has its own traces"],
  ["stages", "it runs at the values of --parallel"],
  ["ramp", "it runs at the values of --parallel"],
  ["repeat", "it runs each value of --parallel once"],
  ["agents", "AIPerf carries its load from this machine"],
  ["resume", "each of its runs begins anew"],
] as const;

/** Reads `--scenario` and what it is carried out with; `null`: an ordinary load, or a mistake that was told. */
export function resolveAgentx(resolution: Resolution, url: string): AgentxPlan | null {
  const { values, problems, explicit } = resolution;
  if (values.scenario === null) return null;
  const scenario = readScenario(values.scenario, problems);
  if (scenario === null) return null;
  for (const [key, reason] of FOREIGN) {
    if (explicit.has(key)) {
      refuse(problems, `--${key.replaceAll("_", "-")} does not go with --scenario agentx: ${reason}`);
    }
  }
  if (Array.isArray(values.url) && values.url.length > 1) refuse(problems, "--scenario agentx takes one --url");
  if (values.api !== "openai") refuse(problems, "--scenario agentx needs --api openai, with chat completions");
  if (values.tokenizer_path === null) {
    refuse(problems, "--scenario agentx needs --tokenizer-path: its texts are made of the model's tokens");
  }
  const { mode } = scenario;
  const durationSeconds = values.duration ?? DURATION_SECONDS[mode];
  if (mode === "benchmark" && durationSeconds < LEAST_BENCHMARK_SECONDS) {
    const hint = 'A short try is --scenario \'{"name": "agentx", "mode": "smoke"}\'';
    refuse(problems, `--scenario agentx needs --duration of at least ${LEAST_BENCHMARK_SECONDS} seconds`, hint);
  }
  return {
    scenario,
    model: values.model ?? "",
    tokenizer: values.tokenizer_path ?? "",
    baseUrl: toBaseUrl(url, problems),
    apiKey: values.api_key,
    headers: values.headers,
    parallel: values.parallel,
    durationSeconds,
    seed: values.seed ?? SEED,
    datasetPath: values.dataset_path,
    python: values.python ?? "python3",
  };
}

function readScenario(typed: string, problems: Problem[]): AgentxScenario | null {
  if (typed === "agentx") return SCENARIO.parse({});
  const broken = findJsonProblem(typed);
  const read = broken === null ? SCENARIO.safeParse(JSON.parse(typed)) : null;
  if (read?.success === true) return read.data;
  const reasons = read?.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim()) ?? [];
  const reason = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
  problems.push({ message: `Cannot use "${typed}" for --scenario${reason}`, hint: HINT, key: "scenario" });
  return null;
}

function toBaseUrl(url: string, problems: Problem[]): string {
  if (!URL.canParse(url)) return url; // Said already.
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, "");
  if (!path.endsWith(CHAT_PATH)) {
    refuse(problems, `--scenario agentx needs --url with the path ${CHAT_PATH}, which AIPerf sends to`);
  }
  return origin + path.slice(0, path.length - CHAT_PATH.length);
}

function refuse(problems: Problem[], message: string, hint?: string): void {
  problems.push({ message, ...(hint === undefined ? {} : { hint }), key: "scenario" });
}
