import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { same, words } from "../../../src/core/words.ts";
import { toChartOption } from "../../../src/report/charts/chart_option.ts";
import type { ChartSpec } from "../../../src/report/charts/chart_spec.ts";

const LOOK = { language: "zh", isDark: false, isAnimated: false, width: 600 } as const;
const LINE: ChartSpec = {
  id: "line",
  title: same("t"),
  about: same("a"),
  x: { label: words("Requests at once", "并发数"), unit: "", scale: "linear", isWhole: true },
  y: { label: words("Requests", "请求"), unit: "req/s", scale: "linear" },
  series: [{ name: words("Requests", "请求"), tone: "first", look: "line", points: [[1, 2], [2, 3]] }],
};

interface DrawnOption {
  readonly grid: { readonly top: number };
  readonly xAxis: Readonly<Record<string, unknown>>;
  readonly yAxis: readonly Readonly<Record<string, unknown>>[];
  readonly series: readonly {
    readonly data: unknown;
    readonly tooltip: { formatter(item: { value: readonly number[] }): string };
  }[];
}

function draw(spec: ChartSpec, language: "en" | "zh" = "zh"): DrawnOption {
  return toChartOption(spec, { ...LOOK, language }) as unknown as DrawnOption;
}

Deno.test("an axis of things that are counted has no ticks between them", () => {
  const { xAxis, yAxis } = draw(LINE);
  strictEqual(xAxis["minInterval"], 1);
  deepStrictEqual(yAxis.map((axis) => axis["minInterval"]), [undefined]);
});

Deno.test("names of marks that would stand on one another are left out, their lines stay", () => {
  const points = Array.from({ length: 11 }, (_, index) => [index, 1] as const);
  const marks = [1, 2, 3, 9].map((x) => ({ x, label: same(`${x} → ${x + 5} req/s`) }));
  const spec: ChartSpec = { ...LINE, series: LINE.series.map((series) => ({ ...series, points })), marks };
  const namesAt = (width: number) => {
    const { series } = toChartOption(spec, { ...LOOK, width }) as unknown as {
      series: readonly {
        readonly markLine: { readonly data: readonly { readonly xAxis: number; readonly name: string }[] };
      }[];
    };
    return series[0]?.markLine.data.map(({ xAxis, name }) => [xAxis, name]);
  };
  deepStrictEqual(namesAt(390), [[1, "1 → 6 req/s"], [2, ""], [3, ""], [9, "9 → 14 req/s"]]);
  deepStrictEqual(namesAt(1300)?.map(([, name]) => name !== ""), [true, true, true, true]);
});

Deno.test("an axis of shares goes from 0 to 100, whatever of it is there", () => {
  const { yAxis } = draw({ ...LINE, y: { ...LINE.y, isShare: true } });
  deepStrictEqual(yAxis.map(({ min, max }) => [min, max]), [[0, 100]]);
});

Deno.test("the bar of the first request stands on the axis, not across it", () => {
  const lane = { row: 0, dueAt: 0, sentAt: 0, firstTokenAt: 1, endAt: 2, hasFailed: false };
  const { series: [bars] } = draw(
    { ...LINE, series: [{ ...LINE.series[0], look: "lanes", lanes: [lane] }] } as ChartSpec,
  );
  deepStrictEqual(bars?.data, [[0, 0.5, 0, 1, 2, 0]]);
});

Deno.test("the names of marks have a row of their own above those of the axes", () => {
  const marked = { ...LINE, marks: [{ x: 1, label: words("knee", "拐点") }] };
  ok(draw(marked).grid.top > draw(LINE).grid.top);
});

Deno.test("a request's bar tells of its phases in the language of the page", () => {
  const lanes = { ...LINE, series: [{ ...LINE.series[0], look: "lanes", lanes: [] }] } as ChartSpec;
  const value = [0, 1, 0.5, 1, 3, 1];
  const tell = (language: "en" | "zh") => draw(lanes, language).series[0]?.tooltip.formatter({ value }) ?? "";
  strictEqual(tell("en"), "0.5 s: queue 0.5 s · prefill 0.5 s · decode 2 s · failed");
  match(tell("zh"), /^0\.5 s：排队 0\.5 s · 预填充 0\.5 s · 解码 2 s · 失败$/);
});
