import type { AgentxPlan } from "../../config/agentx_plan.ts";
import { isSecretHeader, MASK } from "../../core/secret_mask.ts";

/** The version whose scenario the figures belong to. */
export const AIPERF_VERSION = "0.12.0";

/** Traces of a smoke run where none are asked for. */
const SMOKE_TRACES = 4;

/** What differs between the runs of a sweep. */
export interface AgentxPoint {
  readonly parallel: number;
  /** The folder that AIPerf writes to. */
  readonly folder: string;
  /** How it is told of the traces. */
  readonly traceArgs: readonly string[];
}

/** Returns the command that has AIPerf carry out one point, with the arguments of `evalscope perf`. */
export function toAiperfCommand(plan: AgentxPlan, { parallel, folder, traceArgs }: AgentxPoint): readonly string[] {
  const { scenario, apiKey } = plan;
  const isSmoke = scenario.mode === "smoke";
  return [
    ...[plan.python, "-m", "aiperf", "profile", "--scenario", "inferencex-agentx-mvp"],
    ...["--url", plan.baseUrl, "--endpoint-type", "chat", "--model", plan.model],
    ...["--concurrency", String(parallel), "--benchmark-duration", String(plan.durationSeconds)],
    ...["--random-seed", String(plan.seed), "--use-server-token-count"],
    ...["--artifact-dir", folder, "--ui", "simple", "--tokenizer", plan.tokenizer],
    ...(scenario.tokenizer_trust_remote_code ? ["--tokenizer-trust-remote-code"] : []),
    ...option("--tokenizer-revision", scenario.tokenizer_revision),
    ...option("--request-timeout-seconds", scenario.request_timeout_seconds),
    ...option("--max-context-length", scenario.max_context_length),
    ...(isSmoke ? ["--num-dataset-entries", String(scenario.trace_limit ?? SMOKE_TRACES)] : []),
    ...traceArgs,
    ...(isSmoke && !traceArgs.includes("--unsafe-override") ? ["--unsafe-override"] : []),
    ...option("--api-key", apiKey),
    ...Object.entries(plan.headers).flatMap(([name, value]) => ["--header", `${name}:${value}`]),
  ];
}

function option(name: string, value: string | number | null): string[] {
  return value === null ? [] : [name, String(value)];
}

/** The command as it may be shown: without keys. */
export function maskCommand(command: readonly string[]): readonly string[] {
  return command.map((part, index) => {
    const before = command[index - 1];
    if (before === "--api-key") return MASK;
    const [name = ""] = part.split(":", 1);
    return before === "--header" && isSecretHeader(name) ? `${name}:${MASK}` : part;
  });
}
