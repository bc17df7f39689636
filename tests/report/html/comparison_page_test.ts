import { visibleOf } from "../../support/report_page.ts";
import { same, words } from "../../../src/core/words.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Comparison, FigureChange } from "../../../src/metrics/comparison/comparison.ts";
import { comparisonCharts } from "../../../src/report/charts/comparison_charts.ts";
import { renderComparisonPage } from "../../../src/report/html/comparison_page.tsx";

const P99: FigureChange = {
  metric: "ttft",
  statistic: { kind: "percentile", percent: 99 },
  label: same("p99 TTFT"),
  unit: "ms",
  decimals: 2,
  base: 100,
  next: 112,
  change: 0.12,
  interval: { low: 0.1, high: 0.14, atLeast: 0.11, atMost: 0.13, method: same("bootstrap over requests") },
  method: same("bootstrap over requests"),
  verdict: "worse",
};
const RPS: FigureChange = {
  ...P99,
  metric: "request_throughput",
  statistic: null,
  label: words("Throughput", "吞吐"),
  unit: "req/s",
  change: 0,
  interval: null,
  verdict: "unknown",
};

function makeComparison(text = "new"): Comparison {
  const point = (load: number) => ({ name: `${text}_${load}`, load, changes: [P99, { ...RPS, next: load }] });
  const gates = [{ rule: "p99_ttft>+5%", run: text, point: "p", status: "broken", reason: same(text) }] as const;
  const run = { name: text, folder: text, warnings: [same(text)], points: [point(1), point(4)], gates };
  return { base: { name: text, folder: text }, runs: [run, { ...run, folder: `${text}2`, name: `${text}2` }] };
}

Deno.test("the page of a comparison has rules, tables with intervals, and charts of all runs against the base", () => {
  const html = visibleOf(renderComparisonPage(makeComparison()));
  match(html, /BROKEN/);
  match(html, /p99_ttft>\+5%/);
  match(html, /\+12\.0 %.*\+10\.0 % … \+14\.0 %/s);
  match(html, /<svg class="interval invalid"/);
  match(html, /Intervals:.*bootstrap over requests/s);
  const charts = comparisonCharts(makeComparison());
  deepStrictEqual(charts.map(({ id }) => id), ["compare-request_throughput", "compare-ttft"]);
  deepStrictEqual(charts[0]?.series.map(({ name, points }) => [name.en, points]), [
    ["new", [[1, 100], [4, 100]]],
    ["new", [[1, 1], [4, 4]]],
    ["new2", [[1, 1], [4, 4]]],
  ]);
  for (const { id } of charts) ok(html.includes(`data-chart="${id}"`));
});

Deno.test("runs that share one load have a page without charts, and one without rules says so", () => {
  const { base, runs: [run] } = makeComparison();
  if (run === undefined) throw new Error("The sample has no run");
  const alone = { base, runs: [{ ...run, points: run.points.slice(0, 1), gates: [] }] };
  strictEqual(comparisonCharts(alone).length, 0);
  match(visibleOf(renderComparisonPage(alone)), /NO RULES/);
});

Deno.test("nothing that a file says becomes a part of the page of a comparison", () => {
  const tagsOf = (html: string) => [...visibleOf(html).matchAll(/<[a-z!/][^>]*>/gi)].length;
  const clean = tagsOf(renderComparisonPage(makeComparison("plain")));
  for (const text of ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title></style>", "-->"]) {
    const html = renderComparisonPage(makeComparison(text));
    strictEqual(/<img|<script>alert/.exec(html), null);
    strictEqual(tagsOf(html), clean, text);
  }
});
