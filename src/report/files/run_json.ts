import type { ClientError, ClientHealth } from "../../core/judging/health.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StepEnding } from "../../core/sink.ts";
import {
  DISTRIBUTION_IDS,
  type DistributionId,
  METRIC_CATALOG,
  type MetricDefinition,
  type MetricId,
  SCALAR_IDS,
  type ScalarId,
} from "../../metrics/catalog.ts";
import type { RunContext, RunResult, StepResult } from "../../metrics/run_result.ts";
import type {
  DistributionSummary,
  FailureSummary,
  StepMetrics,
  WorkloadThroughput,
} from "../../metrics/step_metrics.ts";
import type { Validity } from "../../metrics/validity.ts";
import { type RepeatJson, toRepeatJson } from "./repeat_json.ts";
import type { RunEnvironment } from "./run_environment.ts";

/** The version of the shape of `run.json`; the first number grows when a reader would break. */
export const RUN_SCHEMA_VERSION = "1.10";

/** The name of the published JSON schema of that shape. */
export const RUN_SCHEMA_ID = "urn:streamgauge:run:1";

/** What a metric is, written once a file. */
export type RunMetricDefinition = Omit<MetricDefinition, "id" | "chinese" | "shows" | "growsWithLoad">;

/** The whole result of a run as a file: numbers unrounded, what is undefined `null`. */
export interface RunJson {
  readonly schemaVersion: string;
  readonly context: RunContext;
  readonly environment: RunEnvironment;
  readonly metricDefinitions: Readonly<Record<DistributionId | ScalarId, RunMetricDefinition>>;
  readonly steps: readonly RunJsonStep[];
  /** Where steps were repeated. */
  readonly repeats: readonly RepeatJson[];
}

/** The result of one step in `run.json`. */
export interface RunJsonStep {
  readonly name: string;
  readonly folder: string;
  readonly startedAt: string;
  readonly ending: StepEnding;
  readonly parallel: number | null;
  readonly ratePerSecond: number | null;
  readonly number: number | null;
  readonly sessions: number;
  readonly workloadHash: string | null;
  readonly args: JsonObject;
  readonly loadShape: JsonObject;
  readonly scalars: Readonly<Record<ScalarId, number | null>>;
  readonly distributions: Readonly<Record<DistributionId, DistributionSummary>>;
  readonly failures: readonly FailureSummary[];
  readonly finishReasons: Readonly<Record<string, number>>;
  readonly promptOrigins: StepMetrics["promptOrigins"];
  readonly completionOrigins: StepMetrics["completionOrigins"];
  readonly tokenGapOrigins: StepMetrics["tokenGapOrigins"];
  readonly replyNotes: StepMetrics["replyNotes"];
  /** Without its timeline, which has a file of its own. */
  readonly workload: Omit<WorkloadThroughput, "timeline"> | null;
  readonly traces: StepMetrics["traces"];
  readonly groups: StepMetrics["groups"];
  readonly goodput: StepMetrics["goodput"];
  readonly speed: StepMetrics["speed"];
  readonly peers: StepMetrics["peers"];
  readonly pauses: StepMetrics["pauses"];
  readonly series: StepMetrics["series"];
  readonly stages: StepMetrics["stages"];
  readonly steady: StepMetrics["steady"];
  readonly transport: StepResult["transport"];
  readonly arrivals: StepResult["arrivals"];
  readonly poller: StepResult["poller"];
  readonly health: ClientHealth;
  readonly clientError: ClientError | null;
  readonly validity: Validity;
  readonly warnings: readonly string[];
  readonly warningsZh?: readonly string[] | undefined;
}

/** Makes `run.json`: all that is known of a run, with units and definitions. */
export function toRunJson(run: RunResult, environment: RunEnvironment): RunJson {
  return {
    schemaVersion: RUN_SCHEMA_VERSION,
    context: run.context,
    environment,
    metricDefinitions: toDefinitions(),
    steps: run.steps.map(toStep),
    repeats: (run.repeats ?? []).map(toRepeatJson),
  };
}

function toDefinitions(): Record<DistributionId | ScalarId, RunMetricDefinition> {
  const entries = [...DISTRIBUTION_IDS, ...SCALAR_IDS].map((id) => [id, toRunDefinition(id)] as const);
  return Object.fromEntries(entries) as Record<DistributionId | ScalarId, RunMetricDefinition>;
}

/** Takes of a metric's definition what a reader of the file needs. */
export function toRunDefinition(id: MetricId): RunMetricDefinition {
  const { id: _id, chinese: _chinese, shows: _shows, growsWithLoad: _growsWithLoad, ...definition } =
    METRIC_CATALOG[id];
  return definition;
}

function toStep(step: StepResult): RunJsonStep {
  const { metrics } = step;
  return {
    name: step.name,
    folder: step.folder,
    startedAt: step.startedAt,
    ending: step.ending,
    parallel: step.parallel,
    ratePerSecond: step.rate,
    number: step.number,
    sessions: step.sessions,
    workloadHash: step.workloadHash,
    args: step.args,
    loadShape: step.loadShape,
    scalars: metrics.scalars,
    distributions: metrics.distributions,
    failures: metrics.failures,
    finishReasons: metrics.finishReasons,
    promptOrigins: metrics.promptOrigins,
    completionOrigins: metrics.completionOrigins,
    tokenGapOrigins: metrics.tokenGapOrigins,
    replyNotes: metrics.replyNotes,
    workload: metrics.workload === null ? null : withoutTimeline(metrics.workload),
    traces: metrics.traces,
    groups: metrics.groups,
    goodput: metrics.goodput,
    speed: metrics.speed,
    peers: metrics.peers,
    pauses: metrics.pauses,
    series: metrics.series,
    stages: metrics.stages,
    steady: metrics.steady,
    transport: step.transport,
    arrivals: step.arrivals,
    poller: step.poller,
    health: step.health,
    clientError: step.clientError,
    validity: step.validity,
    warnings: step.warnings,
    warningsZh: step.warningsZh,
  };
}

function withoutTimeline(workload: WorkloadThroughput): Omit<WorkloadThroughput, "timeline"> {
  const { timeline: _timeline, ...rest } = workload;
  return rest;
}
