import type { FailureKind } from "../core/failure.ts";
import type { MetricId } from "./catalog.ts";
import type { ShownStatistic } from "./definitions/metric_definition.ts";
import type { StepMetrics } from "./step_metrics.ts";
import type { Phase } from "../core/work_item.ts";

/** The metrics of a step so far, computed by the same code as the final ones. */
export interface LiveMetrics {
  readonly succeeded: number;
  readonly failed: number;
  readonly failuresByKind: Readonly<Partial<Record<FailureKind, number>>>;
  /** What the catalog shows live, in its order. */
  readonly figures: readonly LiveFigure[];
}

/** One figure so far, in its metric's unit; `null`: undefined. */
export interface LiveFigure {
  readonly id: MetricId;
  readonly statistic: ShownStatistic;
  readonly value: number | null;
}

/** Each metric so far, the mean of those with many samples; `null`: undefined. */
export type LiveSummary = Readonly<Record<MetricId, number | null>>;

/** What a progress display shows at one moment. */
export interface LiveSnapshot {
  readonly stepName: string;
  /** From 0. */
  readonly stepIndex: number;
  readonly stepCount: number;
  readonly phase: Phase;
  /** Requests (conversations) ended. */
  readonly done: number;
  /** Requests (conversations) of the steps before this one. */
  readonly doneBefore: number;
  /** `null`: as many as the duration takes. */
  readonly total: number | null;
  readonly running: number;
  readonly elapsedMs: number;
  /** Share of the step that is over, by number or by time, whichever is further; `null`: not known. */
  readonly doneShare: number | null;
  /** Of the step, estimated by number, or by time where a time ends it; `null` where nothing is known yet. */
  readonly remainingMs: number | null;
  /** Of the whole run; `null` where it is the step's or is not known. */
  readonly runRemainingMs: number | null;
  /** Interrupted: only running requests are waited for. */
  readonly isStopping: boolean;
  readonly metrics: LiveMetrics;
  /** Computes all figures so far: for those who ask once in seconds. */
  summary(): LiveSummary;
  /** Computes all metrics so far, as at the end: dearer, for those who ask once in seconds or less often. */
  step(): StepMetrics;
}
