/**
 * Telemetry: the figures of a run for the monitoring that its users have. This folder knows records and metrics; it
 * must never hold the load up, so it counts where records come in and sends from a timer.
 */
import type { FailureKind } from "../core/failure.ts";
import type { RequestRecord } from "../core/record.ts";
import { computeRequestFigures } from "../metrics/request_figures.ts";
import { SampleBatch } from "../metrics/samples/sample_batch.ts";
import { BucketHistogram } from "./bucket_histogram.ts";

/** The histograms that are kept, in seconds or tokens. */
export const HISTOGRAM_NAMES = [
  "duration",
  "timeToFirstToken",
  "timePerOutputToken",
  "gap",
  "inputTokens",
  "outputTokens",
] as const;

/** One of the histograms that are kept. */
export type HistogramName = typeof HISTOGRAM_NAMES[number];

/** The bounds that the GenAI conventions of OpenTelemetry advise: durations, first tokens, tokens after them, counts. */
const DURATION_BOUNDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const FIRST_TOKEN_BOUNDS = [
  ...[0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
];
const PER_TOKEN_BOUNDS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
const TOKEN_BOUNDS = [
  1,
  4,
  16,
  64,
  256,
  1024,
  4096,
  16_384,
  65_536,
  262_144,
  1_048_576,
  4_194_304,
  16_777_216,
  67_108_864,
];

const BOUNDS: Readonly<Record<HistogramName, readonly number[]>> = {
  duration: DURATION_BOUNDS,
  timeToFirstToken: FIRST_TOKEN_BOUNDS,
  timePerOutputToken: PER_TOKEN_BOUNDS,
  gap: PER_TOKEN_BOUNDS,
  inputTokens: TOKEN_BOUNDS,
  outputTokens: TOKEN_BOUNDS,
};

/** What one step has counted so far. */
export interface StepMeter {
  readonly step: string;
  readonly model: string;
  succeeded: number;
  /** How long the requests that failed took, by kind of failure. */
  readonly failed: Map<FailureKind, BucketHistogram>;
  inputTokens: number;
  outputTokens: number;
  readonly histograms: Readonly<Record<HistogramName, BucketHistogram>>;
}

/** Counts the measured requests of each step, for as long as the run lasts. */
export class RequestMeter {
  readonly #steps: StepMeter[] = [];
  #running: number | null = null;

  /** All steps so far, in order. */
  get steps(): readonly StepMeter[] {
    return this.#steps;
  }

  /** Requests on their way; `null`: no load runs. */
  get running(): number | null {
    return this.#running;
  }

  begin(step: string, model: string): void {
    const histograms = Object.fromEntries(HISTOGRAM_NAMES.map((name) => [name, new BucketHistogram(BOUNDS[name])]));
    this.#steps.push({
      ...{ step, model, succeeded: 0, failed: new Map(), inputTokens: 0, outputTokens: 0 },
      histograms: histograms as Record<HistogramName, BucketHistogram>,
    });
  }

  setRunning(running: number | null): void {
    this.#running = running;
  }

  add(record: RequestRecord): void {
    const meter = this.#steps.at(-1);
    if (meter === undefined || record.place.phase !== "measured") return;
    if (record.failure === null) addSuccess(meter, record);
    else addFailure(meter, record, record.failure.kind);
  }
}

function addFailure({ failed }: StepMeter, { times }: RequestRecord, kind: FailureKind): void {
  const durations = failed.get(kind) ?? new BucketHistogram(DURATION_BOUNDS);
  durations.add(Math.max(0, times.endAtMs - times.sentAtMs) / 1000);
  failed.set(kind, durations);
}

/** Used for one record after the other. */
const gaps = new SampleBatch();

function addSuccess(meter: StepMeter, record: RequestRecord): void {
  const { histograms } = meter;
  const figures = computeRequestFigures(record, gaps);
  for (const gapMs of gaps.values) histograms.gap.add(gapMs / 1000);
  const { promptTokens, completionTokens } = record.tokens;
  meter.succeeded++;
  meter.inputTokens += promptTokens ?? 0;
  meter.outputTokens += completionTokens ?? 0;
  histograms.duration.add(figures.latencyMs / 1000);
  if (figures.ttftMs !== null) histograms.timeToFirstToken.add(figures.ttftMs / 1000);
  if (figures.tpotMs !== null) histograms.timePerOutputToken.add(figures.tpotMs / 1000);
  if (promptTokens !== null) histograms.inputTokens.add(promptTokens);
  if (completionTokens !== null) histograms.outputTokens.add(completionTokens);
}
