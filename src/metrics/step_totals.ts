import { LATE_SEND_MS } from "../core/judging/health.ts";
import type { RequestRecord } from "../core/record.ts";
import type { RequestFigures } from "./request_figures.ts";
import type { SampleBatch } from "./samples/sample_batch.ts";
import { findStalls } from "./stalls.ts";
import {
  addToSum,
  type CountedSum,
  type CountedSumState,
  createCountedSum,
  mergeSum,
  toSumState,
} from "./samples/counted_sum.ts";
import { createSpan, mergeSpan, type Span, widen } from "./samples/span.ts";

const COUNTS = [
  "requests",
  "succeeded",
  "streams",
  "lateStarts",
  "gaps",
  "joinedEvents",
  /** Requests on new and on used connections, those sent again, segments sent again, and requests that tell of these. */
  "onNew",
  "onUsed",
  "resent",
  "retransmits",
  "countsRetransmits",
] as const;

/** `whole`: first sending to last end; `sent` and `due`: when the first turns were; `stall`: from the shortest to the longest. */
const SPANS = ["whole", "sent", "due", "stall"] as const;

const SUMS = [
  /** Time from sending to end. */
  "busyMs",
  "input",
  "output",
  /** Input tokens of the requests whose cached tokens are known, and those cached tokens. */
  "inputBesideCache",
  "cached",
  /** TTFT (latency where there is none) of requests with input tokens. */
  "inputWaitMs",
  /** Decoded tokens per chunk, where they show that several were decoded at once. */
  "multiTokenChunks",
  /** Stalls between the events of replies. */
  "stallMs",
] as const;

type Counts<Value> = Readonly<Record<typeof COUNTS[number], Value>>;
type Spans<Value> = Readonly<Record<typeof SPANS[number], Value>>;
type Sums<Value> = Readonly<Record<typeof SUMS[number], Value>>;

/** Sums over the requests of a step, from which its single numbers are made. */
export interface StepTotals {
  readonly counts: { -readonly [Name in keyof Counts<number>]: number };
  readonly spans: Spans<Span>;
  readonly sums: Sums<CountedSum>;
}

/** The content of totals as plain data. */
export interface StepTotalsState {
  readonly counts: Counts<number>;
  readonly spans: Spans<Readonly<Span>>;
  readonly sums: Sums<CountedSumState>;
}

/** Creates totals of no requests. */
export function createStepTotals(): StepTotals {
  return {
    counts: mapNames(COUNTS, () => 0),
    spans: mapNames(SPANS, createSpan),
    sums: mapNames(SUMS, createCountedSum),
  };
}

/** Takes in a request, failed or not. */
export function addRequest({ counts, spans, sums }: StepTotals, record: RequestRecord): void {
  const { place, start: { dueAtMs }, times: { sentAtMs, endAtMs } } = record;
  counts.requests++;
  if (record.isStream) counts.streams++;
  if (toSendLagMs(record) > LATE_SEND_MS) counts.lateStarts++;
  countConnection(counts, record);
  widen(spans.whole, sentAtMs, endAtMs);
  addToSum(sums.busyMs, endAtMs - sentAtMs);
  if (place.turnIndex > 0) return;
  widen(spans.sent, sentAtMs);
  if (dueAtMs !== null) widen(spans.due, dueAtMs);
}

function countConnection(
  counts: StepTotals["counts"],
  { network: { isReused, retransmits }, counts: { connectionRetries } }: RequestRecord,
): void {
  if (isReused === true) counts.onUsed++;
  if (isReused === false) counts.onNew++;
  counts.resent += connectionRetries;
  if (retransmits === null) return;
  counts.retransmits += retransmits;
  counts.countsRetransmits++;
}

/** Takes in what only a successful request has. */
export function addSuccess({ counts, sums }: StepTotals, record: RequestRecord, figures: RequestFigures): void {
  const { promptTokens, completionTokens, cachedTokens } = record.tokens;
  counts.succeeded++;
  counts.gaps += Math.max(0, figures.outputEvents - 1);
  counts.joinedEvents += figures.joinedEvents;
  addToSum(sums.output, completionTokens);
  addToSum(sums.input, promptTokens);
  if (promptTokens !== null) addToSum(sums.inputWaitMs, figures.ttftMs ?? figures.latencyMs);
  if (promptTokens !== null && cachedTokens !== null) {
    addToSum(sums.inputBesideCache, promptTokens);
    addToSum(sums.cached, cachedTokens);
  }
  const perChunk = toDecodedTokensPerChunk(record, figures);
  if (perChunk !== null && showsSpeculation(record, perChunk)) addToSum(sums.multiTokenChunks, perChunk);
}

/** Takes in what stalled among the gaps of a successful reply. */
export function addStalls({ spans, sums }: StepTotals, gaps: SampleBatch): void {
  findStalls(gaps, (gapMs) => {
    addToSum(sums.stallMs, gapMs);
    widen(spans.stall, gapMs);
  });
}

/** Takes in all requests of others. */
export function mergeTotals({ counts, spans, sums }: StepTotals, others: StepTotalsState): void {
  for (const name of COUNTS) counts[name] += others.counts[name];
  for (const name of SPANS) mergeSpan(spans[name], others.spans[name]);
  for (const name of SUMS) mergeSum(sums[name], others.sums[name]);
}

/** Returns the content as plain data; valid until the next change. */
export function toTotalsState({ counts, spans, sums }: StepTotals): StepTotalsState {
  return { counts, spans, sums: mapNames(SUMS, (name) => toSumState(sums[name])) };
}

/** Returns how late a request was sent: counted from its due time, without one from its slot. */
export function toSendLagMs({ start, times }: RequestRecord): number {
  return times.sentAtMs - (start.dueAtMs ?? start.slotAtMs);
}

/**
 * Returns (tokens − 1) / (output events − 1) of a request; `null` with fewer than two of either, an unknown count, or
 * several choices.
 */
export function toDecodedTokensPerChunk(record: RequestRecord, { outputEvents }: RequestFigures): number | null {
  const { tokens: { completionTokens }, notes } = record;
  if (completionTokens === null || completionTokens < 2 || outputEvents < 2) return null;
  if (notes.includes("several_choices")) return null;
  return (completionTokens - 1) / (outputEvents - 1);
}

/** An end-of-text token and a pair that was joined on the way make a little more than one token an event, too. */
const SPECULATIVE_FROM = 1.2;

/**
 * Tells whether a reply looks like one of a service that decodes several tokens at once. Tool calls are held back until
 * they can be parsed, and so are the bytes of a character that takes several tokens: those say nothing.
 */
function showsSpeculation({ reply: { content, reasoning, toolCalls } }: RequestRecord, perChunk: number): boolean {
  return perChunk >= SPECULATIVE_FROM && toolCalls === "" && !NOT_ASCII.test(content) && !NOT_ASCII.test(reasoning);
}

// deno-lint-ignore no-control-regex
const NOT_ASCII = /[^\x00-\x7f]/;

/** Returns a quotient; `null` where it is undefined. */
export function divide(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor <= 0 ? null : dividend / divisor;
}

function mapNames<Name extends string, Value>(
  names: readonly Name[],
  toValue: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, toValue(name)])) as Record<Name, Value>;
}
