import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { addTokenGaps } from "../../src/metrics/token_gaps.ts";
import { makeRecord, type RecordFacts } from "../support/make_record.ts";

/** Output at 10, 30, 30 and 90 ms, with a finish and a late usage. */
const EVENTS: NonNullable<RecordFacts["events"]> = [
  [5, "role"],
  [10, "content"],
  [30, "reasoning"],
  [30, "content"],
  [90, "content"],
  [91, "finish"],
  [500, "usage"],
];

function gapsOf(facts: RecordFacts) {
  const gaps: number[] = [];
  const origin = addTokenGaps(makeRecord({ events: EVENTS, ...facts }), (gapMs) => gaps.push(gapMs));
  return { origin, gaps };
}

Deno.test("addTokenGaps() divides a gap over the tokens that the service counts in its event", () => {
  deepStrictEqual(gapsOf({ eventTokens: [0, 2, 4, 4, 7, 7, 7], tokens: { completionTokens: 7 } }), {
    origin: "usage",
    gaps: [10, 10, 20, 20, 20],
  });
});

Deno.test("addTokenGaps() carries the gap before an event without a token on to the next one", () => {
  const { gaps } = gapsOf({ eventTokens: [0, 1, 1, 1, 3, 3, 3] });
  deepStrictEqual(gaps, [40, 40]);
});

Deno.test("addTokenGaps() spreads the tokens of a reply over its events where nobody counts on each", () => {
  deepStrictEqual(gapsOf({ tokens: { completionTokens: 7 } }), { origin: "even", gaps: [10, 10, 0, 0, 30, 30] });
  deepStrictEqual(gapsOf({ tokens: { completionTokens: 4 } }), { origin: "even", gaps: [20, 0, 60] });
  deepStrictEqual(gapsOf({ tokens: { completionTokens: 2 } }), { origin: "even", gaps: [80] });
});

Deno.test("addTokenGaps() says nothing where tokens are unknown, too few, of several choices or beyond belief", () => {
  for (
    const facts of [
      {},
      { tokens: { completionTokens: 1 } },
      { tokens: { completionTokens: 4_000_000_000 } },
      { tokens: { completionTokens: 7 }, isStream: false },
      { tokens: { completionTokens: 7 }, notes: ["several_choices"] },
      { tokens: { completionTokens: 7 }, events: [[10, "content"]] },
    ] satisfies RecordFacts[]
  ) deepStrictEqual(gapsOf(facts), { origin: null, gaps: [] });
  strictEqual(gapsOf({ eventTokens: [0, 0, 0, 0, 0, 0, 0], tokens: { completionTokens: 7 } }).origin, "even");
});

Deno.test("addTokenGaps() says what the counts on each event are from", () => {
  for (const tokensFrom of ["ids", "logprobs"] as const) {
    const { chunks, ...record } = makeRecord({ events: EVENTS, eventTokens: [0, 2, 4, 4, 7, 7, 7] });
    const gaps: number[] = [];
    const origin = addTokenGaps({ ...record, chunks: { ...chunks, tokensFrom } }, (gapMs) => gaps.push(gapMs));
    deepStrictEqual([origin, gaps], [tokensFrom, [10, 10, 20, 20, 20]]);
  }
});
