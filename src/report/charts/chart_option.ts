/** A chart as `echarts` wants it; the same in a browser and for files of pictures. Must not touch a page. */
import { formatNumber as formatFixed } from "../text/number_text.ts";
import type { Words } from "../../core/words.ts";
import type { Axis, ChartSpec, Lane, Series, Tone } from "./chart_spec.ts";

/** How charts look. */
export interface ChartLook {
  readonly language: keyof Words;
  readonly isDark: boolean;
  /** Movement only where people watch. */
  readonly isAnimated: boolean;
  /** In pixels: what the legend needs of it decides how many rows that has. */
  readonly width: number;
}

interface Palette extends Readonly<Record<Tone, string>> {
  readonly text: string;
  readonly grid: string;
  readonly surface: string;
}

const LIGHT: Palette = {
  first: "#2563c9",
  second: "#c2570c",
  third: "#0f8a6d",
  fourth: "#8b3fb8",
  good: "#15803d",
  bad: "#c81e1e",
  quiet: "#8a94a6",
  text: "#3b4252",
  grid: "#e3e7ee",
  surface: "#ffffff",
};

const DARK: Palette = {
  first: "#6ea8ff",
  second: "#ff9f4a",
  third: "#45d0ad",
  fourth: "#cf8df5",
  good: "#4ade80",
  bad: "#ff7b7b",
  quiet: "#7d899e",
  text: "#c9d1de",
  grid: "#2c3442",
  surface: "#171c25",
};

/** The colour of a tone. */
export function colorOf(tone: Tone, isDark: boolean): string {
  return (isDark ? DARK : LIGHT)[tone];
}

/** An option of `echarts`: its own type demands the whole library. */
export type ChartOption = Readonly<Record<string, unknown>>;

/** The labels of axes stay within the chart, however long their numbers are. */
const LABELS_WITHIN = { outerBoundsMode: "same", outerBoundsContain: "axisLabel" } as const;

const LEGEND = { icon: 14, row: 22, gap: 15, latin: 7, wide: 12 } as const;

/** How many pixels a legend takes beyond its first row. */
export function legendHeight(
  { series }: ChartSpec,
  { language, width }: Pick<ChartLook, "language" | "width">,
): number {
  let [rows, used] = [0, 0];
  for (const { name } of series) {
    const needed = LEGEND.icon + LEGEND.gap + widthOf(name[language]);
    if (used > 0 && used + needed > width) [rows, used] = [rows + 1, 0];
    used += needed;
  }
  return rows * LEGEND.row;
}

/** About: a browser may have another font. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (char < "\u2e80" ? LEGEND.latin : LEGEND.wide), 0);
}

/** Makes the option that draws a chart. */
export function toChartOption(spec: ChartSpec, look: ChartLook): ChartOption {
  const palette = look.isDark ? DARK : LIGHT;
  const context = { spec, look, palette };
  return {
    animation: look.isAnimated,
    animationDuration: 300,
    backgroundColor: "transparent",
    textStyle: { color: palette.text, fontFamily: "system-ui, 'Noto Sans SC', sans-serif" },
    grid: {
      left: 12,
      right: spec.y2 === undefined ? 18 : 12,
      top: 44 + legendHeight(spec, look),
      bottom: 34,
      ...LABELS_WITHIN,
    },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: palette.text, fontSize: 12 },
      data: spec.series.map(({ name }) => name[look.language]),
    },
    tooltip: tooltipOf(context),
    xAxis: axisOf(spec.x, context, { isX: true, isRight: false }),
    yAxis: [spec.y, ...(spec.y2 === undefined ? [] : [spec.y2])].map((axis, index) =>
      axisOf(axis, context, { isX: false, isRight: index === 1 })
    ),
    series: spec.series.map((series, index) => seriesOf(series, context, index)),
  };
}

interface Context {
  readonly spec: ChartSpec;
  readonly look: ChartLook;
  readonly palette: Palette;
}

function axisOf(axis: Axis, { look, palette }: Context, { isX, isRight }: { isX: boolean; isRight: boolean }) {
  const unit = axis.unit === "" ? "" : ` (${axis.unit})`;
  return {
    type: axis.scale === "linear" ? "value" : axis.scale,
    name: `${axis.label[look.language]}${unit}`,
    nameLocation: isX ? "middle" : "end",
    nameGap: isX ? 26 : 10,
    nameTextStyle: { color: palette.text, fontSize: 11, align: isX ? "center" : isRight ? "right" : "left" },
    ...(axis.categories === undefined ? {} : { data: axis.categories }),
    ...(isX && axis.scale === "linear" ? { scale: true } : {}),
    axisLabel: { color: palette.text, fontSize: 11, hideOverlap: true },
    axisLine: { lineStyle: { color: palette.grid } },
    splitLine: { show: !isX && !isRight, lineStyle: { color: palette.grid } },
  };
}

function tooltipOf({ spec, palette }: Context) {
  const isCloud = spec.series.some(({ look }) => look === "dots" || look === "lanes");
  return {
    trigger: isCloud ? "item" : "axis",
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.grid,
    textStyle: { color: palette.text, fontSize: 12 },
    valueFormatter: formatNumber,
  };
}

