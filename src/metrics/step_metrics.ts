/**
 * Numbers from records: pure functions over raw facts, listed in one catalog. This folder must not know files or the
 * terminal. This file holds the shapes that tables, files, rules and visualizers read.
 */
import type { FailureKind } from "../core/failure.ts";
import type { GoodputObjective } from "./judging/goodput.ts";
import type { TokenOrigin } from "../core/record.ts";
import type { ReplyNote } from "../core/reply_notes.ts";
import type { PeerFigure, PeerName } from "./peers/peer_rules.ts";
import type { DistributionId, ScalarId } from "./catalog.ts";
import type { GroupDimension } from "./tallies/group_dimensions.ts";
import type { TokenGapOrigin } from "./token_gaps.ts";

/** Percentiles that are kept for each distribution; `99.9` only where there are samples enough. */
export const PERCENTILES = [1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9] as const;

/** One of the percentiles that are kept. */
export type Percentile = typeof PERCENTILES[number];

/** A distribution in numbers, in the metric's own unit, unrounded; `null`: undefined. */
export interface DistributionSummary {
  readonly count: number;
  readonly mean: number | null;
  /** Sample standard deviation (n − 1). */
  readonly standardDeviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly percentiles: Readonly<Record<Percentile, number | null>>;
  /** Percentiles come from all samples (true) or from a histogram (false). */
  readonly isExact: boolean;
}

/** Failures of one kind, status and code. */
export interface FailureSummary {
  readonly kind: FailureKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly count: number;
  /** The first few messages. */
  readonly examples: readonly string[];
}

/** Tokens per second of the whole step, by the service's view of the workload. */
export interface ThroughputRow {
  readonly metric: string;
  readonly overall: number;
  readonly lastWindow: number;
  readonly steadyState: number;
}

/** Cumulative tokens at the completion of a request; `tSeconds` after the first request was sent. */
export interface TimelinePoint {
  readonly tSeconds: number;
  readonly completionTokens: number;
  readonly newPromptTokens: number;
  readonly cachedPromptTokens: number;
}

/** Throughput over the time of a step; `null` where no request succeeded. */
export interface WorkloadThroughput {
  readonly sampleCount: number;
  readonly wallSeconds: number;
  readonly lastWindowSeconds: number;
  readonly warmupShare: number;
  readonly rows: readonly ThroughputRow[];
  /** Thinned to a bounded number of points in long runs; the last one is always kept. */
  readonly timeline: readonly TimelinePoint[];
  /** First send, in ms of the run's clock. */
  readonly startedAtMs: number;
}

