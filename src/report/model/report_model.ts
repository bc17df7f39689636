/**
 * A run as people look at it: what pages, comparisons, charts and exports are made from. Read from a folder, written by
 * this program or by `evalscope perf`; plain data of a bounded size, whatever the length of the run.
 */
import type { ClientError, ClientHealth } from "../../core/judging/health.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Words } from "../../core/words.ts";
import type { DistributionId, ScalarId } from "../../metrics/catalog.ts";
import type {
  DistributionSummary,
  FailureSummary,
  GoodputSummary,
  GroupMetrics,
  PeerRow,
  StageMetrics,
  SteadyState,
  StepSeries,
} from "../../metrics/step_metrics.ts";
import type { TraceSummary } from "../../metrics/step_metrics.ts";
import type { Validity } from "../../metrics/validity.ts";
import type { HostReport, ServiceReport } from "./point_watch.ts";

/** Who wrote the folder. */
export type ReportSource = "streamgauge" | "evalscope";

/** What was run; `null` where the folder does not tell. */
export interface ReportContext {
  readonly model: string;
  readonly dataset: string | null;
  readonly api: string | null;
  readonly url: string | null;
  readonly startedAt: string | null;
  readonly seed: number | null;
  readonly workloadHash: string | null;
  readonly tokenizer: string | null;
  readonly isPartial: boolean;
  /** Which clock stamped the arrivals, and by what. */
  readonly transport: Words | null;
  /** The command line that runs it again, secrets masked. */
  readonly command: string | null;
}

/** One run. */
export interface ReportModel {
  readonly source: ReportSource;
  /** The folder's last name. */
  readonly name: string;
  readonly folder: string;
  readonly context: ReportContext;
  /** Version of the program, platform, machine: names and values as texts. */
  readonly environment: Readonly<Record<string, string>>;
  /** The arguments of the first point as `benchmark_args.json` has them. */
  readonly args: JsonObject;
  readonly points: readonly ReportPoint[];
  readonly search: ReportSearch | null;
  /** Sentences on what the folder lacks. */
  readonly missing: readonly Words[];
}

/** One point of a sweep. */
export interface ReportPoint {
  readonly name: string;
  readonly parallel: number | null;
  readonly rate: number | null;
  readonly number: number | null;
  readonly ending: string;
  readonly startedAt: string | null;
  readonly scalars: Readonly<Partial<Record<ScalarId, number | null>>>;
  readonly distributions: Readonly<Partial<Record<DistributionId, DistributionSummary>>>;
  readonly failures: readonly FailureSummary[];
  readonly finishReasons: Readonly<Record<string, number>>;
  readonly groups: readonly GroupMetrics[];
  readonly goodput: GoodputSummary | null;
  /** By stage of the load, or by slices of a long point; `null`: it is told as a whole. */
  readonly stages: readonly StageMetrics[] | null;
  /** Without the beginning and the end of the load; `null`: it was never steady. */
  readonly steady: SteadyState | null;
  /** By second, as the run itself counted it; `null`: not kept. */
  readonly series: StepSeries | null;
  readonly conversations: TraceSummary | null;
  /** By the rules of other tools; `null`: not asked for. */
  readonly peers: readonly PeerRow[] | null;
  /** `null`: nobody judged the client. */
  readonly validity: Validity | null;
  readonly health: ClientHealth | null;
  /** What the client adds at most, as it was calibrated under such a load; `null`: not known. */
  readonly clientError: ClientError | null;
  readonly warnings: readonly Words[];
  readonly args: JsonObject;
  /** `null`: the point has no database that can be read. */
  readonly details: PointDetails | null;
  /** `null`: the service was not asked (`--server-metrics`). */
  readonly service: ServiceReport | null;
  /** `null`: this machine was not watched (`--host-metrics`). */
  readonly host: HostReport | null;
}

/** What single requests tell of a point, reduced to a bounded size. */
export interface PointDetails {
  readonly requestCount: number;
  readonly series: TimeSeries;
  readonly curves: Readonly<Partial<Record<CurveId, Curve>>>;
  /** Requests in order of their start: all, or an even selection of them. */
  readonly requests: readonly RequestRow[];
  /** Succeeded requests with the longest latency, slowest first. */
  readonly slowest: readonly SlowRequest[];
}

/** Metrics whose shape is kept. */
export const CURVE_IDS = ["ttft", "tpot", "itl", "latency"] as const;

/** The id of a metric whose shape is kept. */
export type CurveId = typeof CURVE_IDS[number];

/** The shape of a distribution in ms. */
export interface Curve {
  readonly count: number;
  /** Edges of the bars; one more than `counts`. The last bar holds all beyond its upper edge, too. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Values at equal shares from the lowest to the highest: each sample, or at each whole percent where they are many. */
  readonly quantiles: readonly number[];
}

/** What happened in each interval of a point, from its first request on; all lists have one entry an interval. */
export interface TimeSeries {
  /** Length of an interval in s. */
  readonly intervalSeconds: number;
  readonly started: readonly number[];
  readonly succeeded: readonly number[];
  readonly failed: readonly number[];
  /** Of those that failed, by kind; kinds that came. */
  readonly failedByKind: Readonly<Record<string, readonly number[]>>;
  /** Mean number of requests on their way. */
  readonly running: readonly number[];
  /** Output tokens of the requests that ended in the interval. */
  readonly outputTokens: readonly number[];
  /** Of the requests sent in the interval, in ms; `null` without samples. */
  readonly ttftP50: readonly (number | null)[];
  readonly ttftP99: readonly (number | null)[];
  readonly latencyP50: readonly (number | null)[];
  readonly latencyP99: readonly (number | null)[];
}

/** One request. Times in ms from the first sending of the point. */
export interface RequestRow {
  /** In the order in which they ended, from 1: the one that `show --request` takes. */
  readonly number: number;
  readonly startMs: number;
  readonly endMs: number;
  /** From due, or slot free, to sent; `null` where it is not known. */
  readonly queueMs: number | null;
  readonly ttftMs: number | null;
  readonly latencyMs: number | null;
  readonly tpotMs: number | null;
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
  /** `null`: succeeded. */
  readonly failure: string | null;
  readonly session: number | null;
  readonly turn: number | null;
}

/** A slow request with its gaps between events in ms. */
export interface SlowRequest extends RequestRow {
  readonly gapsMs: readonly number[];
}

/** What a search for the highest load found. */
export interface ReportSearch {
  readonly variable: "parallel" | "rate";
  /** The limits in words, by group: those of one group are to be kept. */
  readonly limits: readonly (readonly Words[])[];
  /** What was to be the highest or lowest, instead of the load. */
  readonly objective: Words | null;
  readonly winner: number | null;
  /** Where the limit lies with 95 % confidence; `null`: open. */
  readonly low: number | null;
  readonly high: number | null;
  /** What ended it. */
  readonly sentence: Words;
  readonly trials: readonly ReportTrial[];
}

/** One load that a search tried, in order. */
export interface ReportTrial {
  readonly value: number;
  readonly verdict: string;
  readonly reason: string;
  readonly outcome: string;
}
