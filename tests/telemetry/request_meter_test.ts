import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { BucketHistogram } from "../../src/telemetry/bucket_histogram.ts";
import { renderPage } from "../../src/telemetry/prometheus_page.ts";
import { startPrometheusServer } from "../../src/telemetry/prometheus_server.ts";
import { RequestMeter } from "../../src/telemetry/request_meter.ts";
import { histogramOf, parseMetricsPage, sumOf } from "../../src/telemetry/service/metrics_text.ts";
import { makeRecord } from "../support/make_record.ts";

Deno.test("BucketHistogram counts a value that equals an end below it, and the highest above all", () => {
  const histogram = new BucketHistogram([1, 2]);
  for (const value of [0.5, 1, 1.5, 2, 3]) histogram.add(value);
  deepStrictEqual([...histogram.counts], [2, 2, 1]);
  deepStrictEqual([histogram.sum, histogram.count], [8, 5]);
});

/** Two successes, a failure and a request of the warm-up. */
function makeMeter(): RequestMeter {
  const meter = new RequestMeter();
  meter.begin('a"step', "m");
  const tokens = { promptTokens: 10, completionTokens: 3 };
  meter.add(makeRecord({ events: [[30, "content"], [50, "content"]], endAtMs: 60, tokens }));
  meter.add(makeRecord({ events: [[70, "content"], [90, "content"]], endAtMs: 100, tokens }));
  meter.add(makeRecord({ failure: { kind: "reset", message: "no" } }));
  meter.add(makeRecord({ phase: "warmup", tokens }));
  return meter;
}

Deno.test("RequestMeter counts measured requests by outcome, tokens and times", () => {
  const [step] = makeMeter().steps;
  deepStrictEqual([step?.succeeded, [...step?.failed.keys() ?? []], step?.inputTokens, step?.outputTokens], [
    2,
    ["reset"],
    20,
    6,
  ]);
  strictEqual(step?.histograms.timeToFirstToken.sum, 0.1);
  strictEqual(step?.histograms.gap.count, 2);
});

Deno.test("renderPage() is read back as it was counted", () => {
  const page = parseMetricsPage(renderPage(makeMeter(), "text"));
  strictEqual(sumOf(page, "streamgauge_requests_total", { outcome: "success", step: 'a"step' }), 2);
  strictEqual(sumOf(page, "streamgauge_requests_total", { outcome: "reset" }), 1);
  const histogram = histogramOf(page, "streamgauge_time_to_first_token_seconds");
  strictEqual(histogram?.counts.at(-1), 2);
  deepStrictEqual(histogram?.counts, histogram?.counts.toSorted((a, b) => a - b));
});

Deno.test("renderPage() has the names and the end of each form", () => {
  const text = renderPage(makeMeter(), "text");
  match(text, /^# TYPE streamgauge_requests_total counter$/m);
  ok(!text.includes("# EOF"));
  const open = renderPage(makeMeter(), "openmetrics");
  match(open, /^# TYPE streamgauge_requests counter$/m);
  match(open, /^# UNIT streamgauge_request_duration_seconds seconds$/m);
  match(open, /\n# EOF\n$/);
});

Deno.test("the server gives the form that is asked for, to its own path alone", async () => {
  const meter = makeMeter();
  await using server = startPrometheusServer(meter, 0);
  const open = await fetch(server.url, { headers: { accept: "application/openmetrics-text; version=1.0.0" } });
  match(open.headers.get("content-type") ?? "", /^application\/openmetrics-text/);
  strictEqual(await open.text(), renderPage(meter, "openmetrics"));
  const plain = await fetch(server.url);
  match(plain.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  await plain.body?.cancel();
  const other = await fetch(new URL("/", server.url));
  strictEqual(other.status, 404);
  await other.body?.cancel();
});
