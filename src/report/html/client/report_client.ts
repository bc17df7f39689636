/// <reference lib="dom" />
/**
 * What makes a report page move: charts, tabs, language and theme. Bundled into `client_code.ts`; runs in browsers alone
 * and must not import anything that knows files.
 */
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendPlainComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { formatBrief } from "../../charts/chart_number.ts";
import { type ChartLook, legendHeight, toChartOption } from "../../charts/chart_option.ts";
import type { ChartSpec, Series } from "../../charts/chart_spec.ts";
import { type PackedCharts, unpackCharts } from "../../charts/packed_charts.ts";
import { fillFigure, reachTables } from "./figures.ts";
import { followRun } from "./live_client.ts";
import { explainMetrics, fillPanels, labelParts, PAGE } from "./page_data.ts";
import { showAllPanels, showChosenPanels, wireTabs } from "./tabs.ts";

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendPlainComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

type Chart = ReturnType<typeof init>;

const root = document.documentElement;
const drawn = new Map<Element, Chart>();

/** Choices are kept where the browser allows it; a page opened from a file may not be allowed to. */
function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`streamgauge.${name}`, value);
  } catch {
    // Not kept: the next page starts from the browser's own settings.
  }
}

function recall(name: string): string | null {
  try {
    return localStorage.getItem(`streamgauge.${name}`);
  } catch {
    return null;
  }
}

let specs = toSpecs(PAGE.charts);

function toSpecs(charts: PackedCharts): ReadonlyMap<string, ChartSpec> {
  return new Map(unpackCharts(charts).map((spec) => [spec.id, spec]));
}

/** What paper has changed, until it is over; `null`: nothing is printed. */
let themeBeforePrint: string | null = null;

function lookNow(): Omit<ChartLook, "width"> {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    language: root.dataset["language"] === "zh" ? "zh" : "en",
    isDark: root.dataset["theme"] === "dark",
    isAnimated: !calm && root.dataset["live"] === undefined && themeBeforePrint === null,
  };
}

function placeOf(place: Element): string {
  return place.getAttribute("data-place") ?? "";
}

function draw(place: Element): void {
  const spec = specs.get(placeOf(place));
  if (spec === undefined) return;
  // What paper asked for is drawn before it came into sight: drawn anew then, it would be another one.
  sight.unobserve(place);
  const look = { ...lookNow(), width: place.clientWidth };
  const element = place as HTMLElement;
  element.style.setProperty("--legend", `${legendHeight(spec, look)}px`);
  const chart = drawn.get(place) ?? init(element, null, { renderer: "svg" });
  drawn.set(place, chart);
  chart.resize();
  chart.setOption(toChartOption(spec, look), true);
}

function redraw(): void {
  for (const place of drawn.keys()) draw(place);
}

/** Charts are drawn when they come into sight: a page of many points opens at once. */
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && !drawn.has(target)) draw(target);
  }
}, { rootMargin: "300px" });

/** More rows are for files, not for a page. */
const MAX_ROWS = 1000;

function makeRow(head: string, cells: readonly string[], cell: "th" | "td"): HTMLTableRowElement {
  const row = document.createElement("tr");
  for (const [index, text] of [head, ...cells].entries()) {
    const made = row.appendChild(document.createElement(index === 0 ? "th" : cell));
    if (made.tagName === "TH") made.setAttribute("scope", cell === "th" ? "col" : "row");
    made.textContent = text;
  }
  return row;
}

/** A series alone keeps its points as they are, several are put side by side. */
function toRows(series: readonly Series[]): readonly (readonly [number, readonly (number | null)[]])[] {
  const [only, ...others] = series;
  if (only !== undefined && others.length === 0) return only.points.map(([x, y]) => [x, [y]]);
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  return xs.map((x) => [x, series.map(({ points }) => points.find(([at]) => at === x)?.[1] ?? null)]);
}

