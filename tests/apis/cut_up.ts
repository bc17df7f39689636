import type { RawOutcome } from "../../src/apis/exchange_reply.ts";

/** Cuts bytes at random places. */
export function cutUp(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end)).filter(({ length }) => length > 0);
}

/** All that must not depend on when bytes arrived. */
export function timelessFacts(
  { reply, usage, finishReason, failure, chunks, isStream }: RawOutcome,
): object {
  return { reply, usage, finishReason, failure, kinds: chunks.kinds, tokens: chunks.tokens, isStream };
}
