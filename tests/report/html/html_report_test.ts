import { same, words } from "../../../src/core/words.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { gunzipSync } from "node:zlib";
import { computeClientMark, readClientSources } from "../../../scripts/build/report_client.ts";
import { CLIENT_CODE, CLIENT_MARK } from "../../../src/report/html/client_code.ts";
import { renderHtmlReport } from "../../../src/report/html/html_report.tsx";
import { packBytes } from "../../../src/report/html/packed_bytes.ts";
import { compareDefinitions } from "../../../src/metrics/peers/peer_tally.ts";
import { createRandom } from "../../../src/core/random.ts";
import { collectDetails } from "../../../src/report/reading/point_details.ts";
import type { PointDetails, ReportModel, ReportPoint } from "../../../src/report/model/report_model.ts";
import { makeReplyRecord } from "../../support/make_record.ts";
import { anyText, fc } from "../../support/property.ts";
import { dataOf, type PageChart, pageUnpack, visibleOf } from "../../support/report_page.ts";
import { samplePoint } from "../../support/sample_points.ts";
import { poisonedReport } from "../../support/poisoned_report.ts";
import { sampleReport } from "../../support/sample_report.ts";

function namesOf({ series }: PageChart): string[] {
  return series.map(({ name }) => name.en);
}

Deno.test("the code of report pages was made from the sources as they are", async () => {
  const sources = [...(await readClientSources()).keys()];
  for (const part of ["html/client/page_data.ts", "charts/packed_column.ts", "core/words.ts"]) {
    ok(sources.includes(`src/${part.startsWith("core") ? "" : "report/"}${part}`), part);
  }
  strictEqual(CLIENT_MARK, await computeClientMark(), "run: deno task make-report-client");
  match(gunzipSync(pageUnpack(CLIENT_CODE.text, CLIENT_CODE.byteCount)).toString(), /streamgauge/);
});

Deno.test("bytes come back from the text of a page, which cannot end the script it stands in", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { text, byteCount } = packBytes(bytes);
      match(text, /^[^\s"<\\]*$/);
      deepStrictEqual([...pageUnpack(text, byteCount)], [...bytes]);
    }),
  );
});

Deno.test("a page tells first the verdict, then the answer, then what was run, and last what to do", () => {
  const html = visibleOf(renderHtmlReport([sampleReport()]));
  const order = ["VALID", "Best at 2 at once", "What was run", "All points", "Point by point", "Suggestions"];
  const places = order.map((text) => html.indexOf(text));
  ok(places.every((place, index) => place > (places[index - 1] ?? 0)), places.join(" "));
});

Deno.test("the figures at the head of a point are those that the catalog shows there, in its order", () => {
  const html = renderHtmlReport([sampleReport({ points: [samplePoint({ parallel: 2 })] })]);
  const text = html + Object.values(dataOf(html).panels).join("");
  const shown = [...text.matchAll(/class="tile" data-metric="([^"]+)"/g)].map(([, id]) => id);
  // The service states no cached tokens, and no objectives were given.
  deepStrictEqual(shown, [
    "request_throughput",
    "output_throughput",
    "mean_concurrency",
    "success_rate",
    "duration",
    "ttft",
    "tpot",
    "itl",
    "latency",
  ]);
});

