import { ok } from "node:assert/strict";
import type { RequestRecord } from "../../src/core/record.ts";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import { isResponseTimeApart } from "../../src/metrics/response_time.ts";
import { makeRecord } from "../support/make_record.ts";

function isApart(...lagsMs: readonly (number | null)[]): boolean {
  const accumulator = createAccumulator();
  for (const lagMs of lagsMs) accumulator.add(makeLate(lagMs));
  return isResponseTimeApart(accumulator.finish());
}

function makeLate(lagMs: number | null): RequestRecord {
  return makeRecord({ isStream: false, dueAtMs: lagMs === null ? null : -lagMs, slotAtMs: 0 });
}

Deno.test("the response time is the latency where there is no schedule or it is kept to a millisecond", () => {
  ok(!isApart(null, null));
  ok(!isApart(0.2, 0.9, 0.5));
  ok(!isApart());
});

Deno.test("the response time is apart from the latency where one request is late by more than is shown", () => {
  ok(isApart(1.5));
  ok(isApart(...Array.from({ length: 1000 }, () => 0.1), 40));
});
