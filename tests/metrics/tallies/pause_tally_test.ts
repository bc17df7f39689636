import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ArrivalClock } from "../../../src/core/transports.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { PauseSummary } from "../../../src/metrics/step_metrics.ts";
import { type Event, makeRecord } from "../../support/make_record.ts";

const PAUSE = Float64Array.of(1000, 1400);

function summarise(records: readonly RequestRecord[], arrivals?: ArrivalClock): PauseSummary | null {
  const accumulator = createAccumulator(arrivals === undefined ? {} : { arrivals });
  records.forEach(accumulator.add);
  return accumulator.finish().pauses;
}

/** A reply of two events to a request that was sent at a moment. */
function make(
  sentAtMs: number,
  eventsAtMs: readonly number[],
  pauses: Float64Array<ArrayBuffer> | null,
): RequestRecord {
  const events = eventsAtMs.map((atMs): Event => [atMs, "content"]);
  return makeRecord({ sentAtMs, endAtMs: eventsAtMs.at(-1) ?? sentAtMs, events, pauses });
}

/** 99 requests far from any pause: TTFT 100 ms, a gap of 20 ms. */
const OTHERS = Array.from({ length: 99 }, (_, i) => make(2000 + 200 * i, [2100 + 200 * i, 2120 + 200 * i], null));

function read(summary: PauseSummary | null, id: string, percent: number): readonly (number | null)[] {
  const figure = summary?.figures.find((candidate) => candidate.id === id && candidate.percent === percent);
  return [figure?.value ?? null, figure?.without ?? null].map((value) =>
    value === null ? null : Math.round(value * 1e3)
  );
}

Deno.test("a first token read at the end of a pause takes the tail of the TTFT with it", () => {
  const summary = summarise([make(950, [1402, 1422], PAUSE), ...OTHERS]);
  deepStrictEqual([summary?.requests, summary?.longestMs], [1, 400]);
  deepStrictEqual(read(summary, "ttft", 50), [100_000, 100_000]);
  // Measured 452, of which at most the 402 since the pause began are the client's: 50.
  deepStrictEqual(read(summary, "ttft", 99), [103_520, 100_000]);
  deepStrictEqual(read(summary, "itl", 99), [null, null]);
});

Deno.test("a pause between two stamps touches neither", () => {
  strictEqual(summarise([make(950, [1500, 1520], PAUSE), ...OTHERS]), null);
});

Deno.test("what piled up in a long pause is read for longer: a tenth of it", () => {
  const summary = summarise([make(950, [1435, 1455], PAUSE), ...OTHERS]);
  // 485 measured, 435 of them since the pause began.
  deepStrictEqual(read(summary, "ttft", 99), [103_850, 100_000]);
  strictEqual(summarise([make(950, [1445, 1465], PAUSE), ...OTHERS]), null);
});

Deno.test("a short pause that holds up what a long one left to read is part of it", () => {
  const two = Float64Array.of(1000, 1400, 1405, 1430);
  const summary = summarise([make(950, [1430, 1450], two), ...OTHERS]);
  deepStrictEqual([summary?.requests, summary?.longestMs], [1, 400]);
  deepStrictEqual(read(summary, "ttft", 99), [103_800, 100_000]);
  // A gap that begins between the two is of the second alone: 27 of 38 ms.
  const gap = summarise([make(950, [1402, 1440], Float64Array.of(1000, 1400, 1413, 1438)), ...OTHERS]);
  deepStrictEqual(read(gap, "itl", 99), [20_180, 20_000]);
  // A pause that has nothing to do with the one before is judged by itself.
  const apart = summarise([make(950, [1530, 1550], Float64Array.of(1000, 1400, 1500, 1530)), ...OTHERS]);
  deepStrictEqual(apart?.longestMs, 30);
});

Deno.test("a gap that spans a pause to its end is the client's but for what was before it", () => {
  const summary = summarise([make(800, [900, 1405], PAUSE), ...OTHERS]);
  // 505 measured, 405 of them since the pause began.
  deepStrictEqual(read(summary, "itl", 99), [24_850, 20_800]);
  deepStrictEqual(read(summary, "latency", 99), [125, 121]);
});

Deno.test("a request sent within a pause owes it no more than its own time", () => {
  const summary = summarise([make(1390, [1405, 1425], PAUSE), ...OTHERS]);
  deepStrictEqual(read(summary, "ttft", 99), [100_000, 100_000]);
});

Deno.test("the system's stamp of a read in a pause is late for the events that others followed in it, and for no end", () => {
  // Sent before the pause; the first two events were read together at its end and have the stamp of the second.
  const summary = summarise([make(950, [1390, 1390, 1410], PAUSE), ...OTHERS], "kernel");
  deepStrictEqual([summary?.requests, summary?.longestMs], [1, 400]);
  deepStrictEqual(read(summary, "ttft", 99), [103_400, 100_000]);
  deepStrictEqual(read(summary, "latency", 99), [null, null]);
  const gap = summarise([make(900, [950, 1390, 1390], PAUSE), ...OTHERS.slice(1)], "kernel");
  deepStrictEqual([gap?.requests, read(gap, "ttft", 99)], [1, [null, null]]);
  deepStrictEqual(read(gap, "itl", 99), [24_200, 20_300]);
});

Deno.test("the system's stamps of reads of one event are right in a pause, unless they had to be replaced", () => {
  const alone = make(950, [1390, 1410], PAUSE);
  strictEqual(summarise([alone, ...OTHERS], "kernel"), null);
  strictEqual(summarise([{ ...alone, notes: ["refused_stamps"] }, ...OTHERS], "kernel")?.requests, 1);
});