/** Writes a number as people read it: at most four figures. */
export function formatNumber(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return "—";
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  const decimals = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3;
  const text = formatFixed(value, decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function seriesOf(series: Series, context: Context, index: number) {
  const { look: { language }, palette } = context;
  const color = palette[series.tone];
  const shared = {
    name: series.name[language],
    color,
    yAxisIndex: series.isOnRight === true ? 1 : 0,
    ...(index === 0 ? marksOf(context) : {}),
  };
  if (series.look === "lanes") return { ...shared, ...lanesOf(series.lanes ?? [], palette) };
  if (series.look === "bars") {
    return {
      ...shared,
      type: "bar",
      data: series.points,
      ...BARS_OF[series.stack === undefined ? "alone" : "stacked"],
    };
  }
  if (series.look === "dots") {
    return { ...shared, type: "scatter", data: series.points, ...DOTS_OF[isCrowd(series) ? "crowd" : "few"] };
  }
  const line = lineOf(series, color, palette.text);
  // Where dots of others stand on a line, its own would hide them.
  return {
    ...shared,
    ...line,
    showSymbol: line.showSymbol && context.spec.series.every(({ look }) => look !== "dots"),
  };
}

/** Bars of a distribution touch; those that share a moment stand on one another. */
const BARS_OF = {
  alone: { barCategoryGap: "6%" },
  stacked: { stack: "all", barMaxWidth: 18 },
} as const;

const CROWD_COUNT = 60;

function isCrowd({ points }: Series): boolean {
  return points.length > CROWD_COUNT;
}

const DOTS_OF = {
  crowd: { symbolSize: 5, itemStyle: { opacity: 0.55 } },
  few: { symbolSize: 10, itemStyle: { opacity: 1 }, z: 3 },
} as const;

function lineOf({ look, points, labels }: Series, color: string, textColor: string) {
  return {
    type: "line",
    data: points,
    connectNulls: false,
    showSymbol: points.length <= 40 && look !== "steps" && look !== "area",
    symbolSize: 7,
    lineStyle: { width: 2, type: look === "dashed" ? "dashed" : "solid" },
    ...(look === "steps" ? { step: "end" } : {}),
    ...(look === "area" ? { areaStyle: { color, opacity: 0.15 } } : {}),
    ...(labels === undefined ? {} : {
      label: {
        show: true,
        position: "top",
        fontSize: 11,
        color: textColor,
        textBorderWidth: 0,
        formatter: ({ dataIndex }: { dataIndex: number }) => labels[dataIndex] ?? "",
      },
    }),
  };
}

function marksOf({ spec, look, palette }: Context) {
  if (spec.marks === undefined || spec.marks.length === 0) return {};
  return {
    markLine: {
      silent: true,
      animation: false,
      symbol: "none",
      lineStyle: { color: palette.quiet, type: "dashed" },
      label: { color: palette.text, fontSize: 11, formatter: ({ name }: { name: string }) => name },
      data: spec.marks.map(({ x, label }) => ({ xAxis: x, name: label[look.language] })),
    },
  };
}

interface DrawApi {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
  size(size: readonly [number, number]): [number, number];
}

/** Each request is a bar of three parts: waiting for its sending, until the first token, until the end. */
function lanesOf(lanes: readonly Lane[], palette: Palette) {
  return {
    type: "custom",
    data: lanes.map(({ row, dueAt, sentAt, firstTokenAt, endAt, hasFailed }) => [
      dueAt,
      row,
      sentAt,
      firstTokenAt ?? endAt,
      endAt,
      hasFailed ? 1 : 0,
    ]),
    encode: { x: [0, 4], y: 1 },
    tooltip: { formatter: ({ value }: { value: readonly number[] }) => describeLane(value) },
    renderItem(_parameters: unknown, api: DrawApi) {
      const [from, sent, first, end] = [api.value(0), api.value(2), api.value(3), api.value(4)];
      const height = Math.max(1, Math.abs(api.size([0, 1])[1]) * 0.8);
      const part = (start: number, until: number, fill: string) => {
        const [x, y] = api.coord([start, api.value(1)]);
        const [right] = api.coord([until, api.value(1)]);
        const width = Math.max(until > start ? 0.5 : 0, right - x);
        return { type: "rect", shape: { x, y: y - height / 2, width, height }, style: { fill } };
      };
      const hasFailed = api.value(5) === 1;
      return {
        type: "group",
        children: [
          part(from, sent, palette.quiet),
          part(sent, first, hasFailed ? palette.bad : palette.second),
          part(first, end, hasFailed ? palette.bad : palette.first),
        ],
      };
    },
  };
}

function describeLane([from = 0, , sent = 0, first = 0, end = 0, failed = 0]: readonly number[]): string {
  const seconds = (value: number) => `${formatNumber(value)} s`;
  const parts = [`queue ${seconds(sent - from)}`, `prefill ${seconds(first - sent)}`, `decode ${seconds(end - first)}`];
  return `${seconds(sent)}: ${parts.join(" · ")}${failed === 1 ? " · failed" : ""}`;
}
