import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { GoodputObjective } from "../../../src/metrics/judging/goodput.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { StepMetrics } from "../../../src/metrics/step_metrics.ts";
import { type Event, makeRecord } from "../../support/make_record.ts";

function compute(promises: readonly GoodputObjective[], ...records: readonly RequestRecord[]): StepMetrics {
  const accumulator = createAccumulator({ goodput: promises });
  records.forEach(accumulator.add);
  return accumulator.finish();
}

/** TTFT 40 ms, mean gap 30 ms, latency 100 ms, TPOT 20 ms. */
const STREAM = makeRecord({
  events: [[40, "content"], [70, "content"], [100, "content"]],
  tokens: { completionTokens: 4 },
});

const LIMITS = [["ttft", 40], ["itl", 30], ["e2e", 100], ["tpot", 20]] as const;

for (const [metric, valueMs] of LIMITS) {
  Deno.test(`goodput counts a request whose ${metric} is just at its limit, and none beyond`, () => {
    strictEqual(compute([{ metric, limitMs: valueMs }], STREAM).scalars.goodput_share, 1);
    strictEqual(compute([{ metric, limitMs: valueMs - 0.001 }], STREAM).scalars.goodput_share, 0);
  });
}

Deno.test("goodput asks for all promises and tells which were missed", () => {
  const slowStart = makeRecord({ events: [[90, "content"], [100, "content"]], tokens: { completionTokens: 9 } });
  const promises = [{ metric: "ttft", limitMs: 50 }, { metric: "tpot", limitMs: 10 }] as const;
  const { goodput, scalars } = compute(promises, STREAM, slowStart, makeRecord());
  deepStrictEqual(goodput, {
    requests: 3,
    failed: 0,
    good: 1,
    promises: [{ metric: "ttft", limitMs: 50, missed: 1, isJudged: true }, {
      metric: "tpot",
      limitMs: 10,
      missed: 1,
      isJudged: true,
    }],
  });
  deepStrictEqual([scalars.goodput_share, scalars.goodput], [1 / 3, 10]);
});

Deno.test("goodput counts what a request does not have as kept: TPOT and gaps of one token, TTFT of a body", () => {
  const promises = LIMITS.map(([metric]) => ({ metric, limitMs: 1000 }));
  const body = makeRecord({ isStream: false, tokens: { completionTokens: 5 } });
  const oneToken = makeRecord({ events: [[40, "content"]], tokens: { completionTokens: 1 } });
  strictEqual(compute(promises, body, oneToken).scalars.goodput_share, 1);
});

Deno.test("goodput counts failed requests as not kept and leaves the warm-up out", () => {
  const failed = makeRecord({ failure: { kind: "reset", message: "Connection reset" } });
  const warmup = makeRecord({ phase: "warmup" });
  const { goodput, scalars } = compute([{ metric: "e2e", limitMs: 500 }], STREAM, failed, failed, failed, warmup);
  deepStrictEqual([goodput?.requests, goodput?.failed, goodput?.good], [4, 3, 1]);
  deepStrictEqual([scalars.goodput_share, scalars.goodput], [0.25, 10]);
});

Deno.test("goodput is undefined without promises, and its share without requests", () => {
  const { scalars, goodput } = compute([], STREAM);
  deepStrictEqual([goodput, scalars.goodput, scalars.goodput_share], [null, null, null]);
  strictEqual(compute([{ metric: "e2e", limitMs: 500 }]).scalars.goodput_share, null);
});

Deno.test("objectives on the times between events are not judged where the events came together", () => {
  const events = Array.from({ length: 20 }, (): Event => [30, "content"]);
  const record = makeRecord({ events, tokens: { completionTokens: 20 } });
  const finish = (promises: readonly GoodputObjective[]) => {
    const accumulator = createAccumulator({ goodput: promises });
    accumulator.add(record);
    return accumulator.finish();
  };
  const both = finish([{ metric: "ttft", limitMs: 20 }, { metric: "itl", limitMs: 10 }]);
  deepStrictEqual(both.goodput?.promises.map(({ isJudged }) => isJudged), [true, false]);
  deepStrictEqual([both.goodput?.good, both.scalars.goodput_share], [0, 0]);
  const alone = finish([{ metric: "tpot", limitMs: 10 }]);
  deepStrictEqual([alone.goodput?.good, alone.scalars.goodput_share, alone.scalars.goodput], [null, null, null]);
});
