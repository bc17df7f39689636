import assert from "node:assert/strict";
import { compareWithTruth } from "../../../src/metrics/calibration/calibration.ts";
import type { CalibratedLoad, Calibration, SentReply } from "../../../src/metrics/calibration/calibration.ts";
import { findClientError } from "../../../src/metrics/calibration/like_load.ts";

const LOAD: CalibratedLoad = { parallel: 64, rate: null, shards: 1, transport: "fetch", tokensPerSecond: 3000 };
const MEASURED = { load: LOAD, reportedRate: 9.9, serviceLateP99Ms: 0.5 };

function sentReplies(count: number): SentReply[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    arrivedAtMs: index * 100,
    ttftMs: 100,
    gapsMs: [20, 20],
    replyMs: 150,
  }));
}

/** What a client reports that adds so much to each TTFT, and moves the event between two gaps. */
function reportedOf(sent: readonly SentReply[], addedMs: (index: number) => number) {
  return sent.map(({ id, ttftMs }, index) => ({
    id,
    ttftMs: ttftMs + addedMs(index),
    gapsMs: [20 + addedMs(index), 20 - addedMs(index)],
  }));
}

Deno.test("what a client adds to each value is its error", () => {
  const sent = sentReplies(200);
  const calibration = compareWithTruth(
    sent,
    reportedOf(sent, (index) => index === 7 ? 5 : index < 3 ? 2 : 0.5),
    MEASURED,
  );
  assert.ok(calibration !== null);
  const { ttft, itl, requests, trueRate } = calibration;
  assert.deepEqual([requests, ttft.count, itl.count], [200, 200, 400]);
  assert.deepEqual([ttft.trueMeanMs, ttft.trueP99Ms, ttft.errorP99Ms, ttft.errorMaxMs], [100, 100, 2, 5]);
  assert.ok(Math.abs(ttft.errorMeanMs - (5 + 3 * 2 + 196 * 0.5) / 200) < 1e-9);
  assert.ok(Math.abs(itl.errorMeanMs) < 1e-9, "gaps that are moved are not longer");
  assert.equal(itl.errorP99Ms, 2);
  assert.ok(Math.abs(trueRate - 200 / 20.05) < 1e-9);
});

Deno.test("replies are compared by their ids, and only where both sides saw the same events", () => {
  const sent = sentReplies(4);
  const reported = reportedOf(sent, () => 1).toReversed();
  const odd = [{ ...reported[0], id: "r0", gapsMs: [20] }, { id: "stranger", ttftMs: 1, gapsMs: [1, 1] }];
  const all = [...reported.filter(({ id }) => id !== "r0"), ...odd] as typeof reported;
  const calibration = compareWithTruth(sent, all, MEASURED);
  assert.equal(calibration?.requests, 3);
  assert.equal(calibration.ttft.errorMaxMs, 1);
  assert.equal(compareWithTruth(sent, [], MEASURED), null);
});

function dated(load: Partial<CalibratedLoad>, errorMs: number) {
  const sent = sentReplies(100);
  const calibration = compareWithTruth(sent, reportedOf(sent, () => errorMs), {
    ...MEASURED,
    load: { ...LOAD, ...load },
  });
  return { calibratedAt: `2026-01-01T00:00:0${errorMs}.000Z`, calibration: calibration as Calibration };
}

Deno.test("the nearest calibration counts, as long as it is of a like load", () => {
  const known = [
    dated({ parallel: 64 }, 1),
    dated({ parallel: 100, tokensPerSecond: 5000 }, 2),
    dated({ parallel: null }, 3),
  ];
  const errorOf = (load: Partial<CalibratedLoad>) => findClientError(known, { ...LOAD, ...load })?.ttftMs ?? null;
  assert.equal(errorOf({}), 1);
  assert.equal(errorOf({ parallel: 90, tokensPerSecond: 4500 }), 2);
  assert.equal(errorOf({ parallel: null, rate: 30 }), 3, "an open loop is like another open loop");
  for (
    const other of [{ parallel: 20 }, { tokensPerSecond: 300 }, { shards: 2 }, { transport: "socket" }, {
      tokensPerSecond: 0,
    }]
  ) assert.equal(errorOf(other), null, JSON.stringify(other));
});
