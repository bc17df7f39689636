import { isOutputCode } from "../core/chunk_kind.ts";
import type { EventTokenOrigin, RequestRecord } from "../core/record.ts";

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

/**
 * Hands over the time between successive tokens of a reply: k tokens in an event after a gap g are k samples of g / k. The
 * gap before an event without a new token is part of the next one's. Returns where the counts are from; `null`: none of
 * several choices, of a reply that is no stream, or of one whose tokens nobody knows.
 */
export function addTokenGaps(record: RequestRecord, addGap: (gapMs: number) => void): TokenGapOrigin | null {
  if (!record.isStream || record.notes.includes("several_choices")) return null;
  const { counts, origin } = chooseCounts(record);
  if (counts === null) return null;
  const { atMs, kinds } = record.chunks;
  let [event, lastTokens, lastAtMs] = [0, 0, 0];
  for (let i = 0; i < atMs.length; i++) {
    if (!isOutputCode(kinds[i] ?? -1)) continue;
    const tokens = counts(i, event);
    const nowMs = atMs[i] ?? 0;
    const added = tokens - lastTokens;
    const samples = event === 0 ? 0 : added;
    for (let token = 0; token < samples; token++) addGap((nowMs - lastAtMs) / added);
    if (event === 0 || added > 0) [lastTokens, lastAtMs] = [tokens, nowMs];
    event++;
  }
  return origin;
}

/** Tokens so far at an event, by its place among all events and among those with output. */
type TokenCount = (index: number, event: number) => number;

interface ChosenCounts {
  readonly counts: TokenCount | null;
  readonly origin: TokenGapOrigin;
}

function chooseCounts({ chunks, tokens: { completionTokens } }: RequestRecord): ChosenCounts {
  const outputs = findOutputs(chunks.kinds);
  const gaps = outputs.count - 1;
  const { tokens, tokensFrom = "usage" } = chunks;
  const counted = tokens === null ? 0 : (tokens[outputs.last] ?? 0) - (tokens[outputs.first] ?? 0);
  if (tokens !== null && isPlausible(counted, gaps)) {
    return { origin: tokensFrom, counts: (index) => tokens[index] ?? 0 };
  }
  const later = (completionTokens ?? 0) - 1;
  if (!isPlausible(later, gaps)) return { origin: "even", counts: null };
  return { origin: "even", counts: (_index, event) => 1 + Math.floor(event * later / gaps) };
}

function isPlausible(tokens: number, gaps: number): boolean {
  return gaps > 0 && tokens > 0 && tokens <= gaps * MOST_TOKENS_PER_EVENT;
}

function findOutputs(kinds: Uint8Array): { readonly first: number; readonly last: number; readonly count: number } {
  let [first, last, count] = [0, 0, 0];
  for (let i = 0; i < kinds.length; i++) {
    if (!isOutputCode(kinds[i] ?? -1)) continue;
    if (count++ === 0) first = i;
    last = i;
  }
  return { first, last, count };
}
