import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fc } from "../support/property.ts";
import type { GoodputObjective } from "../../src/metrics/judging/goodput.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { type Accumulator, createAccumulator } from "../../src/metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../src/metrics/accumulator_options.ts";
import { createDistribution } from "../../src/metrics/distribution.ts";
import { createWorkloadTimeline } from "../../src/metrics/workload_throughput.ts";
import { makeRecord } from "../support/make_record.ts";
import { drawSessions } from "./records.ts";

const GOODPUT: readonly GoodputObjective[] = [{ metric: "ttft", limitMs: 90 }, { metric: "e2e", limitMs: 400 }];

type Limit = Pick<AccumulatorOptions, "exactSampleLimit">;

function create(limit: Limit): Accumulator {
  return createAccumulator({ goodput: GOODPUT, measuresSpeed: true, ...limit });
}

function accumulate(records: readonly RequestRecord[], limit: Limit = {}): Accumulator {
  const accumulator = create(limit);
  records.forEach(accumulator.add);
  return accumulator;
}

/** Sends the state over as a message between workers would be. */
function mergeAll(parts: readonly (readonly RequestRecord[])[], limit: Limit = {}): string {
  const whole = create(limit);
  for (const part of parts) whole.merge(structuredClone(accumulate(part, limit).state()));
  return JSON.stringify(whole.finish());
}

function shuffle<Value>(values: readonly Value[], random: Random): Value[] {
  const keyed = values.map((value) => ({ value, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

function splitRandomly(records: readonly RequestRecord[], random: Random): RequestRecord[][] {
  const parts: RequestRecord[][] = Array.from({ length: random.integer(1, 5) }, () => []);
  for (const record of records) parts[random.integer(0, parts.length - 1)]?.push(record);
  return parts;
}

/** Many labels, codes, messages and finish reasons: more than are kept apart. */
function makeColourful(records: readonly RequestRecord[], random: Random): RequestRecord[] {
  return records.map((record) => {
    const name = `${random.integer(0, 99)}`;
    const failure = record.failure === null ? null : { ...record.failure, code: name, message: `fault ${name}` };
    return { ...record, place: { ...record.place, label: name }, finishReason: name, failure };
  });
}

/** Of each metric there are more samples than the second one keeps exactly. */
const LIMITS: Readonly<Record<string, Limit>> = { below: {}, above: { exactSampleLimit: 500 } };

for (const [place, limit] of Object.entries(LIMITS)) {
  Deno.test(`A2: figures of 3,000 records are the same to the last digit in 50 orders and splits, ${place} the exact limit`, () => {
    const random = createRandom(7);
    // Short replies: it is their order that matters here.
    const records = makeColourful(drawSessions(random, 3000, 4), random);
    const whole = accumulate(records, limit).finish();
    strictEqual(whole.distributions.ttft.isExact, place === "below");
    const wanted = JSON.stringify(whole);
    for (let i = 0; i < 50; i++) {
      const shuffled = shuffle(records, random);
      // Half of the rounds add to one, half merge several.
      const got = i % 2 === 0
        ? JSON.stringify(accumulate(shuffled, limit).finish())
        : mergeAll(splitRandomly(shuffled, random), limit);
      strictEqual(got === wanted, true, `round ${i}`);
    }
  });
}

Deno.test("merging what was split is adding to one, for any records", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, count) => {
      const random = createRandom(seed);
      const records = drawSessions(random, count);
      strictEqual(mergeAll(splitRandomly(records, random)), JSON.stringify(accumulate(records).finish()));
    }),
  );
});

Deno.test("a distribution is the same in any order and split, below and above its limit", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 90 }), (seed, count) => {
      const random = createRandom(seed);
      const values = Array.from({ length: count }, () => random.exponential() * 10 ** random.integer(-3, 3));
      const [whole, left, right] = [createDistribution(40), createDistribution(40), createDistribution(40)];
      values.forEach(whole.add);
      for (const value of shuffle(values, random)) (random.next() < 0.3 ? left : right).add(value);
      left.merge(right.state());
      deepStrictEqual(JSON.stringify(left.summary()), JSON.stringify(whole.summary()));
      strictEqual(whole.summary().isExact, count <= 40);
    }),
  );
});

Deno.test("a timeline is the same in any order and split, below and above its limit", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
      const random = createRandom(seed);
      const records = Array.from({ length: count }, () =>
        makeRecord({
          endAtMs: 1 + random.next() * 10 ** random.integer(1, 6),
          tokens: { promptTokens: random.integer(0, 9), completionTokens: random.integer(0, 9) },
        }));
      const [whole, left, right] = [createWorkloadTimeline(20), createWorkloadTimeline(20), createWorkloadTimeline(20)];
      records.forEach(whole.add);
      for (const record of shuffle(records, random)) (random.next() < 0.5 ? left : right).add(record);
      left.merge(right.state());
      strictEqual(JSON.stringify(left.finish(0)), JSON.stringify(whole.finish(0)));
      const points = whole.finish(0)?.timeline.length ?? 0;
      ok(points > 0 && points <= 20);
      strictEqual(whole.finish(0)?.sampleCount, count);
    }),
  );
});
