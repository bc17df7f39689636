/**
 * A run as a page: one file that works offline, in two languages, on screens and on paper. Rendered here, moved by the
 * code of `client/`.
 */
import { gzipSync } from "node:zlib";
import { renderToString } from "preact-render-to-string";
import { toVisible } from "../../core/visible_text.ts";
import { VERSION } from "../../core/version.ts";
import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import type { LiveView } from "../model/live_view.ts";
import type { ReportModel } from "../model/report_model.ts";
import type { ChartSpec } from "../charts/chart_spec.ts";
import { chartsOf, type RunCharts } from "../charts/run_charts.ts";
import { CLIENT_CODE } from "./client_code.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { MainContent, ReportBody, titleOf } from "./report_page.tsx";

/** Unpacks charts and code of the page: packed they are a third as large. */
const START = `(async()=>{const unpack=async i=>{const t=document.getElementById(i).textContent.trim();
const b=Uint8Array.from(atob(t),c=>c.charCodeAt(0));
return await new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream("gzip"))).text()};
globalThis.streamgaugePage=await unpack("page-data");
const s=document.createElement("script");s.textContent=await unpack("client-code");document.body.append(s)})()`;

const FORMULAS = Object.fromEntries(Object.values(METRIC_CATALOG).map(({ id, formula }) => [id, formula]));

/** How far the run of a page is. */
export interface LiveState {
  /** `null`: nothing has been sent yet. */
  readonly view: LiveView | null;
}

/** What of a page changes while its run goes on. */
export interface LivePageParts {
  /** The content of `main`. */
  readonly main: string;
  readonly charts: readonly ChartSpec[];
}

/** Renders what of a live page has changed, by the same components. */
export function renderLiveParts(models: readonly ReportModel[], live: LiveState): LivePageParts {
  const charts = models.map((model, index) => chartsOf(model, `r${index}`));
  const main = toVisible(renderToString(<MainContent models={models} charts={charts} live={live} />));
  return { main, charts: JSON.parse(toJson(charts.flatMap(allCharts))) };
}

/** Renders the page of one or several runs. Everything that a service or a file could have put into it is escaped. */
export function renderHtmlReport(models: readonly ReportModel[], live?: LiveState): string {
  const charts = models.map((model, index) => chartsOf(model, `r${index}`));
  const body = toVisible(renderToString(<ReportBody models={models} charts={charts} live={live} />));
  const title = toVisible(renderToString(<title>{titleOf(models)}</title>));
  return [
    "<!DOCTYPE html>",
    `<html lang="en" data-language="en" data-theme="light"${live === undefined ? "" : ' data-live="yes"'}>`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    '<link rel="icon" href="data:,">',
    title,
    `<style>${PAGE_STYLE}</style></head>`,
    `<body>${body}`,
    `<footer>streamgauge ${VERSION}</footer>`,
    `<script type="text/plain" id="page-data">${
      pack(toJson({ charts: charts.flatMap(allCharts), formulas: FORMULAS }))
    }</script>`,
    `<script type="text/plain" id="client-code">${CLIENT_CODE}</script>`,
    `<script>${START}</script></body></html>`,
    "",
  ].join("\n");
}

function allCharts({ sweep, search, points }: RunCharts): readonly ChartSpec[] {
  return [...sweep, ...search, ...points.flat()];
}

/** Numbers to five figures, which is more than a chart can show. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    return typeof member === "number" && !Number.isInteger(member) ? Number(member.toPrecision(5)) : member;
  });
}

/** Base64 cannot end the script it stands in, whatever the texts hold. */
function pack(text: string): string {
  return gzipSync(text, { level: 9 }).toString("base64");
}
