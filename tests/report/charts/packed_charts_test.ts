import { deepStrictEqual, ok } from "node:assert";
import type { ChartSpec, SeriesPoint } from "../../../src/report/charts/chart_spec.ts";
import { packCharts, unpackCharts } from "../../../src/report/charts/packed_charts.ts";
import { same } from "../../../src/core/words.ts";

function chartOf(points: readonly SeriesPoint[]): ChartSpec {
  const axis = { label: same("Time"), unit: "s", scale: "linear" } as const;
  const series = [{ name: same("Replies"), tone: "first", look: "line", points }] as const;
  return { id: "flow", title: same("Flow"), about: same("About"), x: axis, y: axis, series };
}

/** What the code of a page gets. */
function carry(points: readonly SeriesPoint[]): readonly SeriesPoint[] {
  const [chart] = unpackCharts(JSON.parse(JSON.stringify(packCharts([chartOf(points)]))));
  return chart?.series[0]?.points ?? [];
}

Deno.test("charts come back from the data of a page, to four figures, with their holes", () => {
  const points: readonly SeriesPoint[] = [[0, 1.23456], [0.5, null], [1, 3], [1.5, 1234.5], [2, 98_765]];
  deepStrictEqual(carry(points), [[0, 1.235], [0.5, null], [1, 3], [1.5, 1235], [2, 98_765]]);
  deepStrictEqual(carry([]), []);
  deepStrictEqual(carry([[1, null]]), [[1, null]]);
  const chart = chartOf([[1, 2]]);
  deepStrictEqual(unpackCharts(packCharts([chart])), [chart]);
});

Deno.test("values that lie evenly are as narrow as they are, and take no room", () => {
  const narrow = Array.from({ length: 40 }, (_, index): SeriesPoint => [5000 + index * 0.01, index % 3]);
  for (const [index, [x]] of carry(narrow).entries()) ok(Math.abs(x - 5000 - index * 0.01) < 1e-6, `${x}`);
  const uneven = narrow.map(([x, y], index): SeriesPoint => [x + index * index, y]);
  ok(JSON.stringify(packCharts([chartOf(narrow)])).length < JSON.stringify(packCharts([chartOf(uneven)])).length);
});
