import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { same } from "../../../src/core/words.ts";
import { createRandom } from "../../../src/core/random.ts";
import {
  bootstrapChange,
  changeOverRepeats,
  holdChange,
  type Interval,
} from "../../../src/metrics/comparison/interval.ts";
import type { PointRequests } from "../../../src/metrics/comparison/point_requests.ts";
import { takeSamples } from "../../../src/metrics/comparison/samples.ts";
import type { MetricSubject } from "../../../src/metrics/judging/criterion_name.ts";

const P50: MetricSubject = { metric: "ttft", statistic: { kind: "percentile", percent: 50 } };
const P99: MetricSubject = { metric: "ttft", statistic: { kind: "percentile", percent: 99 } };
const MEAN: MetricSubject = { metric: "ttft", statistic: { kind: "mean" } };
const RPS: MetricSubject = { metric: "request_throughput", statistic: null };

/** A closed loop whose first tokens scatter about a middle. */
function makeRequests(seed: number, { count = 400, slots = 4, middleMs = 100 } = {}): PointRequests {
  const random = createRandom(seed);
  const ttftMs = Float64Array.from({ length: count }, () => middleMs * Math.exp(0.2 * random.normal()));
  const freeAtMs = new Array<number>(slots).fill(0);
  const startMs = new Float64Array(count);
  const endMs = ttftMs.map((ms, i) => {
    const slot = freeAtMs.indexOf(Math.min(...freeAtMs));
    startMs[i] = freeAtMs[slot] ?? 0;
    return freeAtMs[slot] = (startMs[i] ?? 0) + ms;
  });
  const ones = new Float64Array(count).fill(1);
  return {
    count,
    slots,
    startMs,
    endMs,
    failed: new Uint8Array(count),
    latencyMs: ttftMs,
    ttftMs,
    tpotMs: ones,
    promptTokens: ones,
    outputTokens: ones,
    gapMs: new Float64Array(),
    gapOwner: new Uint32Array(),
  };
}

function change(subject: MetricSubject, base: PointRequests, next: PointRequests): Interval {
  const [one, other] = [takeSamples(base, subject), takeSamples(next, subject)];
  ok(one !== null && other !== null);
  const found = bootstrapChange(one, other, createRandom(1));
  ok("low" in found, "reason" in found ? found.reason.en : "");
  return found;
}

Deno.test("nineteen of twenty intervals of equal runs hold 0", () => {
  for (const subject of [P50, MEAN, RPS]) {
    const held = Array.from({ length: 60 }, (_, pair) => {
      const { low, high } = change(subject, makeRequests(2 * pair), makeRequests(2 * pair + 1));
      return low <= 0 && high >= 0;
    }).filter((holds) => holds).length;
    ok(held >= 53, `${held} of 60 of ${subject.metric}`);
  }
});

Deno.test("a change of a fifth is found, and its interval holds it", () => {
  for (const [subject, expected] of [[P50, 0.2], [MEAN, 0.2], [RPS, 1 / 1.2 - 1]] as const) {
    const { low, high } = change(subject, makeRequests(1), makeRequests(2, { middleMs: 120 }));
    ok(low < expected && expected < high && low * high > 0, `${low} … ${high}`);
  }
});

Deno.test("throughput is compared in the same measure where the slots of one side alone were idle", () => {
  const base = makeRequests(1);
  const startMs = base.startMs.map((ms) => 2 * ms);
  const idle = { ...base, startMs, endMs: startMs.map((ms, i) => ms + (base.latencyMs[i] ?? 0)) };
  const [slower, faster] = [change(RPS, base, idle), change(RPS, idle, base)];
  ok(-0.6 < slower.low && slower.low < -0.5 && slower.high < -0.4, `${slower.low} … ${slower.high}`);
  ok(0.8 < faster.low && faster.low < 1.05 && faster.high < 1.3, `${faster.low} … ${faster.high}`);
});

Deno.test("beyond the bound of one side lies 0 in one of twenty equal pairs, which the interval of both sides holds", () => {
  const pairs = 200;
  const found = Array.from({ length: pairs }, (_, pair) => {
    const [base, next] = [makeRequests(2 * pair, { count: 200 }), makeRequests(2 * pair + 1, { count: 200 })];
    return change(MEAN, base, next);
  });
  const alarms = found.filter(({ atLeast }) => atLeast > 0).length;
  const strict = found.filter(({ low }) => low > 0).length;
  ok(strict < alarms && alarms <= pairs * 0.1, `${strict}, ${alarms} of ${pairs}`);
});

Deno.test("an interval holds the change that is shown, also that of a throughput with an end of its own", () => {
  const interval = { low: -0.04, high: -0.01, atLeast: -0.035, atMost: -0.015, method: same("") };
  deepStrictEqual(holdChange(interval, -0.02), interval);
  deepStrictEqual(holdChange(interval, -0.05), { ...interval, low: -0.05, atLeast: -0.05 });
  deepStrictEqual(holdChange(interval, 0.01), { ...interval, high: 0.01, atMost: 0.01 });
});

Deno.test("an interval is the same each time, and says how it came about", () => {
  const [base, next] = [makeRequests(1), makeRequests(2)];
  deepStrictEqual(change(P50, base, next), change(P50, base, next));
  strictEqual(change(P50, base, next).method.en, "bootstrap over blocks of 20 requests");
  const open = { ...base, slots: null };
  strictEqual(change(RPS, open, open).method.en, "bootstrap over 40 windows of time");
});

Deno.test("what single requests do not tell has no interval but a reason", () => {
  const few = makeRequests(1, { count: 3 });
  const reasonOf = (subject: MetricSubject, requests: PointRequests) => {
    const samples = takeSamples(requests, subject);
    ok(samples !== null);
    const found = bootstrapChange(samples, samples, createRandom(1));
    return "reason" in found ? found.reason.en : "none";
  };
  strictEqual(reasonOf(MEAN, few), "there are too few requests");
  strictEqual(reasonOf(P99, makeRequests(1)), "p99 needs at least 500 values, there are 400");
  strictEqual(reasonOf({ metric: "itl", statistic: { kind: "mean" } }, makeRequests(1)), "it is undefined");
  strictEqual(takeSamples(few, { metric: "mean_concurrency", statistic: null }), null);
});

Deno.test("over repeats the change of the mean has the interval of Welch's t", () => {
  const found = changeOverRepeats([100, 102, 98], [110, 112, 108]);
  ok("low" in found);
  strictEqual(found.method.en, "Welch's t over 3 and 3 repeats");
  ok(found.low > 0.04 && found.low < 0.1 && found.high > 0.1 && found.high < 0.16, `${found.low} … ${found.high}`);
  ok(found.atLeast > found.low && found.atMost < found.high && found.atLeast < 0.1, `${found.atLeast}`);
  const none = changeOverRepeats([0, 1], [1, 1]);
  strictEqual("reason" in none && none.reason.en, "a repeat has no value above 0");
});
