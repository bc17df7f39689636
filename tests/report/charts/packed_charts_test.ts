import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { ChartSpec, Lane, SeriesPoint } from "../../../src/report/charts/chart_spec.ts";
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

Deno.test("charts of many points have their texts once, and each its own numbers and id", () => {
  const charts = [1, 2, 3].map((y) => ({ ...chartOf([[0, y], [2, y]]), id: `p${y}-flow` }));
  const packed = packCharts(charts);
  strictEqual(packed.frames.length, 1);
  deepStrictEqual(unpackCharts(JSON.parse(JSON.stringify(packed))), charts);
});

Deno.test("single requests come back to the millisecond, those of a short run to a thousandth of it", () => {
  const lane = { dueAt: 0.01, sentAt: 0.012, firstTokenAt: 0.095, endAt: 61.402, hasFailed: false };
  const lanes: readonly Lane[] = [
    { ...lane, row: 0 },
    { ...lane, row: 1, dueAt: 0.3, sentAt: 0.3, firstTokenAt: null, endAt: 0.35, hasFailed: true },
    { ...lane, row: 2, dueAt: 0.2, sentAt: 0.21, firstTokenAt: 0.3, endAt: 0.31 },
  ];
  const carryLanes = (sent: readonly Lane[]) => {
    const [series] = chartOf([]).series;
    const chart = { ...chartOf([]), series: series === undefined ? [] : [{ ...series, lanes: sent }] };
    return unpackCharts(JSON.parse(JSON.stringify(packCharts([chart]))))[0]?.series[0]?.lanes ?? [];
  };
  const rounded = (all: readonly Lane[], times: number) =>
    all.map((one) => [
      one.row,
      ...[one.dueAt, one.sentAt, one.firstTokenAt, one.endAt].map((at) => at === null ? null : Math.round(at * times)),
      one.hasFailed,
    ]);
  deepStrictEqual(rounded(carryLanes(lanes), 1000), rounded(lanes, 1000));
  const short = [{ ...lane, row: 0, sentAt: 0.01004, firstTokenAt: 0.01031, endAt: 0.0112 }];
  deepStrictEqual(rounded(carryLanes(short), 1e5), rounded(short, 1e5));
});
