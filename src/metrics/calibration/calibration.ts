/** How far reported figures are from the truth: the truth is a service's own books of what it sent and when. */

/** What a service says that it sent of one reply; times in ms. */
export interface SentReply {
  readonly id: string;
  /** When the request was read whole, in ms since the service's start. */
  readonly arrivedAtMs: number;
  readonly ttftMs: number;
  readonly gapsMs: readonly number[];
  readonly replyMs: number;
}

/** What this client reports of the same reply. */
export interface ReportedReply {
  readonly id: string;
  readonly ttftMs: number;
  readonly gapsMs: readonly number[];
}

/** A load under which the client was measured. */
export interface CalibratedLoad {
  /** Slots; `null` in open loop. */
  readonly parallel: number | null;
  /** Asked requests per second; `null`: unpaced. */
  readonly rate: number | null;
  /** Event loops. */
  readonly shards: number;
  readonly transport: string;
  /** Output tokens per second, each an event. */
  readonly tokensPerSecond: number;
}

/** True and reported values of one figure, and how far single values were apart. */
export interface FigureError {
  readonly count: number;
  readonly trueMeanMs: number;
  readonly trueP99Ms: number;
  readonly reportedMeanMs: number;
  readonly reportedP99Ms: number;
  /** Reported less true, on average. */
  readonly errorMeanMs: number;
  /** Of the distance between reported and true. */
  readonly errorP99Ms: number;
  readonly errorMaxMs: number;
}

/** The error of this client under one load. */
export interface Calibration {
  readonly load: CalibratedLoad;
  readonly requests: number;
  readonly ttft: FigureError;
  readonly itl: FigureError;
  /** Replies a second by the service's books, from the first request to the last byte, and as reported. */
  readonly trueRate: number;
  readonly reportedRate: number;
  /** How late the service itself was; what it adds to the errors cannot be told from the client's part. */
  readonly serviceLateP99Ms: number | null;
}

/** What is known of a load besides its replies. */
export interface MeasuredLoad {
  readonly load: CalibratedLoad;
  readonly reportedRate: number;
  readonly serviceLateP99Ms: number | null;
}

/**
 * Compares replies by their ids; those that only one side has, or of which the two saw different numbers of events, tell
 * nothing. `null` where no two gaps can be compared.
 */
export function compareWithTruth(
  sent: readonly SentReply[],
  reported: readonly ReportedReply[],
  measured: MeasuredLoad,
): Calibration | null {
  const byId = new Map(sent.map((reply) => [reply.id, reply]));
  const pairs = reported.flatMap((reply) => {
    const truth = byId.get(reply.id);
    return truth === undefined || truth.gapsMs.length !== reply.gapsMs.length ? [] : [{ truth, reply }];
  });
  const ttft = toFigure(pairs.map(({ truth, reply }): Pair => [truth.ttftMs, reply.ttftMs]));
  const itl = toFigure(
    pairs.flatMap(({ truth, reply }) => reply.gapsMs.map((gapMs, index): Pair => [truth.gapsMs[index] ?? NaN, gapMs])),
  );
  if (ttft === null || itl === null) return null;
  return { ...measured, requests: pairs.length, ttft, itl, trueRate: rateOf(pairs.map(({ truth }) => truth)) };
}

/** A true and a reported value. */
type Pair = readonly [trueMs: number, reportedMs: number];

function toFigure(pairs: readonly Pair[]): FigureError | null {
  if (pairs.length === 0) return null;
  const truth = pairs.map(([trueMs]) => trueMs);
  const reported = pairs.map(([, reportedMs]) => reportedMs);
  const errors = pairs.map(([trueMs, reportedMs]) => reportedMs - trueMs);
  const distances = errors.map(Math.abs);
  return {
    count: pairs.length,
    trueMeanMs: meanOf(truth),
    trueP99Ms: p99Of(truth),
    reportedMeanMs: meanOf(reported),
    reportedP99Ms: p99Of(reported),
    errorMeanMs: meanOf(errors),
    errorP99Ms: p99Of(distances),
    errorMaxMs: distances.reduce((most, distance) => Math.max(most, distance), 0),
  };
}

function rateOf(replies: readonly SentReply[]): number {
  const firstMs = replies.reduce((first, { arrivedAtMs }) => Math.min(first, arrivedAtMs), Infinity);
  const lastMs = replies.reduce((last, { arrivedAtMs, replyMs }) => Math.max(last, arrivedAtMs + replyMs), 0);
  return replies.length / ((lastMs - firstMs) / 1000);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The least value that 99 % do not exceed. */
function p99Of(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN;
}
