import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { AccumulatorOptions } from "../../../src/metrics/accumulator_options.ts";
import { computeRequestFigures } from "../../../src/metrics/request_figures.ts";
import { SampleBatch } from "../../../src/metrics/samples/sample_batch.ts";
import { createSpeedTally, summariseSpeed } from "../../../src/metrics/tallies/speed_tally.ts";
import { makeRecord, type RecordFacts } from "../../support/make_record.ts";

function make(promptTokens: number, latencyMs: number, facts: RecordFacts = {}): RequestRecord {
  const tokens = { promptTokens, completionTokens: 2048 };
  return makeRecord({ isStream: false, endAtMs: latencyMs, ...facts, tokens: { ...tokens, ...facts.tokens } });
}

const RECORDS = [
  make(6144, 20_480),
  make(1, 10_240),
  make(6144, 40_960),
  make(1, 1, { failure: { kind: "reset", message: "Connection reset" } }),
  make(1, 1, { phase: "warmup" }),
  make(1, 10_240, { tokens: { completionTokens: null } }),
];

const ROWS = [
  { promptTokens: 1, requests: 1, tokensPerSecond: 200, gpuMemoryBytes: null },
  { promptTokens: 6144, requests: 2, tokensPerSecond: 75, gpuMemoryBytes: null },
];

Deno.test("summariseSpeed() means the speeds of the requests of each prompt length, the shortest first", () => {
  deepStrictEqual(summariseSpeed(RECORDS), ROWS);
  deepStrictEqual(summariseSpeed([]), []);
});

Deno.test("createAccumulator() keeps the same speeds where they are asked for, else none", () => {
  const speedOf = (options: AccumulatorOptions) => {
    const accumulator = createAccumulator(options);
    RECORDS.forEach(accumulator.add);
    return accumulator.finish().speed;
  };
  deepStrictEqual(speedOf({ measuresSpeed: true }), ROWS);
  strictEqual(speedOf({}), null);
});

Deno.test("createSpeedTally() means the memory of the GPU over the requests of which it is known", () => {
  const tally = createSpeedTally();
  for (const gpuMemoryBytes of [4e9, null, 6e9]) {
    const record = make(10, 2048);
    tally.add(record, computeRequestFigures(record, new SampleBatch()), gpuMemoryBytes);
  }
  deepStrictEqual(tally.finish(), [{ promptTokens: 10, requests: 3, tokensPerSecond: 1000, gpuMemoryBytes: 5e9 }]);
});
