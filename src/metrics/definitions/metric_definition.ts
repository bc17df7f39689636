/** Which way is better; `neutral`: neither. */
export type MetricDirection = "lower" | "higher" | "neutral";

/** Which number of a metric is shown; `value` of those that have one only. */
export type ShownStatistic = "value" | "mean" | "p50" | "p99";

/**
 * What must hold for a figure to be shown: requests were sent noticeably after their time, the load has a schedule,
 * objectives were stated.
 */
export type ShowCondition = "lateness" | "schedule" | "goodput" | "inputOnly";

/** A place among others of its list; the orders of one list differ. */
export interface Shown {
  readonly order: number;
  readonly when?: ShowCondition;
  /** Left out where the metric is undefined. */
  readonly isOptional?: true;
}

/** The parts of `Benchmarking summary`, in their order. */
export const SUMMARY_SECTIONS = ["general", "latency", "network", "tokens", "turns", "speculative"] as const;

/** A row of `Benchmarking summary`; of a distribution the mean and its spread. */
export interface ShownInSummary extends Shown {
  readonly section: typeof SUMMARY_SECTIONS[number];
  /** Short: with its unit it must fit a table of 60 columns. */
  readonly label: string;
  readonly warnsAboveZero?: true;
  /** A share that is shown in percent. */
  readonly isPercent?: true;
}

/** A key of `benchmark_summary.json`; of a distribution the mean. Keys of our own have orders from 300 on. */
export interface ShownInSummaryFile extends Shown {
  /** Where neither the reference's key nor label and unit will do. */
  readonly key?: string;
  /** The place of the standard deviation, where it is worth a key. */
  readonly deviationOrder?: number;
  /** Its key, where label and unit will not do. */
  readonly deviationKey?: string;
}

/** A column of `benchmark_percentile.json`. */
export interface ShownInPercentileFile extends Shown {
  /** Where neither the reference's key nor label and unit will do. */
  readonly key?: string;
}

/** A column of a table with a row for each step or group. */
export interface ShownColumn extends Shown {
  readonly title: string;
  readonly statistic: ShownStatistic;
  /** Columns with the highest go first where the width is short. */
  readonly dropOrder?: number;
}

/** A row of `Per-Request Metrics`. */
export interface ShownPerRequest extends Shown {
  /** Where neither the reference's key nor label and unit will do. */
  readonly label?: string;
}

/** A part of the live display. */
export interface ShownLive extends Shown {
  readonly label: string;
  readonly decimals: number;
  readonly statistics: readonly Exclude<ShownStatistic, "mean">[];
}

/** A row of `Repeats`. */
export interface ShownRepeated extends Shown {
  readonly label: string;
  readonly statistic: ShownStatistic;
}

/** Where a metric is shown. `run.json` and the pages that read it have every metric. */
export interface MetricShows {
  readonly summary?: ShownInSummary;
  readonly summaryFile?: ShownInSummaryFile;
  /** A row of `Percentile results`. */
  readonly percentiles?: Shown;
  readonly percentileFile?: ShownInPercentileFile;
  readonly perRequest?: ShownPerRequest;
  /** One of the figures at the head of a point's page; of a distribution p50 and p99. */
  readonly tile?: Shown;
  /** A column of `Performance Overview`. */
  readonly overview?: ShownColumn;
  readonly live?: ShownLive;
  /** Columns of the results by class and by model; the metric is kept for each group. */
  readonly groups?: readonly ShownColumn[];
  readonly repeats?: readonly ShownRepeated[];
}

/** What a metric is, for tables, files, rules and documentation. */
export interface DefinitionEntry {
  readonly label: string;
  /** `ms`, `s`, `tok/s`, `req/s`, `tokens`, `%`, `requests`, `turns`, `conversations`, `tokens/chunk`, `gaps`, `segments`, `share` (0 to 1). */
  readonly unit: string;
  /** The formula in words, what makes it undefined, and where the definition comes from. */
  readonly formula: string;
  /** Name and formula for readers of Chinese; names that Chinese texts use as they are stay. */
  readonly chinese: { readonly label: string; readonly formula: string };
  readonly direction: MetricDirection;
  /** Decimals in tables. */
  readonly decimals: number;
  /**
   * The same figure in the files of `evalscope perf`, where there is one: of a distribution its column in
   * `benchmark_percentile.json`, of a scalar its key in `benchmark_summary.json`.
   */
  readonly evalscopeKey?: string;
  /** The key of a distribution's mean in `benchmark_summary.json`. */
  readonly evalscopeMeanKey?: string;
  /** Grows as more load is offered, until the service is full: asking for more of it may be met at a higher load. */
  readonly growsWithLoad?: true;
  readonly shows?: MetricShows;
}

/** The definitions of some metrics by their ids. */
export type Definitions<Id extends string> = Readonly<Record<Id, DefinitionEntry>>;
