import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { loadChart, sweepCharts } from "../../../src/report/charts/sweep_charts.ts";
import { headlineOf } from "../../../src/report/parts/headline.ts";
import { samplePoint } from "../../support/sample_points.ts";

Deno.test("repeats of a load are one place on the lines of a sweep, at their mean", () => {
  const points = [[1, 4], [2, 6], [2, 10], [4, 9]].map(([parallel = 1, requestsPerSecond = 1], index) =>
    samplePoint({ parallel, requestsPerSecond, changes: { name: `p${index}` } })
  );
  const charts = sweepCharts(points);
  const [tradeOff, throughput] = charts;
  deepStrictEqual(throughput?.series[0]?.points, [[1, 4], [2, 8], [4, 9]]);
  deepStrictEqual(tradeOff?.series[0]?.labels, ["1", "2", "4"]);
  strictEqual(sweepCharts(points.slice(1, 3)).length, 0);
});

Deno.test("a knee is marked where more load brings no more, not at the highest load", () => {
  const marksOf = (...rates: readonly number[]) =>
    sweepCharts(rates.map((requestsPerSecond, index) => samplePoint({ parallel: 2 ** index, requestsPerSecond })))
      .find(({ id }) => id === "throughput")?.marks?.map(({ x }) => x) ?? [];
  deepStrictEqual(marksOf(5, 10, 10), [2]);
  deepStrictEqual(marksOf(5, 10, 20), []);
});

Deno.test("a load at which nothing succeeded has no place among those that wait; where nothing did, there are no charts", () => {
  const failed = (parallel: number) =>
    samplePoint({ parallel, succeeded: 0, failed: 9, requestsPerSecond: 0, changes: { distributions: {} } });
  const good = [samplePoint({ parallel: 1, requestsPerSecond: 5 }), samplePoint({ parallel: 2 })];
  const charts = sweepCharts([...good, failed(4)]);
  deepStrictEqual(charts.find(({ id }) => id === "trade-off")?.series[0]?.labels, ["1", "2"]);
  strictEqual(charts.find(({ id }) => id === "success")?.y.isShare, true);
  deepStrictEqual(sweepCharts([failed(1), failed(2)]), []);
  strictEqual(loadChart([failed(1), failed(2)]), null);
  const unrated = { distributions: {} };
  strictEqual(
    loadChart(
      [1, 2].map((parallel) =>
        samplePoint({ parallel, succeeded: 0, failed: 9, requestsPerSecond: 1e-9, changes: unrated })
      ),
    ),
    null,
  );
});

Deno.test("names of loads that would stand on one another are left out, save the last", () => {
  const rates = [10, 50, 98, 99, 100];
  const points = rates.map((requestsPerSecond, index) => samplePoint({ parallel: index + 1, requestsPerSecond }));
  const labels = sweepCharts(points)[0]?.series[0]?.labels;
  deepStrictEqual(labels, ["1", "2", "", "", "5"]);
});

Deno.test("a load that changes is named by its range", () => {
  const stage = { fromSeconds: 0, untilSeconds: 4, requests: 1, succeeded: 1, failed: 0, requestsPerSecond: 1 };
  const rest = { outputTokensPerSecond: 1, goodputShare: null, distributions: {} };
  const stages = ([2, 16] as const).map((from) => ({
    ...stage,
    ...rest,
    load: { variable: "parallel", from, to: from } as const,
  }));
  const { en, zh } = headlineOf({ points: [samplePoint({ parallel: 16, changes: { stages } })], search: null });
  strictEqual(en.split(":")[0], "Over stages of 2 to 16 at once");
  strictEqual(zh.split("：")[0], "阶段并发 2–16");
});
