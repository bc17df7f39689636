import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fc } from "../../support/property.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../../src/metrics/accumulator_options.ts";
import type { SteadyState } from "../../../src/metrics/step_metrics.ts";
import { makeRecord } from "../../support/make_record.ts";

/** A reply that begins `ttftMs` after its sending and has two more events until its end. */
function reply(sentAtMs: number, endAtMs: number, ttftMs = 10): RequestRecord {
  const firstAtMs = Math.min(sentAtMs + ttftMs, endAtMs);
  const events = [[firstAtMs, "content"], [(firstAtMs + endAtMs) / 2, "content"], [endAtMs, "content"]] as const;
  return makeRecord({ sentAtMs, endAtMs, events, tokens: { completionTokens: 3 } });
}

function steadyOf(records: readonly RequestRecord[], options: AccumulatorOptions = {}): SteadyState | null {
  const accumulator = createAccumulator(options);
  accumulator.beginAt(0);
  for (const record of records) accumulator.add(record);
  return accumulator.finish().steady;
}

/** Two slots that are always busy: requests of 100 ms, the first wave slower by half. */
const CLOSED_LOOP = [0, 1].flatMap((slot) => [
  reply(0, 150, 60),
  ...Array.from({ length: 8 }, (_, index) => reply(150 + 100 * index + slot, 250 + 100 * index + slot)),
]);

Deno.test("the first wave and the last one are left out, and what is between keeps its figures", () => {
  const steady = steadyOf(CLOSED_LOOP);
  if (steady === null) throw new Error("It was never steady");
  deepStrictEqual([steady.fromSeconds, steady.untilSeconds], [0.15, 0.851]);
  // Of eight in each slot that follow the first wave the last ones end after the last sending.
  strictEqual(steady.requests, 14);
  strictEqual(steady.distributions.ttft.max, 10);
  strictEqual(steady.distributions.latency.max, 0.1);
  strictEqual(steady.distributions.itl.count, 28);
  strictEqual(steady.distributions.itl.mean, 45);
  // Those of the first wave ended in it.
  ok(Math.abs(steady.requestsPerSecond - 16 / 0.701) < 1e-9);
  ok(Math.abs(steady.outputTokensPerSecond - 48 / 0.701) < 1e-9);
});

Deno.test("a load of one wave, or one that changes all the time, is never steady", () => {
  strictEqual(steadyOf([reply(0, 100), reply(0, 120)]), null);
  const load = { variable: "rate", from: 1, to: 9 } as const;
  strictEqual(steadyOf(CLOSED_LOOP, { stages: [{ fromMs: 0, untilMs: 1000, load }] }), null);
});

Deno.test("slots that open one by one are not steady until all are open", () => {
  const opening = { variable: "parallel", from: 1, to: 2 } as const;
  const stages = [
    { fromMs: 0, untilMs: 400, load: opening },
    { fromMs: 400, untilMs: Infinity, load: { ...opening, from: 2 } },
  ];
  const steady = steadyOf(CLOSED_LOOP, { stages });
  strictEqual(steady?.fromSeconds, 0.4);
  // Sent from 450 ms on, ended by 851 ms.
  strictEqual(steady?.requests, 8);
});

Deno.test("failed requests end the ramp, but have no latency in it", () => {
  const failed = makeRecord({ sentAtMs: 0, endAtMs: 20, failure: { kind: "reset", message: "" } });
  const steady = steadyOf([failed, ...CLOSED_LOOP]);
  strictEqual(steady?.fromSeconds, 0.02);
  strictEqual(steady?.requests, 14);
});

Deno.test("it depends neither on the order of the records nor on how they are split", () => {
  const times = fc.record({ sent: fc.integer({ min: 0, max: 500 }), takes: fc.integer({ min: 1, max: 300 }) });
  fc.assert(
    fc.property(fc.array(times, { maxLength: 40 }), fc.integer(), (facts, seed) => {
      const records = facts.map(({ sent, takes }) => reply(sent, sent + takes));
      const inOrder = records.toSorted((a, b) => a.times.endAtMs - b.times.endAtMs);
      const expected = steadyOf(inOrder);
      const key = (index: number) => Math.imul(index + 1, seed | 1) % 97;
      const shuffled = records.map((record, index) => ({ record, key: key(index) })).toSorted((a, b) => a.key - b.key);
      deepStrictEqual(steadyOf(shuffled.map(({ record }) => record)), expected);
      const merged = createAccumulator();
      merged.beginAt(0);
      for (const part of [0, 1, 2]) {
        const own = createAccumulator();
        own.beginAt(0);
        records.forEach((record, index) => index % 3 === part && own.add(record));
        if (part === 1) own.finish();
        merged.merge(own.state());
      }
      deepStrictEqual(merged.finish().steady, expected);
      const inside = records.filter(({ times: { sentAtMs, endAtMs } }) =>
        sentAtMs >= Math.min(...records.map(({ times }) => times.endAtMs)) &&
        endAtMs <= Math.max(...records.map(({ times }) => times.sentAtMs))
      );
      strictEqual(expected?.requests ?? 0, inside.length);
    }),
    { numRuns: 40 },
  );
});

Deno.test("requests that wait for the end of the window are as many as run at once", () => {
  const accumulator = createAccumulator();
  accumulator.beginAt(0);
  for (let index = 0; index < 1000; index++) accumulator.add(reply(100 * index + index % 4, 100 * index + 150));
  const { waiting, early } = accumulator.state().steady;
  ok(waiting.length <= 3 && early.length <= 3, `${waiting.length} and ${early.length}`);
});