/** One figure of whole conversations; `metric` is its name with the unit. */
export interface TraceRow {
  readonly metric: string;
  readonly mean: number | null;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Figures of whole conversations. */
export interface TraceSummary {
  /** Conversations with at least one completed turn, which the rows are about; abandoned ones with what they completed. */
  readonly count: number;
  /** Completed turns whose cached tokens the service did not state: where there are any, cache rows are estimates. */
  readonly guessedTurns: number;
  readonly rows: readonly TraceRow[];
}

/** An objective and how many succeeded requests did not keep it. */
export interface ObjectiveResult extends GoodputObjective {
  readonly missed: number;
  /** `false`: the figure it is about is not the service's, see the verdict. */
  readonly isJudged: boolean;
}

/** How many requests kept what was asked of them. */
export interface GoodputSummary {
  readonly requests: number;
  readonly failed: number;
  /** Requests that kept all objectives that are judged; `null`: none is. */
  readonly good: number | null;
  readonly promises: readonly ObjectiveResult[];
}

/** A distribution of a group in few numbers. */
export interface GroupFigures {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** The part of a step that has one label, one model, one address or one agent. */
export interface GroupMetrics {
  readonly by: GroupDimension;
  /** The label, model, address or agent; `(none)`: requests without one; `(other)`: groups beyond those that are kept apart. */
  readonly name: string;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Succeeded requests over the duration of the step. */
  readonly requestsPerSecond: number | null;
  /** Share of the group's requests that kept all objectives; `null` without objectives. */
  readonly goodputShare: number | null;
  /** Of the metrics that the tables by group show. */
  readonly distributions: Readonly<Partial<Record<DistributionId, GroupFigures>>>;
}

/** How much load a stage asks for, at its beginning and at its end. */
export interface StageLoad {
  readonly variable: "parallel" | "rate";
  readonly from: number;
  readonly to: number;
}

/** The part of a step that was sent in one stage of its load, or in one slice of its time. */
export interface StageMetrics {
  /** From the start of the load. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** `null`: a slice of a step whose load does not change. */
  readonly load: StageLoad | null;
  /** Requests that were sent in it, and what became of them, whenever they ended. */
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Succeeded requests over its length, as far as it went. */
  readonly requestsPerSecond: number | null;
  readonly outputTokensPerSecond: number | null;
  /** Share of its requests that kept all objectives; `null` without objectives. */
  readonly goodputShare: number | null;
  /** Of the metrics that the tables by group show. */
  readonly distributions: Readonly<Partial<Record<DistributionId, GroupFigures>>>;
}

/** Metrics that are told of the steady part of a step as well. */
export const STEADY_IDS = ["ttft", "tpot", "itl", "latency"] as const;

/** The id of such a metric. */
export type SteadyId = typeof STEADY_IDS[number];

/** The steady part of a step: from the first end of a request to the last sending, its load constant. */
export interface SteadyState {
  /** From the start of the load. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** Succeeded requests that were sent and ended in it, which the distributions are about. */
  readonly requests: number;
  /** Succeeded requests that ended in it, and their tokens, over its length. */
  readonly requestsPerSecond: number;
  readonly outputTokensPerSecond: number;
  readonly distributions: Readonly<Record<SteadyId, DistributionSummary>>;
}

/** Speed at one length of the prompt. */
export interface SpeedRow {
  readonly promptTokens: number;
  readonly requests: number;
  /** Mean of output tokens / latency. */
  readonly tokensPerSecond: number;
  /** Mean of what was told of the GPU's memory; `null`: nothing. */
  readonly gpuMemoryBytes: number | null;
}

/** A percentile of a metric, and what it would be without the client's pauses at least; in the metric's unit. */
export interface PausedFigure {
  readonly id: "ttft" | "itl" | "latency";
  readonly percent: 50 | 99;
  readonly value: number | null;
  readonly without: number | null;
}

/** What pauses of the client did. */
export interface PauseSummary {
  /** Requests of which a stamp was taken late. */
  readonly requests: number;
  readonly longestMs: number;
  /** The event loops with pauses nearly as long as the longest, from 0. */
  readonly loops: readonly number[];
  readonly figures: readonly PausedFigure[];
}

/** One figure by the rules of one tool, in ms. */
export interface PeerStatistic {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** A step by the rules of one tool. */
export interface PeerRow {
  readonly tool: PeerName;
  readonly figures: Readonly<Record<PeerFigure, PeerStatistic>>;
}

/** What happened in each interval of a step; all lists have one entry an interval, and the first request is in the first. */
export interface StepSeries {
  /** 1; more in steps of more than ten minutes. */
  readonly intervalSeconds: number;
  /** Where the first interval begins, on the run's clock. */
  readonly startedAtSeconds: number;
  /** Requests sent, and those that ended. */
  readonly started: readonly number[];
  readonly succeeded: readonly number[];
  readonly failed: readonly number[];
  /** Mean number of requests on their way. */
  readonly running: readonly number[];
  /** Of the requests that succeeded in the interval. */
  readonly outputTokens: readonly number[];
  /** Of the requests sent in the interval, within one percent; `null` without any. */
  readonly ttftP50Ms: readonly (number | null)[];
  readonly ttftP99Ms: readonly (number | null)[];
  readonly latencyP50Ms: readonly (number | null)[];
  readonly latencyP99Ms: readonly (number | null)[];
}

/** Everything computed from the records of one step. */
export interface StepMetrics {
  readonly scalars: Readonly<Record<ScalarId, number | null>>;
  readonly distributions: Readonly<Record<DistributionId, DistributionSummary>>;
  readonly failures: readonly FailureSummary[];
  readonly finishReasons: Readonly<Record<string, number>>;
  /** How many requests have their completion tokens from where. */
  readonly completionOrigins: Readonly<Partial<Record<TokenOrigin, number>>>;
  readonly promptOrigins: Readonly<Partial<Record<TokenOrigin, number>>>;
  /** From where it is known, for how many replies, how many tokens each event carries. */
  readonly tokenGapOrigins: Readonly<Partial<Record<TokenGapOrigin, number>>>;
  /** How many successful replies had what odd about them. */
  readonly replyNotes: Readonly<Partial<Record<ReplyNote, number>>>;
  readonly workload: WorkloadThroughput | null;
  /** `null`: no conversation completed a turn. */
  readonly traces: TraceSummary | null;
  /** By label and by model, where a step has more than one of them; the largest first. */
  readonly groups: readonly GroupMetrics[];
  /** `null`: no objectives were stated. */
  readonly goodput: GoodputSummary | null;
  /** By length of the prompt; `null` unless asked for. */
  readonly speed: readonly SpeedRow[] | null;
  /** The same requests by the rules of other tools; `null` unless asked for. */
  readonly peers: readonly PeerRow[] | null;
  /** `null`: no pause of the client lies in a sample. */
  readonly pauses: PauseSummary | null;
  /** What happened when; `null`: nothing was sent. */
  readonly series: StepSeries | null;
  /** By stage of a load that changes, else by slices of a long step; `null`: there is but one of them. */
  readonly stages: readonly StageMetrics[] | null;
  /** Without the beginning and the end of the load; `null`: it was never steady. */
  readonly steady: SteadyState | null;
}
