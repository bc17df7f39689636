import { LATE_SEND_MS } from "../core/judging/health.ts";
import type { RequestRecord } from "../core/record.ts";
import type { RequestFigures } from "./request_figures.ts";

/** Sums over the requests of a step, from which its single numbers are made. */
export interface StepTotals {
  requests: number;
  succeeded: number;
  streams: number;
  firstSentAtMs: number;
  lastEndAtMs: number;
  /** Summed time from sending to end. */
  busyMs: number;
  lateStarts: number;
  /** When the first turns were sent, and when they were due. */
  readonly sent: Span;
  readonly due: Span;
  readonly input: Sum;
  readonly output: Sum;
  /** Input tokens of the requests whose cached tokens are known, and those cached tokens. */
  readonly inputBesideCache: Sum;
  readonly cached: Sum;
  /** Summed TTFT (latency where there is none) of requests with input tokens. */
  readonly inputWaitMs: Sum;
  /** Decoded tokens per chunk, where above 1. */
  readonly multiTokenChunks: Sum;
}

/** A sum and how many values are in it. */
export interface Sum {
  count: number;
  sum: number;
}

/** The first and the last of some moments. */
export interface Span {
  count: number;
  firstMs: number;
  lastMs: number;
}

/** Creates totals of no requests. */
export function createStepTotals(): StepTotals {
  return {
    requests: 0,
    succeeded: 0,
    streams: 0,
    firstSentAtMs: Infinity,
    lastEndAtMs: -Infinity,
    busyMs: 0,
    lateStarts: 0,
    sent: createSpan(),
    due: createSpan(),
    input: createSum(),
    output: createSum(),
    inputBesideCache: createSum(),
    cached: createSum(),
    inputWaitMs: createSum(),
    multiTokenChunks: createSum(),
  };
}

/** Takes in a request, failed or not. */
export function addRequest(totals: StepTotals, record: RequestRecord): void {
  const { place, start: { dueAtMs }, times: { sentAtMs, endAtMs } } = record;
  totals.requests++;
  if (record.isStream) totals.streams++;
  totals.firstSentAtMs = Math.min(totals.firstSentAtMs, sentAtMs);
  totals.lastEndAtMs = Math.max(totals.lastEndAtMs, endAtMs);
  totals.busyMs += endAtMs - sentAtMs;
  if (toSendLagMs(record) > LATE_SEND_MS) totals.lateStarts++;
  if (place.turnIndex > 0) return;
  widen(totals.sent, sentAtMs);
  if (dueAtMs !== null) widen(totals.due, dueAtMs);
}

/** Returns how late a request was sent: counted from its due time, without one from its slot. */
export function toSendLagMs({ start, times }: RequestRecord): number {
  return times.sentAtMs - (start.dueAtMs ?? start.slotAtMs);
}

/** Takes in what only a successful request has. */
export function addSuccess(totals: StepTotals, record: RequestRecord, figures: RequestFigures): void {
  const { promptTokens, completionTokens, cachedTokens } = record.tokens;
  totals.succeeded++;
  addTo(totals.output, completionTokens);
  addTo(totals.input, promptTokens);
  if (promptTokens !== null) addTo(totals.inputWaitMs, figures.ttftMs ?? figures.latencyMs);
  if (promptTokens !== null && cachedTokens !== null) {
    addTo(totals.inputBesideCache, promptTokens);
    addTo(totals.cached, cachedTokens);
  }
  const perChunk = toDecodedTokensPerChunk(record, figures);
  if (perChunk !== null && perChunk > 1) addTo(totals.multiTokenChunks, perChunk);
}

/** Returns (tokens − 1) / (output events − 1) of a request; `null` with fewer than two of either or an unknown count. */
export function toDecodedTokensPerChunk(record: RequestRecord, { outputEvents }: RequestFigures): number | null {
  const { completionTokens } = record.tokens;
  if (completionTokens === null || completionTokens < 2 || outputEvents < 2) return null;
  return (completionTokens - 1) / (outputEvents - 1);
}

/** Returns a quotient; `null` where it is undefined. */
export function divide(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor <= 0 ? null : dividend / divisor;
}

/** Returns the time from the first sending to the last end; `null` without requests. */
export function toDurationSeconds({ requests, firstSentAtMs, lastEndAtMs }: StepTotals): number | null {
  return requests === 0 ? null : (lastEndAtMs - firstSentAtMs) / 1000;
}

/** Returns the sum; `null` where nothing was added. */
export function toKnown({ count, sum }: Readonly<Sum>): number | null {
  return count === 0 ? null : sum;
}

function createSpan(): Span {
  return { count: 0, firstMs: Infinity, lastMs: -Infinity };
}

function widen(span: Span, atMs: number): void {
  span.count++;
  span.firstMs = Math.min(span.firstMs, atMs);
  span.lastMs = Math.max(span.lastMs, atMs);
}

function createSum(): Sum {
  return { count: 0, sum: 0 };
}

function addTo(total: Sum, value: number | null): void {
  if (value === null) return;
  total.count++;
  total.sum += value;
}
