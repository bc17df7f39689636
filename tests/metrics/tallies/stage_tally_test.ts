import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createRandom } from "../../../src/core/random.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { computeRequestFigures } from "../../../src/metrics/request_figures.ts";
import { SampleBatch } from "../../../src/metrics/samples/sample_batch.ts";
import { createStageTally, type StageBounds, type StageTally } from "../../../src/metrics/tallies/stage_tally.ts";
import { makeReplyRecord } from "../../support/make_record.ts";

const STAGES: readonly StageBounds[] = [
  { fromMs: 0, untilMs: 4000, load: { variable: "parallel", from: 4, to: 4 } },
  { fromMs: 4000, untilMs: 8000, load: { variable: "parallel", from: 12, to: 12 } },
  { fromMs: 8000, untilMs: Infinity, load: { variable: "parallel", from: 1, to: 1 } },
];

function makeRequest(sentAtMs: number, ttftMs: number): RequestRecord {
  const endAtMs = sentAtMs + ttftMs + 50;
  return makeReplyRecord({ sentAtMs, endAtMs, events: [[sentAtMs + ttftMs, "content"], [endAtMs, "content"]] });
}

function addAll(tally: StageTally, records: readonly RequestRecord[], startMs = 0): StageTally {
  tally.beginAt(startMs);
  for (const record of records) {
    const figures = record.failure === null ? computeRequestFigures(record, new SampleBatch()) : null;
    tally.add({ record, figures, isConversation: false }, figures !== null);
  }
  return tally;
}

Deno.test("requests belong to the stage in which they were sent, wherever they ended", () => {
  const failed = makeReplyRecord({ sentAtMs: 14_500, endAtMs: 14_600, failure: { kind: "reset", message: "Reset" } });
  const records = [makeRequest(10_000, 100), makeRequest(13_990, 300), makeRequest(14_010, 700), failed];
  const stages = addAll(createStageTally(STAGES), records, 10_000).finish({ hasObjectives: true });
  deepStrictEqual(stages?.map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]), [[0, 4], [4, 8]]);
  deepStrictEqual(stages?.map(({ requests, succeeded, failed }) => [requests, succeeded, failed]), [[2, 2, 0], [
    2,
    1,
    1,
  ]]);
  deepStrictEqual(stages?.map(({ requestsPerSecond, goodputShare }) => [requestsPerSecond, goodputShare]), [
    [0.5, 1],
    // The second stage was broken off when its last request had ended.
    [1 / 0.76, 0.5],
  ]);
  deepStrictEqual(stages?.map(({ distributions }) => distributions.ttft?.p99), [298, 700]);
});

Deno.test("a stage without end lasts until the last request has ended", () => {
  const stages = addAll(createStageTally(STAGES), [makeRequest(0, 10), makeRequest(9000, 950)]).finish({
    hasObjectives: false,
  });
  deepStrictEqual(stages?.map(({ untilSeconds, requests }) => [untilSeconds, requests]), [[4, 1], [8, 0], [10, 1]]);
});

Deno.test("a step whose load does not change is told by slices where it is long, else as a whole", () => {
  const every = (seconds: number, count: number) =>
    Array.from({ length: count }, (_, index) => makeRequest(index * seconds * 1000, 100));
  strictEqual(addAll(createStageTally([]), every(1, 59)).finish({ hasObjectives: false }), null);
  strictEqual(createStageTally([]).finish({ hasObjectives: false }), null);
  const minutes = addAll(createStageTally([]), every(1, 65)).finish({ hasObjectives: false });
  deepStrictEqual(minutes?.map(({ requests }) => requests), [10, 10, 10, 10, 10, 10, 5]);
  deepStrictEqual(minutes?.map(({ load }) => load), Array(7).fill(null));
  const hour = addAll(createStageTally([]), every(10, 360)).finish({ hasObjectives: false });
  deepStrictEqual([hour?.length, hour?.[0]?.untilSeconds], [12, 320]);
  strictEqual(hour?.reduce((sum, { requests }) => sum + requests, 0), 360);
});

Deno.test("stages depend neither on the order of requests nor on how they are split", () => {
  const random = createRandom(3);
  const records = Array.from({ length: 200 }, () => makeRequest(300_000 * random.next(), 20 + 100 * random.next()));
  for (const stages of [STAGES, []]) {
    const expected = JSON.stringify(addAll(createStageTally(stages), records).finish({ hasObjectives: true }));
    const reversed = addAll(createStageTally(stages), records.toReversed());
    strictEqual(JSON.stringify(reversed.finish({ hasObjectives: true })), expected);
    const merged = createStageTally(stages);
    for (const part of [0, 1, 2]) {
      merged.merge(addAll(createStageTally(stages), records.filter((_, i) => i % 3 === part)).state());
    }
    strictEqual(JSON.stringify(merged.finish({ hasObjectives: true })), expected);
  }
});
