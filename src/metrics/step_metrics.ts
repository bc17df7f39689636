/**
 * Numbers from records: pure functions over raw facts, listed in one catalog. This folder must not know files or the
 * terminal. This file holds the shapes that tables, files, rules and visualizers read.
 */
import type { FailureKind } from "../core/failure.ts";
import type { TokenOrigin } from "../core/record.ts";
import type { DistributionId, ScalarId } from "./catalog.ts";

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

/** Everything computed from the records of one step. */
export interface StepMetrics {
  readonly scalars: Readonly<Record<ScalarId, number | null>>;
  readonly distributions: Readonly<Record<DistributionId, DistributionSummary>>;
  readonly failures: readonly FailureSummary[];
  readonly finishReasons: Readonly<Record<string, number>>;
  /** How many requests have their completion tokens from where. */
  readonly completionOrigins: Readonly<Partial<Record<TokenOrigin, number>>>;
  readonly promptOrigins: Readonly<Partial<Record<TokenOrigin, number>>>;
  readonly workload: WorkloadThroughput | null;
}
