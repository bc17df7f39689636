// deno-lint-ignore-file house/unit-suffix -- keys are those of agentx_summary.json
import type { AgentxPlan, AgentxScenario } from "../../config/agentx_plan.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { AgentxDataset } from "./agentx_dataset.ts";

/** How a point of AgentX ended. */
export type AgentxStatus = "completed" | "failed" | "cancelled";

/** A metric of AIPerf: a unit, and whatever it states of it. */
export interface AgentxMetric extends JsonObject {
  readonly unit: string;
  readonly avg?: JsonValue;
}

/** `agentx_summary.json`, as `evalscope perf` writes it. */
export interface AgentxSummary {
  readonly schema_version: "1.0";
  readonly status: AgentxStatus;
  readonly scenario: AgentxScenario;
  readonly concurrency: number;
  readonly duration: number;
  readonly seed: number;
  readonly aiperf_version: unknown;
  readonly aiperf_schema_version: unknown;
  readonly dataset: AgentxDataset;
  readonly submission_valid: boolean;
  readonly aiperf_submission_valid: boolean | null;
  readonly aiperf_submission_invalid_reasons: readonly unknown[];
  readonly mirror_revalidated: boolean;
  readonly metrics: Readonly<Record<string, AgentxMetric>>;
  readonly derived_metrics: Readonly<Record<string, AgentxMetric>>;
  readonly error_summary: readonly unknown[];
  readonly raw_artifact_dir: string;
  readonly raw_summary_file: string | null;
  readonly command: readonly string[];
}

/** What a summary is made of. */
export interface SummaryParts {
  readonly plan: AgentxPlan;
  readonly dataset: AgentxDataset;
  readonly parallel: number;
  readonly status: AgentxStatus;
  /** What AIPerf wrote; `null`: nothing that can be read. */
  readonly raw: JsonObject | null;
  readonly error: string | null;
  readonly folder: string;
  readonly rawFile: string | null;
  readonly command: readonly string[];
}

/** Makes the summary of a point from what AIPerf wrote. */
export function toAgentxSummary(parts: SummaryParts): AgentxSummary {
  const { plan, dataset, parallel, error, folder, rawFile, command } = parts;
  const { scenario, durationSeconds, seed } = plan;
  const raw = parts.raw ?? {};
  const status = raw.was_cancelled === true ? "cancelled" : parts.status;
  const metadata = isJsonObject(raw.metadata) ? raw.metadata : {};
  const stated = typeof metadata.submission_valid === "boolean" ? metadata.submission_valid : null;
  const reasons = listOf(metadata.submission_invalid_reasons);
  const isWhole = status === "completed" && scenario.mode === "benchmark";
  const revalidated = isWhole && stated === false && dataset.source !== "huggingface" && dataset.verified &&
    reasons.length === 1 && reasons[0] === "unsafe_override";
  const metrics = readMetrics(raw);
  const errors = listOf(raw.error_summary);
  return {
    schema_version: "1.0",
    status,
    scenario,
    concurrency: parallel,
    duration: durationSeconds,
    seed,
    aiperf_version: raw.aiperf_version ?? null,
    aiperf_schema_version: raw.schema_version ?? null,
    dataset,
    submission_valid: isWhole && (stated === true || revalidated),
    aiperf_submission_valid: stated,
    aiperf_submission_invalid_reasons: reasons,
    mirror_revalidated: revalidated,
    metrics,
    derived_metrics: perGpu(metrics, scenario.num_gpus),
    error_summary: error !== null && errors.length === 0 ? [{ message: error }] : errors,
    raw_artifact_dir: folder,
    raw_summary_file: rawFile,
    command,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readMetrics(raw: JsonObject): Record<string, AgentxMetric> {
  const entries = Object.entries(raw).filter((entry): entry is [string, AgentxMetric] => isMetric(entry[1]));
  return Object.fromEntries(entries);
}

function isMetric(value: unknown): value is AgentxMetric {
  return isJsonObject(value) && typeof value.unit === "string";
}

function perGpu(metrics: Readonly<Record<string, AgentxMetric>>, gpus: number | null): Record<string, AgentxMetric> {
  const derived: Record<string, AgentxMetric> = {};
  for (const name of ["request_throughput", "output_token_throughput"]) {
    const metric = metrics[name];
    if (gpus === null || typeof metric?.avg !== "number") continue;
    const { unit, avg } = metric;
    const origin = { source_metric: name, divisor: gpus, derived_by: "streamgauge" };
    derived[`${name}_per_gpu`] = { unit: `${unit}/GPU`, avg: avg / gpus, ...origin };
  }
  return derived;
}

/** What a point is known by at a glance. */
const HEADLINES = [
  "request_throughput",
  "output_token_throughput",
  "output_token_throughput_per_user",
  "time_to_first_token",
  "inter_token_latency",
  "request_latency",
  "request_count",
  "error_request_count",
] as const;

/** Says in one line what a point came to. */
export function describeSummary(name: string, { status, submission_valid, metrics }: AgentxSummary): string {
  const figures = HEADLINES.flatMap((key) => {
    const metric = metrics[key];
    return typeof metric?.avg === "number" ? [`${key} ${Number(metric.avg.toPrecision(6))} ${metric.unit}`] : [];
  });
  const validity = submission_valid ? "valid for submission" : "not valid for submission";
  return `AgentX ${name}: ${[status, validity, ...figures].join(", ")}`;
}
