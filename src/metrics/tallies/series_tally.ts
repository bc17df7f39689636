import type { RequestRecord } from "../../core/record.ts";
import type { RequestFigures } from "../request_figures.ts";
import type { StepSeries } from "../step_metrics.ts";

/** What happened in each second of a step; in longer intervals where the step is long. */
export interface SeriesTally {
  /** Takes in a request; `figures` are those of a successful one. */
  add(record: RequestRecord, figures: RequestFigures | null): void;
  /** `null`: there was no request. */
  finish(): StepSeries | null;
  state(): SeriesTallyState;
  merge(state: SeriesTallyState): void;
}

/** The content of a tally as plain data. */
export interface SeriesTallyState {
  readonly intervalSeconds: number;
  readonly cells: readonly CellState[];
}

interface CellState {
  /** Intervals since the origin of the run's clock. */
  readonly index: number;
  readonly counts: Counts;
  readonly ttftMs: readonly BucketCount[];
  readonly latencyMs: readonly BucketCount[];
}

type BucketCount = readonly [bucket: number, count: number];

interface Counts {
  started: number;
  succeeded: number;
  failed: number;
  /** Microseconds that requests were on their way, summed: whole numbers are the same in any order. */
  busyMicros: number;
  outputTokens: number;
}

interface Cell {
  readonly counts: Counts;
  /** Values by buckets of a width of two percent: so many seconds of so many values fit no memory otherwise. */
  readonly ttftMs: Map<number, number>;
  readonly latencyMs: Map<number, number>;
}

/** More intervals than this show nothing more: two become one. */
export const MAX_INTERVALS = 600;
const BUCKET_WIDTH = Math.log(1.02);
const MICROS_PER_SECOND = 1e6;

/** Creates a tally without requests. */
export function createSeriesTally(): SeriesTally {
  return new Series();
}

class Series implements SeriesTally {
  /** A power of two; intervals begin at its multiples, so that the order of requests does not matter. */
  #intervalSeconds = 1;
  #cells = new Map<number, Cell>();
  #first = Infinity;
  #last = -Infinity;

  add({ times: { sentAtMs, endAtMs }, failure, tokens }: RequestRecord, figures: RequestFigures | null): void {
    const [from, until] = [Math.round(sentAtMs * 1000), Math.round(endAtMs * 1000)];
    this.#cover(from);
    this.#cover(until);
    const start = this.#at(from);
    start.counts.started++;
    if (figures !== null) {
      if (figures.ttftMs !== null) count(start.ttftMs, toBucket(figures.ttftMs), 1);
      count(start.latencyMs, toBucket(figures.latencyMs), 1);
    }
    const end = this.#at(until).counts;
    if (failure === null) {
      end.succeeded++;
      end.outputTokens += tokens.completionTokens ?? 0;
    } else end.failed++;
    this.#addBusyTime(from, until);
  }

  finish(): StepSeries | null {
    if (this.#cells.size === 0) return null;
    const length = this.#last - this.#first + 1;
    const cells = Array.from({ length }, (_, i) => this.#cells.get(this.#first + i) ?? emptyCell());
    const micros = this.#intervalSeconds * MICROS_PER_SECOND;
    return {
      intervalSeconds: this.#intervalSeconds,
      startedAtSeconds: this.#first * this.#intervalSeconds,
      started: cells.map(({ counts }) => counts.started),
      succeeded: cells.map(({ counts }) => counts.succeeded),
      failed: cells.map(({ counts }) => counts.failed),
      running: cells.map(({ counts }) => counts.busyMicros / micros),
      outputTokens: cells.map(({ counts }) => counts.outputTokens),
      ttftP50Ms: cells.map(({ ttftMs }) => percentileOf(ttftMs, 0.5)),
      ttftP99Ms: cells.map(({ ttftMs }) => percentileOf(ttftMs, 0.99)),
      latencyP50Ms: cells.map(({ latencyMs }) => percentileOf(latencyMs, 0.5)),
      latencyP99Ms: cells.map(({ latencyMs }) => percentileOf(latencyMs, 0.99)),
    };
  }

  state(): SeriesTallyState {
    const cells = [...this.#cells].sort(([a], [b]) => a - b).map(([index, { counts, ttftMs, latencyMs }]) => ({
      index,
      counts: { ...counts },
      ttftMs: [...ttftMs].sort(([a], [b]) => a - b),
      latencyMs: [...latencyMs].sort(([a], [b]) => a - b),
    }));
    return { intervalSeconds: this.#intervalSeconds, cells };
  }

  merge({ intervalSeconds, cells }: SeriesTallyState): void {
    while (this.#intervalSeconds < intervalSeconds) this.#double();
    for (const { index, counts, ttftMs, latencyMs } of cells) {
      const from = index * intervalSeconds * MICROS_PER_SECOND;
      this.#cover(from);
      const cell = this.#at(from);
      addCounts(cell.counts, counts);
      for (const [bucket, times] of ttftMs) count(cell.ttftMs, bucket, times);
      for (const [bucket, times] of latencyMs) count(cell.latencyMs, bucket, times);
    }
  }

  #indexOf(micros: number): number {
    return Math.floor(micros / (this.#intervalSeconds * MICROS_PER_SECOND));
  }

  /** Makes room for a moment. */
  #cover(micros: number): void {
    for (;;) {
      const index = this.#indexOf(micros);
      const [first, last] = [Math.min(this.#first, index), Math.max(this.#last, index)];
      if (last - first < MAX_INTERVALS) {
        this.#first = first;
        this.#last = last;
        return;
      }
      this.#double();
    }
  }

  #at(micros: number): Cell {
    const index = this.#indexOf(micros);
    const cell = this.#cells.get(index) ?? emptyCell();
    this.#cells.set(index, cell);
    return cell;
  }

  #addBusyTime(from: number, until: number): void {
    const length = this.#intervalSeconds * MICROS_PER_SECOND;
    for (let at = from; at < until;) {
      const next = Math.min(until, (Math.floor(at / length) + 1) * length);
      this.#at(at).counts.busyMicros += next - at;
      at = next;
    }
  }

  #double(): void {
    const before = this.state();
    this.#intervalSeconds *= 2;
    this.#cells = new Map();
    this.#first = Math.floor(this.#first / 2);
    this.#last = Math.floor(this.#last / 2);
    this.merge(before);
  }
}

function emptyCell(): Cell {
  const counts = { started: 0, succeeded: 0, failed: 0, busyMicros: 0, outputTokens: 0 };
  return { counts, ttftMs: new Map(), latencyMs: new Map() };
}

function addCounts(into: Counts, from: Counts): void {
  into.started += from.started;
  into.succeeded += from.succeeded;
  into.failed += from.failed;
  into.busyMicros += from.busyMicros;
  into.outputTokens += from.outputTokens;
}

function count(buckets: Map<number, number>, bucket: number, times: number): void {
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + times);
}

/** Below a microsecond there is nothing to tell apart. */
const LEAST_MS = 1e-3;

function toBucket(ms: number): number {
  return Math.floor(Math.log(Math.max(LEAST_MS, ms)) / BUCKET_WIDTH);
}

/** The middle of the bucket in which the value of that rank is: within one percent of it. */
function percentileOf(buckets: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...buckets.values()].reduce((sum, times) => sum + times, 0);
  if (total === 0) return null;
  const rank = Math.floor(share * (total - 1));
  let passed = 0;
  for (const [bucket, times] of [...buckets].sort(([a], [b]) => a - b)) {
    passed += times;
    if (passed > rank) return Math.exp((bucket + 0.5) * BUCKET_WIDTH);
  }
  return null;
}