Deno.test("a page asks for nothing from outside", () => {
  const html = visibleOf(renderHtmlReport([sampleReport()]));
  strictEqual(/(src|href)="(?!data:|#)/.exec(html), null);
  strictEqual(/url\(|@import/.exec(renderHtmlReport([sampleReport()]).replace(/<script.*?<\/script>/gs, "")), null);
});

Deno.test("each chart of a page has its place, its data and its meaning in words", () => {
  const html = renderHtmlReport([sampleReport()]);
  const panels = Object.values(dataOf(html).panels).join("");
  const places = [...(html + panels).matchAll(/data-chart="([^"]+)"/g)].map(([, id]) => id);
  const data = dataOf(html).charts.map(({ id }) => id);
  strictEqual(new Set(places).size, places.length);
  strictEqual(JSON.stringify(places.toSorted()), JSON.stringify(data.toSorted()));
});

Deno.test("what was not judged, is not there or broke off is said", () => {
  const point = samplePoint({ parallel: 1, changes: { validity: null, ending: "interrupted", details: null } });
  const model = sampleReport({ points: [point], missing: [words("No database", "没有数据库")] });
  const html = visibleOf(renderHtmlReport([{ ...model, context: { ...model.context, isPartial: true } }]));
  match(html, /NOT JUDGED/);
  match(html, /No database/);
  match(html, /Partial: the run did not go to its end/);
  match(html, /This point ended early: interrupted/);
});

Deno.test("of the hashes of many points some are shown, and how many there are", () => {
  const page = (count: number) => {
    const hashes = Array.from({ length: count }, (_, index) => `${index}`.repeat(64));
    const { context } = sampleReport();
    return visibleOf(renderHtmlReport([sampleReport({ context: { ...context, workloadHash: hashes.join("+") } })]));
  };
  match(page(7), /00000000 11111111 22222222 33333333 and 3 more/);
  match(page(2), />00000000 11111111</);
});

Deno.test("stages say the unit of their load", () => {
  const counts = { requests: 1, succeeded: 1, failed: 0, requestsPerSecond: 1, outputTokensPerSecond: 1 };
  const stage = { fromSeconds: 3, untilSeconds: 6, ...counts, goodputShare: null, distributions: {} };
  const page = (variable: "rate" | "parallel") =>
    visibleOf(renderHtmlReport([sampleReport({
      points: [samplePoint({ parallel: 8, changes: { stages: [{ ...stage, load: { variable, from: 5, to: 20 } }] } })],
    })]));
  match(page("rate"), /<td class="text">5 → 20 req\/s</);
  match(page("parallel"), /<span lang="en">5 → 20 at once<\/span><span lang="zh-CN">并发 5 → 20</);
});

Deno.test("a run without any point still makes a page", () => {
  match(visibleOf(renderHtmlReport([sampleReport({ points: [] })])), /No request was sent/);
});

Deno.test("several runs stand on one page without sharing an id", () => {
  const html = renderHtmlReport([sampleReport(), sampleReport({ folder: "other" })]);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  strictEqual(new Set(ids).size, ids.length);
});

const NASTY = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</title></style></script>",
  "\u001b[31mred\u0007",
  "\u202eright to left",
  "&lt;b&gt;",
  "-->",
];

/** Tags that the page itself may have. */
const OWN_SCRIPTS = 3;

Deno.test("nothing that a service or a file says becomes a part of the page", () => {
  const texts = fc.oneof(fc.constantFrom(...NASTY), anyText(), fc.string());
  const clean = visibleOf(renderHtmlReport([poisonedReport("plain")])).replaceAll("plain", "");
  const tagsOf = (html: string) => [...html.matchAll(/<[a-z!/][^>]*>/gi)].length;
  fc.assert(
    fc.property(texts, (text) => {
      const html = renderHtmlReport([poisonedReport(text)]);
      strictEqual([...html.matchAll(/<script/g)].length, OWN_SCRIPTS);
      strictEqual(/<img/.exec(visibleOf(html)), null);
      // An empty text leaves rows out.
      if (text !== "") strictEqual(tagsOf(visibleOf(html)), tagsOf(clean));
    }),
    { numRuns: 40 },
  );
});

Deno.test("control and direction characters of others are shown, not obeyed", () => {
  const html = visibleOf(renderHtmlReport([poisonedReport("a\u001b[31mb\u202ec\u0000d")]));
  // deno-lint-ignore no-control-regex -- they are what must not be there
  strictEqual(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(html), null);
});

Deno.test("a text of a megabyte is shortened", () => {
  ok(renderHtmlReport([poisonedFailure("x".repeat(1_000_000))]).length < 500_000);
});

function poisonedFailure(text: string): ReportModel {
  const failures = [{ kind: "http_status" as const, status: 500, code: null, count: 1, examples: [text] }];
  return sampleReport({ points: [samplePoint({ parallel: 1, failed: 3, changes: { failures } })] });
}

Deno.test("a page of few requests is small, and one of many does not grow with them", () => {
  const few = renderHtmlReport([sampleReport({ points: sampleReport().points.slice(0, 1) })]).length;
  ok(few < 400_000, `${few} bytes`);
});

/** The code of a page takes 255,000 of them. */
const SMALL_BYTES = 340_000;

/** Requests of which no two have the same times, as those of a service. */
function drawnDetails(seed: number, count: number): PointDetails {
  const random = createRandom(seed);
  const rows = Array.from({ length: count }, (_, index) => {
    const [startMs, ttftMs] = [index * 37 + random.next(), 80 + 8 * random.exponential()];
    const gaps = Array.from({ length: 40 }, () => 10 + random.normal());
    const latencyMs = ttftMs + gaps.reduce((sum, gap) => sum + gap, 0);
    const times = { startMs, ttftMs, latencyMs, endMs: startMs + latencyMs, queueMs: random.next() };
    const tokens = { promptTokens: random.integer(10, 90), outputTokens: 41, tpotMs: (latencyMs - ttftMs) / 40 };
    const gapsJson = JSON.stringify(gaps.map((gap) => gap / 1000));
    return {
      number: index + 1,
      session: index,
      turn: 0,
      failure: null,
      failureText: null,
      gapsJson,
      ...times,
      ...tokens,
    };
  });
  return collectDetails({ count, rows: () => rows, [Symbol.dispose]: () => {} });
}

Deno.test("a page of many points is small, too", () => {
  const points = Array.from(
    { length: 33 },
    (_, index) => samplePoint({ parallel: index + 1, changes: { details: drawnDetails(index, 40) } }),
  );
  const page = renderHtmlReport([sampleReport({ points })]);
  const { panels, charts } = dataOf(page);
  strictEqual(Object.keys(panels).length, points.length);
  ok(charts.length > 7 * points.length, `${charts.length} charts`);
  ok(page.length < SMALL_BYTES, `${page.length} bytes`);
});

Deno.test("what this machine adds as it was calibrated stands beside the verdict", () => {
  const clientError = { ttftMs: 0.4, itlMs: 0.021, calibratedAt: "2026-11-28T09:00:00.000Z" };
  const report = sampleReport();
  const points = report.points.map((point) => ({ ...point, clientError }));
  match(visibleOf(renderHtmlReport([{ ...report, points }])), /client adds ≤ 0\.40 ms to TTFT, ≤ 0\.02 ms to ITL/);
  ok(!visibleOf(renderHtmlReport([report])).includes("client adds"));
});

Deno.test("a point by the rules of other tools has its table and the reasons why they differ", () => {
  const record = makeReplyRecord();
  const peers = compareDefinitions([record], ["native", "guidellm"]);
  const page = (changes: Partial<ReportPoint>) =>
    visibleOf(renderHtmlReport([sampleReport({ points: [samplePoint({ parallel: 1, changes })] })]));
  const html = page({ peers });
  match(html, /Definitions side by side/);
  match(html, /<th scope="row">GuideLLM</);
  match(html, /GuideLLM\. .*it contains the first token/);
  ok(!page({ peers: null }).includes("Definitions side by side"));
});

Deno.test("what the service and this machine did stands in the timeline, and where the two sides part in a table", () => {
  const moments = [0.5, 1.5].map((atSeconds) => ({
    ...{ atSeconds, running: 3, waiting: 1, kvUsageShare: 0.25, cacheHitShare: null, preemptions: 2 },
  }));
  const warning = same("Requests: the service counted 9, we 8: others use the service too");
  const check = { what: same("Requests"), unit: "requests", ours: 8, theirs: 9, warning };
  const gpu = { index: 0, busyShare: 0.5, memoryUsedBytes: 1, memoryTotalBytes: 4, powerWatts: null };
  const host = { atSeconds: 1, cpuShare: 0.4, memoryUsedBytes: 1, memoryTotalBytes: 2, gpus: [gpu] };
  const watched = {
    service: {
      service: "vLLM",
      ...{ cacheHitShare: 0.125, counters: { preemptions: 4 }, peaks: { running: 3, waiting: 1 }, moments },
      checks: [check, { what: same("TTFT p50"), unit: "ms", ours: 103, theirs: 100, warning: null }],
    },
    host: { moments: [host, { ...host, atSeconds: 2, gpus: [] }] },
  };
  const [point] = sampleReport().points;
  ok(point !== undefined);
  const html = renderHtmlReport([sampleReport({ points: [{ ...point, ...watched }] })]);
  const text = visibleOf(html).replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
  match(text, /What vLLM says of itself/);
  match(text, /Cache hits %[^0-9]*12\.5/);
  match(text, /TTFT p50 ms 100 103 3/);
  ok(text.includes(warning.en));
  const charts = new Map(dataOf(html).charts.map((chart) => [chart.id.split("-").at(-1), namesOf(chart)]));
  deepStrictEqual(charts.get("service"), [
    ...["Running (client)", "Running (service)", "Queue (service)", "Preemptions", "KV cache in use"],
  ]);
  deepStrictEqual(charts.get("host"), ["Running (client)", "Processors", "Memory", "GPU 0", "GPU 0 memory"]);
});
