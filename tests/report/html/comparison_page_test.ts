import { visibleOf } from "../../support/report_page.ts";
import { makeComparison } from "../../support/sample_comparison.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { comparisonCharts } from "../../../src/report/charts/comparison_charts.ts";
import { renderComparisonPage } from "../../../src/report/html/comparison_page.tsx";

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
