import { isOutputCode } from "../core/chunk_kind.ts";
import type { EventTokenOrigin, ReplyChunks, RequestRecord } from "../core/record.ts";
import { SampleBatch } from "./samples/sample_batch.ts";

/**
 * Where it is known from how many tokens an event of a reply carries: the service counts on each (`usage`) or lists them
 * (`ids`, `logprobs`), a tokenizer counts its text (`tokenizer`), or only the tokens of the whole reply are known and are spread over its output events (`even`).
 */
export type TokenGapOrigin = EventTokenOrigin | "even";

/**
 * So many tokens an event at most: a service that claims more would cost time for what is no measurement any more, as
 * each token is a sample.
 */
const MOST_TOKENS_PER_EVENT = 1000;

/** The times between successive tokens of a reply, and where it is known from how many there are. */
export interface TokenGaps {
  readonly origin: TokenGapOrigin;
  readonly gaps: SampleBatch;
}

/** Used for one reply after the other. */
const scratch = new SampleBatch();

/**
 * Finds the times between successive tokens of a reply, valid until the next call: k tokens in an event after a gap g are k
 * samples of g / k. The gap before an event without a new token is part of the next one's. `null`: none of several
 * choices, of a reply that is no stream, or of one whose tokens nobody knows. Where each event has one token they are the
 * gaps between its events themselves, with all that is worked out for those.
 */
export function findTokenGaps(record: RequestRecord, eventGaps: SampleBatch): TokenGaps | null {
  if (!record.isStream || record.notes.includes("several_choices")) return null;
  const gaps = eventGaps.values.length;
  const chosen = findCounted(record.chunks, gaps) ?? spreadEvenly(record, gaps);
  if (chosen === null) return null;
  const { origin, isSingle } = chosen;
  if (isSingle) return { origin, gaps: eventGaps };
  fill(scratch, record.chunks, chosen);
  return { origin, gaps: scratch };
}

/** Tokens so far at an event, by its place among all events and among those with output. */
type TokenCount = (index: number, event: number) => number;

interface ChosenCounts {
  readonly origin: TokenGapOrigin;
  readonly counts: TokenCount;
  /** So many tokens come after the first event at most. */
  readonly most: number;
  /** Each event has one. */
  readonly isSingle: boolean;
}

function fill(into: SampleBatch, { atMs, kinds }: ReplyChunks, { counts, most }: ChosenCounts): void {
  const gapsMs = into.open(most);
  let [event, samples, lastTokens, lastAtMs] = [0, 0, 0, 0];
  for (let i = 0; i < atMs.length; i++) {
    if (!isOutputCode(kinds[i] ?? -1)) continue;
    const tokens = counts(i, event);
    const nowMs = atMs[i] ?? 0;
    const added = tokens - lastTokens;
    if (event > 0 && added > 0) {
      gapsMs.fill((nowMs - lastAtMs) / added, samples, samples + added);
      samples += added;
    }
    if (event === 0 || added > 0) [lastTokens, lastAtMs] = [tokens, nowMs];
    event++;
  }
  into.close(samples);
}

/** What was counted on each event; `null`: nobody did, or nothing that can be believed. */
function findCounted({ kinds, tokens, tokensFrom = "usage" }: ReplyChunks, gaps: number): ChosenCounts | null {
  if (tokens === null) return null;
  let [event, first, last, highest, isSingle] = [0, 0, 0, 0, true];
  for (let i = 0; i < kinds.length; i++) {
    if (!isOutputCode(kinds[i] ?? -1)) continue;
    last = tokens[i] ?? 0;
    if (event === 0) first = last;
    else if (last !== first + event) isSingle = false;
    if (last > highest) highest = last;
    event++;
  }
  // Counts may fall again: each that is higher than all before has its gaps.
  const most = highest - first;
  if (!isPlausible(last - first, gaps) || !isPlausible(most, gaps)) return null;
  return { origin: tokensFrom, counts: (index) => tokens[index] ?? 0, most, isSingle };
}

function spreadEvenly({ tokens: { completionTokens } }: RequestRecord, gaps: number): ChosenCounts | null {
  const later = (completionTokens ?? 0) - 1;
  if (!isPlausible(later, gaps)) return null;
  const counts: TokenCount = (_index, event) => 1 + Math.floor(event * later / gaps);
  return { origin: "even", counts, most: later, isSingle: later === gaps };
}

function isPlausible(tokens: number, gaps: number): boolean {
  return gaps > 0 && tokens > 0 && tokens <= gaps * MOST_TOKENS_PER_EVENT;
}