function fillValues(place: HTMLElement): void {
  const spec = specs.get(place.dataset["values"] ?? "");
  place.querySelector(".scroll")?.remove();
  if (spec === undefined) return;
  const { language } = lookNow();
  const series = spec.series.filter(({ points }) => points.length > 0);
  const table = document.createElement("table");
  table.append(makeRow(spec.x.label[language], series.map(({ name }) => name[language]), "th"));
  for (const [x, values] of toRows(series).slice(0, MAX_ROWS)) {
    table.append(makeRow(formatBrief(x), values.map(formatBrief), "td"));
  }
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-labelledby", `${spec.id}-about`);
  scroll.append(table);
  place.append(scroll);
}

function redrawValues(): void {
  for (const place of document.querySelectorAll<HTMLElement>("details[data-values][open]")) fillValues(place);
}

function wireValues(content: ParentNode): void {
  for (const place of content.querySelectorAll<HTMLDetailsElement>("details[data-values]")) {
    place.addEventListener("toggle", () => place.open && fillValues(place));
  }
}

function setLanguage(language: string): void {
  root.dataset["language"] = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
  remember("language", language);
  press("language", language);
  explainMetrics(document, lookNow().language);
  labelParts(document, lookNow().language);
  redraw();
  redrawValues();
}

function setTheme(theme: string): void {
  root.dataset["theme"] = theme;
  remember("theme", theme);
  press("theme", theme);
  redraw();
}

function press(name: string, chosen: string): void {
  for (const button of document.querySelectorAll(`button[data-${name}]`)) {
    button.setAttribute("aria-pressed", String(button.getAttribute(`data-${name}`) === chosen));
  }
}

function wireButtons(name: string, choose: (value: string) => void): void {
  for (const button of document.querySelectorAll(`button[data-${name}]`)) {
    button.addEventListener("click", () => choose(button.getAttribute(`data-${name}`) ?? ""));
  }
}

/** On paper all points stand one after the other, in dark ink, and nothing moves: it would be caught at its beginning. */
function preparePrint(): void {
  themeBeforePrint ??= root.dataset["theme"] ?? "light";
  root.dataset["theme"] = "light";
  showAllPanels();
  for (const place of document.querySelectorAll(".chart")) draw(place);
  for (const chart of drawn.values()) chart.getZr().flush();
}

function endPrint(): void {
  root.dataset["theme"] = themeBeforePrint ?? "light";
  themeBeforePrint = null;
  showChosenPanels();
  redraw();
}

function fillFigures(content: ParentNode): void {
  for (const figure of content.querySelectorAll<HTMLElement>("figure[data-chart]")) {
    const spec = specs.get(figure.dataset["chart"] ?? "");
    if (spec !== undefined && figure.firstChild === null) fillFigure(figure, spec);
  }
}

/** Makes content move: its tabs, charts, tables of values and meanings. */
function install(content: ParentNode): void {
  reachTables(content);
  for (const list of content.querySelectorAll('[role="tablist"]')) wireTabs(list);
  for (const place of content.querySelectorAll(".chart")) if (!drawn.has(place)) sight.observe(place);
  wireValues(content);
  explainMetrics(content, lookNow().language);
  labelParts(content, lookNow().language);
}

/** New content takes the drawn charts over, which keeps them from flickering. */
function takeOver(content: ParentNode, kept: ReadonlyMap<string, Element>): void {
  fillFigures(content);
  for (const place of content.querySelectorAll(".chart")) {
    const before = kept.get(placeOf(place));
    if (before !== undefined) place.replaceWith(before);
  }
  install(content);
  for (const [place, chart] of drawn) {
    if (place.isConnected) draw(place);
    else {
      chart.dispose();
      drawn.delete(place);
    }
  }
}

function start(): void {
  fillPanels();
  wireButtons("language", setLanguage);
  wireButtons("theme", setTheme);
  const isChinese = navigator.language.startsWith("zh");
  setTheme(recall("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  setLanguage(recall("language") ?? (isChinese ? "zh" : "en"));
  fillFigures(document);
  install(document);
  addEventListener("resize", redraw);
  addEventListener("beforeprint", preparePrint);
  addEventListener("afterprint", endPrint);
  root.dataset["ready"] = "yes";
  if (root.dataset["live"] === undefined) return;
  followRun({
    setCharts: (charts) => specs = toSpecs(charts),
    prepare: takeOver,
    drawnPlaces: () => new Map([...drawn.keys()].map((place) => [placeOf(place), place])),
  });
}

start();
