import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { collectDetails } from "../../../src/report/reading/point_details.ts";
import { openRequestTable, type RequestTable, type StoredRequest } from "../../../src/report/reading/request_rows.ts";
import { readStoredRequest } from "../../../src/report/reading/stored_request.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { sampleDetails } from "../../support/sample_report.ts";

const DATABASE = fixturePath("evalscope_outputs/benchmark_data.db");

function makeRequest(index: number, changes: Partial<StoredRequest> = {}): StoredRequest {
  return {
    number: index + 1,
    startMs: index * 100,
    endMs: index * 100 + 250,
    queueMs: 0,
    ttftMs: 50,
    latencyMs: 250,
    tpotMs: 10,
    promptTokens: 5,
    outputTokens: 20,
    failure: null,
    session: index,
    turn: 0,
    gapsJson: "[0.01, 0.02]",
    failureText: null,
    ...changes,
  };
}

function tableOf(requests: readonly StoredRequest[]): RequestTable {
  return { count: requests.length, rows: () => requests, [Symbol.dispose]: () => {} };
}

Deno.test("a point's requests become a series whose sums are those of the requests", () => {
  const requests = Array.from({ length: 25 }, (_, index) => makeRequest(index));
  const failed = makeRequest(25, { failure: "http_status", ttftMs: null, latencyMs: null, outputTokens: null });
  const { series, requestCount } = collectDetails(tableOf([...requests, failed]));
  strictEqual(requestCount, 26);
  strictEqual(series.intervalSeconds, 1);
  deepStrictEqual(series.started, [10, 10, 6]);
  deepStrictEqual(series.failed, [0, 0, 1]);
  strictEqual(series.succeeded.reduce((a, b) => a + b, 0), 25);
  strictEqual(series.outputTokens.reduce((a, b) => a + b, 0), 500);
  const busySeconds = series.running.reduce((a, b) => a + b, 0);
  ok(Math.abs(busySeconds - 26 * 0.25) < 1e-9, `${busySeconds} s`);
});

Deno.test("long runs have at most 600 intervals and few single requests, without losing a count", () => {
  const requests = Array.from({ length: 5000 }, (_, index) => makeRequest(index, { startMs: index * 1000 }));
  const { series, requests: kept } = collectDetails(tableOf(requests));
  strictEqual(series.intervalSeconds, 10);
  strictEqual(series.started.reduce((a, b) => a + b, 0), 5000);
  ok(kept.length <= 1500 && kept.length > 500, `${kept.length} kept`);
});

Deno.test("the shape of a metric counts every sample, and the slowest requests keep their gaps", () => {
  const requests = Array.from({ length: 200 }, (_, i) => makeRequest(i, { latencyMs: i, ttftMs: i === 7 ? 9000 : i }));
  const { curves, slowest } = collectDetails(tableOf(requests));
  strictEqual(curves.ttft?.counts.reduce((a, b) => a + b, 0), 200);
  strictEqual(curves.itl?.count, 400);
  strictEqual(curves.ttft?.quantiles[100], 9000);
  deepStrictEqual(slowest.map(({ latencyMs }) => latencyMs), [199, 198, 197, 196, 195, 194, 193, 192, 191, 190]);
  deepStrictEqual(slowest[0]?.gapsMs, [10, 20]);
});

Deno.test("gaps that are no list cost the gaps alone", () => {
  const { curves } = collectDetails(tableOf([makeRequest(0, { gapsJson: "[0.01, 0." })]));
  strictEqual(curves.itl, undefined);
  strictEqual(curves.ttft?.count, 1);
});

Deno.test("a request has the number by which it is shown as a whole", () => {
  using table = openRequestTable(DATABASE);
  const { slowest } = collectDetails(table);
  ok(slowest.length > 1);
  for (const { number, latencyMs } of slowest) {
    strictEqual(Number(readStoredRequest(DATABASE, number)["latency"]) * 1000, latencyMs);
  }
});

Deno.test("openRequestTable() reads a database of evalscope perf", () => {
  using table = openRequestTable(DATABASE);
  const rows = [...table.rows()];
  strictEqual(rows.length, table.count);
  ok(rows.length > 0);
  strictEqual(Math.min(...rows.map(({ startMs }) => startMs)), 0);
  ok(rows.every(({ failure, latencyMs }) => (failure === null) === (latencyMs !== null)));
  strictEqual(rows[0]?.queueMs, null);
});

Deno.test("failures are told by kind and moment, where there are any", () => {
  // Every tenth request fails, one each 370 ms.
  const { series } = sampleDetails(60);
  deepStrictEqual(Object.keys(series.failedByKind), ["http_status"]);
  deepStrictEqual(series.failedByKind["http_status"], series.failed);
  strictEqual(series.failed.reduce((sum, count) => sum + count, 0), 6);
  deepStrictEqual(sampleDetails(9).series.failedByKind, {});
});
