import type { RequestRecord } from "../core/record.ts";
import type { ThroughputRow, TimelinePoint, WorkloadThroughput } from "./step_metrics.ts";

/** The window of the "last" column, in seconds. */
export const LAST_WINDOW_SECONDS = 30;

/** The share of wall time left out of the "steady" column. */
export const WARMUP_SHARE = 0.2;

/** When more points than this have come, every two are joined into one. */
export const MAX_TIMELINE_POINTS = 10_000;

/** Collects tokens by the time of completion, in bounded memory. */
export interface WorkloadTimeline {
  /** Takes a successful request; roughly in order of completion. */
  add(record: RequestRecord): void;
  /** Computes the figures; `null` without a success or without a time span. */
  finish(firstSentAtMs: number): WorkloadThroughput | null;
}

/** Tokens of one or more completions, credited at the last of them. */
interface Credit {
  atMs: number;
  completionTokens: number;
  newPromptTokens: number;
  cachedPromptTokens: number;
}

interface TimelineState {
  readonly maxPoints: number;
  credits: Credit[];
  sampleCount: number;
  /** So many completions make one credit. */
  stride: number;
  /** Completions in the last credit. */
  filled: number;
}

/** Creates an empty timeline. */
export function createWorkloadTimeline(maxPoints: number = MAX_TIMELINE_POINTS): WorkloadTimeline {
  const state: TimelineState = { maxPoints, credits: [], sampleCount: 0, stride: 1, filled: 0 };
  return {
    add: (record) => addCredit(state, toCredit(record)),
    finish: (firstSentAtMs) => finishTimeline(state, firstSentAtMs),
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

function addCredit(state: TimelineState, credit: Credit): void {
  state.sampleCount++;
  const last = state.credits.at(-1);
  if (last !== undefined && state.filled < state.stride) {
    joinCredit(last, credit);
    state.filled++;
    return;
  }
  if (state.credits.length >= state.maxPoints) thin(state);
  state.credits.push(credit);
  state.filled = 1;
}

function joinCredit(into: Credit, other: Credit): void {
  into.atMs = Math.max(into.atMs, other.atMs);
  into.completionTokens += other.completionTokens;
  into.newPromptTokens += other.newPromptTokens;
  into.cachedPromptTokens += other.cachedPromptTokens;
}

/** Joins neighbours: what is left is exact at its own moment, because a credit stands at the last of its completions. */
function thin(state: TimelineState): void {
  state.credits = sortByTime(state.credits).filter((credit, i, all) => {
    const next = all[i + 1];
    if (i % 2 === 1) return true;
    if (next !== undefined) joinCredit(next, credit);
    return next === undefined;
  });
  state.stride *= 2;
}

function sortByTime(credits: readonly Credit[]): Credit[] {
  return [...credits].sort((a, b) => a.atMs - b.atMs);
}

function finishTimeline(state: TimelineState, firstSentAtMs: number): WorkloadThroughput | null {
  const timeline = toTimeline(sortByTime(state.credits), firstSentAtMs);
  const end = timeline.at(-1);
  if (end === undefined || end.tSeconds <= 0) return null;
  return {
    sampleCount: state.sampleCount,
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

const ROWS: readonly (readonly [string, (point: TimelinePoint) => number])[] = [
  ["Total Prompt tok/s", (point) => point.newPromptTokens + point.cachedPromptTokens],
  ["New Prompt tok/s", (point) => point.newPromptTokens],
  ["Cached Prompt tok/s", (point) => point.cachedPromptTokens],
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
