/** A chart as `echarts` wants it; the same in a browser and for files of pictures. Must not touch a page. */
import type { Words } from "../../core/words.ts";
import { formatBrief } from "./chart_number.ts";
import { type Palette, paletteOf } from "./chart_palette.ts";
import type { Axis, ChartSpec, Series } from "./chart_spec.ts";
import { drawLanes } from "./lane_series.ts";

/** How charts look. */
export interface ChartLook {
  readonly language: keyof Words;
  readonly isDark: boolean;
  /** Movement only where people watch. */
  readonly isAnimated: boolean;
  /** In pixels: what the legend needs of it decides how many rows that has. */
  readonly width: number;
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

/** The first row of the legend, and the names of the axes below it; those of marks stand between the two. */
const TOP = 44;
const MARK_ROW = 18;

function hasMarks({ marks }: ChartSpec): boolean {
  return marks !== undefined && marks.length > 0;
}

/** Makes the option that draws a chart. */
export function toChartOption(spec: ChartSpec, look: ChartLook): ChartOption {
  const palette = paletteOf(look.isDark);
  const context = { spec, look, palette };
  return {
    animation: look.isAnimated,
    animationDuration: 300,
    backgroundColor: "transparent",
    textStyle: { color: palette.text, fontFamily: "system-ui, 'Noto Sans SC', sans-serif" },
    grid: {
      left: 12,
      right: spec.y2 === undefined ? 18 : 12,
      top: TOP + legendHeight(spec, look) + (hasMarks(spec) ? MARK_ROW : 0),
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
    ...(axis.isWhole === true ? { minInterval: 1 } : {}),
    ...(axis.isShare === true ? { min: 0, max: 100 } : {}),
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
    valueFormatter: formatBrief,
  };
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
  if (series.look === "lanes") return { ...shared, ...drawLanes(series.lanes ?? [], { palette, language }) };
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
  const hasDots = look !== "steps" && look !== "area";
  return {
    type: "line",
    data: points,
    connectNulls: false,
    showSymbol: points.length <= 40 && hasDots,
    // Neither has its sign in the legend.
    ...(hasDots ? {} : { symbol: "none" }),
    symbolSize: 7,
    lineStyle: { width: 2, type: look === "dashed" ? "dashed" : "solid" },
    ...(look === "steps" ? { step: "end" } : {}),
    ...(look === "area" ? { areaStyle: { color, opacity: 0.15 } } : {}),
    ...(labels === undefined ? {} : {
      label: {
        show: true,
        // A line comes from the left or from below, and goes on to the right or upwards.
        position: "left",
        offset: [3, -9],
        fontSize: 11,
        color: textColor,
        textBorderWidth: 0,
        formatter: ({ dataIndex }: { dataIndex: number }) => labels[dataIndex] ?? "",
      },
    }),
  };
}

function marksOf({ spec, look, palette }: Context) {
  if (spec.marks === undefined || !hasMarks(spec)) return {};
  return {
    markLine: {
      silent: true,
      animation: false,
      symbol: "none",
      lineStyle: { color: palette.quiet, type: "dashed" },
      label: {
        color: palette.text,
        fontSize: 11,
        distance: MARK_ROW + 6,
        formatter: ({ name }: { name: string }) => name,
      },
      data: namesOfMarks(spec, look).map(({ x, name }) => ({ xAxis: x, name })),
    },
  };
}

/** Beside the plot: labels and names of both axes, about. */
const AXES_WIDTH = 80;
const LEAST_GAP = 8;

/** A name that would stand on the one before is left out; its line stays. */
function namesOfMarks({ marks = [], series }: ChartSpec, { language, width }: ChartLook) {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const pixels = Math.max(0, width - AXES_WIDTH) / Math.max(high - low, Number.MIN_VALUE);
  let endOfLast = -Infinity;
  return marks.map(({ x, label }) => {
    const name = label[language];
    const [middle, half] = [(x - low) * pixels, widthOf(name) / 2];
    if (middle - half < endOfLast + LEAST_GAP) return { x, name: "" };
    endOfLast = middle + half;
    return { x, name };
  });
}
