import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { SampleBatch } from "../../src/metrics/samples/sample_batch.ts";
import { computeRequestFigures } from "../../src/metrics/request_figures.ts";
import { findTokenGaps } from "../../src/metrics/token_gaps.ts";
import type { RequestRecord } from "../../src/core/record.ts";
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

function find(record: RequestRecord) {
  const eventGaps = new SampleBatch();
  computeRequestFigures(record, eventGaps);
  const found = findTokenGaps(record, eventGaps);
  return { origin: found?.origin ?? null, gaps: [...found?.gaps.values ?? []] };
}

function gapsOf(facts: RecordFacts) {
  return find(makeRecord({ events: EVENTS, ...facts }));
}

Deno.test("findTokenGaps() divides a gap over the tokens that the service counts in its event", () => {
  deepStrictEqual(gapsOf({ eventTokens: [0, 2, 4, 4, 7, 7, 7], tokens: { completionTokens: 7 } }), {
    origin: "usage",
    gaps: [10, 10, 20, 20, 20],
  });
});

Deno.test("findTokenGaps() carries the gap before an event without a token on to the next one", () => {
  const { gaps } = gapsOf({ eventTokens: [0, 1, 1, 1, 3, 3, 3] });
  deepStrictEqual(gaps, [40, 40]);
});

Deno.test("findTokenGaps() spreads the tokens of a reply over its events where nobody counts on each", () => {
  deepStrictEqual(gapsOf({ tokens: { completionTokens: 7 } }), { origin: "even", gaps: [10, 10, 0, 0, 30, 30] });
  deepStrictEqual(gapsOf({ tokens: { completionTokens: 4 } }), { origin: "even", gaps: [20, 0, 60] });
  deepStrictEqual(gapsOf({ tokens: { completionTokens: 2 } }), { origin: "even", gaps: [80] });
});

Deno.test("findTokenGaps() says nothing where tokens are unknown, too few, of several choices or beyond belief", () => {
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

Deno.test("findTokenGaps() says what the counts on each event are from", () => {
  for (const tokensFrom of ["ids", "logprobs"] as const) {
    const { chunks, ...record } = makeRecord({ events: EVENTS, eventTokens: [0, 2, 4, 4, 7, 7, 7] });
    const found = find({ ...record, chunks: { ...chunks, tokensFrom } });
    deepStrictEqual(found, { origin: tokensFrom, gaps: [10, 10, 20, 20, 20] });
  }
});

Deno.test("findTokenGaps() passes over counts that fall, and what is higher than all before has its gaps", () => {
  deepStrictEqual(gapsOf({ eventTokens: [0, 1, 5, 3, 7, 7, 7], tokens: { completionTokens: 7 } }), {
    origin: "usage",
    gaps: [5, 5, 5, 5, 30, 30],
  });
  strictEqual(gapsOf({ eventTokens: [0, 1, 4e9, 3, 7, 7, 7], tokens: { completionTokens: 7 } }).origin, "even");
});

Deno.test("findTokenGaps() are the gaps between events where each has one token", () => {
  for (const facts of [{ tokens: { completionTokens: 4 } }, { eventTokens: [0, 1, 2, 3, 4, 4, 4] }]) {
    deepStrictEqual(gapsOf(facts).gaps, [20, 0, 60]);
  }
});
