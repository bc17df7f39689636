/** Charts as pictures in files: the same charts as on the page, drawn without a browser. Loaded only when asked for. */
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendPlainComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type ChartLook, legendHeight, toChartOption } from "../charts/chart_option.ts";
import type { ChartSpec } from "../charts/chart_spec.ts";
import { FONT_FAMILY } from "./plot_font.ts";

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendPlainComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
]);

/** The size of a picture in pixels of SVG. */
export const PLOT_SIZE = { width: 900, height: 460 } as const;

const LOOK: ChartLook = { language: "en", isDark: false, isAnimated: false, width: PLOT_SIZE.width };

/** Draws a chart, its title above it. */
export function renderSvgPlot(spec: ChartSpec): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...PLOT_SIZE });
  try {
    // Nothing hovers over a picture.
    const { tooltip: _tooltip, ...option } = toChartOption(spec, LOOK);
    chart.setOption({
      ...option,
      backgroundColor: "#ffffff",
      textStyle: { color: "#3b4252", fontFamily: `${FONT_FAMILY}, sans-serif` },
      title: { text: spec.title.en, left: 12, top: 8, textStyle: { fontSize: 16, color: "#1d2430" } },
      legend: { ...asObject(option["legend"]), left: 12, top: 36 },
      grid: { ...asObject(option["grid"]), left: 18, right: 22, top: 84 + legendHeight(spec, LOOK), bottom: 36 },
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
