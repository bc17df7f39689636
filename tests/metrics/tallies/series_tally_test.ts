import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { computeRequestFigures } from "../../../src/metrics/request_figures.ts";
import { SampleBatch } from "../../../src/metrics/samples/sample_batch.ts";
import { createSeriesTally, type SeriesTally } from "../../../src/metrics/tallies/series_tally.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createRandom } from "../../../src/core/random.ts";
import { makeReplyRecord } from "../../support/make_record.ts";

/** A request with its first token after some ms. */
function makeRequest(sentAtMs: number, ttftMs: number, lengthMs: number): RequestRecord {
  const endAtMs = sentAtMs + lengthMs;
  return makeReplyRecord({ sentAtMs, endAtMs, events: [[sentAtMs + ttftMs, "content"], [endAtMs, "content"]] });
}

function addAll(tally: SeriesTally, records: readonly RequestRecord[]): SeriesTally {
  for (const record of records) {
    tally.add(record, record.failure === null ? computeRequestFigures(record, new SampleBatch()) : null);
  }
  return tally;
}

Deno.test("a series counts by second what was sent, ended, failed and on its way", () => {
  const failed = makeReplyRecord({ sentAtMs: 5200, endAtMs: 5400, failure: { kind: "reset", message: "Reset" } });
  const records = [makeRequest(3500, 100, 1000), makeRequest(3600, 300, 300), failed];
  const series = addAll(createSeriesTally(), records).finish();
  ok(series !== null);
  deepStrictEqual([series.intervalSeconds, series.startedAtSeconds], [1, 3]);
  deepStrictEqual([series.started, series.succeeded, series.failed], [[2, 0, 1], [1, 1, 0], [0, 0, 1]]);
  deepStrictEqual(series.running.map((mean) => mean.toFixed(3)), ["0.800", "0.500", "0.200"]);
  deepStrictEqual(series.ttftP99Ms.map((ms) => ms === null), [false, true, true]);
  ok(Math.abs((series.ttftP50Ms[0] ?? 0) - 100) <= 1, `${series.ttftP50Ms[0]}`);
  strictEqual(createSeriesTally().finish(), null);
});

Deno.test("a long step has intervals of more seconds, six hundred at most", () => {
  const series = addAll(createSeriesTally(), Array.from({ length: 400 }, (_, i) => makeRequest(i * 9000, 50, 60)))
    .finish();
  strictEqual(series?.intervalSeconds, 8);
  ok((series?.started.length ?? 0) <= 600);
  strictEqual(series?.started.reduce((sum, count) => sum + count, 0), 400);
});

Deno.test("a series depends neither on the order of requests nor on how they are split", () => {
  const random = createRandom(5);
  const records = Array.from({ length: 300 }, () => {
    const ttftMs = 20 + 200 * random.next();
    return makeRequest(2_000_000 * random.next(), ttftMs, ttftMs + 5000 * random.next());
  });
  const expected = JSON.stringify(addAll(createSeriesTally(), records).finish());
  strictEqual(JSON.stringify(addAll(createSeriesTally(), records.toReversed()).finish()), expected);
  const merged = createSeriesTally();
  for (const part of [0, 1, 2]) {
    merged.merge(addAll(createSeriesTally(), records.filter((_, i) => i % 3 === part)).state());
  }
  strictEqual(JSON.stringify(merged.finish()), expected);
});
