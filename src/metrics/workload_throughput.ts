import type { RequestRecord } from "../core/record.ts";
import { createCreditList, type Credit, type CreditList, type CreditListState } from "./samples/credit_list.ts";
import type { ThroughputRow, TimelinePoint, WorkloadThroughput } from "./step_metrics.ts";

/** The window of the "last" column, in seconds. */
const LAST_WINDOW_SECONDS = 30;

/** The share of wall time left out of the "steady" column. */
const WARMUP_SHARE = 0.2;

/** Beyond so many points, completions of the same stretch of time are joined into one. */
const MAX_TIMELINE_POINTS = 10_000;

/** Collects tokens by the time of completion, in bounded memory. */
export interface WorkloadTimeline {
  /** Takes a successful request. */
  add(record: RequestRecord): void;
  /** Computes the figures; `null` without a success or without a time span. */
  finish(firstSentAtMs: number): WorkloadThroughput | null;
  state(): CreditListState;
  merge(state: CreditListState): void;
}

/** Creates an empty timeline. */
export function createWorkloadTimeline(maxPoints: number = MAX_TIMELINE_POINTS): WorkloadTimeline {
  const credits = createCreditList(maxPoints);
  return {
    add: (record) => credits.add(toCredit(record)),
    finish: (firstSentAtMs) => finishTimeline(credits, firstSentAtMs),
    state: credits.state,
    merge: credits.merge,
  };
}

function toCredit({ times, tokens }: RequestRecord): Credit {
  const promptTokens = tokens.promptTokens ?? 0;
  const cachedPromptTokens = Math.min(tokens.cachedTokens ?? 0, promptTokens);
  return {
    atMs: times.endAtMs,
    completionTokens: tokens.completionTokens ?? 0,
    newPromptTokens: promptTokens - cachedPromptTokens,
    cachedPromptTokens,
  };
}

function finishTimeline(credits: CreditList, firstSentAtMs: number): WorkloadThroughput | null {
  const timeline = toTimeline(credits.sorted(), firstSentAtMs);
  const end = timeline.at(-1);
  if (end === undefined || end.tSeconds <= 0) return null;
  return {
    sampleCount: credits.count(),
    wallSeconds: end.tSeconds,
    lastWindowSeconds: LAST_WINDOW_SECONDS,
    warmupShare: WARMUP_SHARE,
    rows: toRows(timeline, end),
    timeline,
    startedAtMs: firstSentAtMs,
  };
}

function toTimeline(credits: readonly Credit[], firstSentAtMs: number): TimelinePoint[] {
  let sum = START;
  return credits.map((credit) => {
    sum = {
      tSeconds: (credit.atMs - firstSentAtMs) / 1000,
      completionTokens: sum.completionTokens + credit.completionTokens,
      newPromptTokens: sum.newPromptTokens + credit.newPromptTokens,
      cachedPromptTokens: sum.cachedPromptTokens + credit.cachedPromptTokens,
    };
    return sum;
  });
}

const START: TimelinePoint = { tSeconds: 0, completionTokens: 0, newPromptTokens: 0, cachedPromptTokens: 0 };

const NEW_PROMPT = "New Prompt tok/s";
const CACHED_PROMPT = "Cached Prompt tok/s";

/** Rows that rest on the cached tokens that a service states; where it states none, their numbers mean nothing. */
export const CACHE_ROWS: readonly string[] = [NEW_PROMPT, CACHED_PROMPT];

const ROWS: readonly (readonly [string, (point: TimelinePoint) => number])[] = [
  ["Total Prompt tok/s", (point) => point.newPromptTokens + point.cachedPromptTokens],
  [NEW_PROMPT, (point) => point.newPromptTokens],
  [CACHED_PROMPT, (point) => point.cachedPromptTokens],
  ["Completion tok/s", (point) => point.completionTokens],
];

function toRows(timeline: readonly TimelinePoint[], end: TimelinePoint): ThroughputRow[] {
  const windowStart = findAnchor(timeline, end.tSeconds - LAST_WINDOW_SECONDS);
  const steadyStart = findAnchor(timeline, end.tSeconds * WARMUP_SHARE);
  return ROWS.map(([metric, pick]) => {
    const rateSince = (anchor: TimelinePoint) => (pick(end) - pick(anchor)) / (end.tSeconds - anchor.tSeconds);
    return {
      metric,
      overall: rateSince(START),
      lastWindow: rateSince(windowStart),
      steadyState: rateSince(steadyStart),
    };
  });
}

/**
 * The last completion at or before a moment, else the start. evalscope perf takes the first completion there, which
 * credits a wave of replies that end together to no time at all.
 */
function findAnchor(timeline: readonly TimelinePoint[], atSeconds: number): TimelinePoint {
  return timeline.findLast((point) => point.tSeconds <= atSeconds) ?? START;
}
