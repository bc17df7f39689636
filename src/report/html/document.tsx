import { gzipSync } from "node:zlib";
import type { ComponentChildren, JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import { toVisible } from "../../core/visible_text.ts";
import { VERSION } from "../../core/version.ts";
import { explainMetric } from "../../metrics/metric_words.ts";
import { METRIC_CATALOG } from "../../metrics/catalog.ts";
import type { ChartSpec } from "../charts/chart_spec.ts";
import { type Words, words } from "../../core/words.ts";
import { packCharts } from "../charts/packed_charts.ts";
import { CLIENT_CODE } from "./client_code.ts";
import { labelled, T } from "./language.tsx";
import { packBytes, type PackedBytes, UNPACK_BYTES } from "./packed_bytes.ts";
import { packPanels } from "./packed_panels.ts";
import { PAGE_STYLE } from "./page_style.ts";

/** Unpacks charts and code of the page: packed they are a third as large. */
const START = `(async()=>{const bytes=${UNPACK_BYTES};
const unpack=async i=>{const e=document.getElementById(i),b=bytes(e.textContent,+e.dataset.bytes);
return await new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream("gzip"))).text()};
globalThis.streamgaugePage=await unpack("page-data");
const s=document.createElement("script");s.textContent=await unpack("client-code");document.body.append(s)})()`;

/** Texts and numbers take turns in the data: less memory makes blocks shorter, each with a code of its own. */
const DENSEST = { level: 9, memLevel: 6 };

const NO_CODE = words(
  "The charts of this page are drawn by JavaScript, which also shows the details of several points.",
  "本页图表由 JavaScript 绘制；多个测试点的详情也由其显示。",
);

/** What metrics mean: all of them where the page goes on changing, else those that it shows. */
function formulasOf(parts: readonly string[], isLive: boolean): Readonly<Record<string, Words>> {
  const shown = new Set(parts.flatMap((part) => [...part.matchAll(/ data-metric="(\w+)"/g)].map(([, id]) => id)));
  const ids = Object.values(METRIC_CATALOG).map(({ id }) => id).filter((id) => isLive || shown.has(id));
  return Object.fromEntries(ids.map((id) => [id, explainMetric(id)]));
}

/** What a page is made of. */
export interface DocumentParts {
  readonly title: string;
  /** The content of `main`. */
  readonly main: JSX.Element;
  /** Contents that the page's code puts into elements, by their ids. */
  readonly panels?: Readonly<Record<string, string>>;
  readonly charts: readonly ChartSpec[];
  /** The page goes on changing. */
  readonly isLive: boolean;
}

/** Renders one file that works offline. Everything that a service or a file could have put into it is escaped. */
export function renderDocument({ title, main, panels = {}, charts, isLive }: DocumentParts): string {
  const body = renderVisible(<Body title={title}>{main}</Body>);
  const formulas = formulasOf([body, ...Object.values(panels)], isLive);
  const data = { charts: packCharts(charts), panels: packPanels(panels), formulas };
  return [
    "<!DOCTYPE html>",
    `<html lang="en" data-language="en" data-theme="light"${isLive ? ' data-live="yes"' : ""}>`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    '<link rel="icon" href="data:,">',
    toVisible(renderToString(<title>{title}</title>)),
    `<style>${PAGE_STYLE}</style></head>`,
    `<body>${body}`,
    `<footer>streamgauge ${VERSION}</footer>`,
    packedScript("page-data", packBytes(gzipSync(JSON.stringify(data), DENSEST))),
    packedScript("client-code", CLIENT_CODE),
    `<script>${START}</script></body></html>`,
    "",
  ].join("\n");
}

/** Renders a part of a page. */
export function renderVisible(part: JSX.Element): string {
  return toVisible(renderToString(part).replace(NEEDLESS_ENDS, ""));
}

/** Ends of cells, rows and items that HTML itself knows by what follows; no text holds a raw `<`. */
const NEEDLESS_ENDS =
  /<\/(?:td|th)>(?=<t[dh][ >]|<\/tr>)|<\/tr>(?=<tr[ >]|<\/t(?:body|head)>)|<\/li>(?=<li[ >]|<\/[uo]l>)/g;

function Body({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <header>
        <h1>{title}</h1>
        <div class="switches">
          <div role="group" {...labelled(words("Language", "语言"))}>
            <button type="button" data-language="en">English</button>
            <button type="button" data-language="zh">中文</button>
          </div>
          <div role="group" {...labelled(words("Theme", "主题"))}>
            <button type="button" data-theme="light">
              <T text={words("Light", "浅色")} />
            </button>
            <button type="button" data-theme="dark">
              <T text={words("Dark", "深色")} />
            </button>
          </div>
        </div>
      </header>
      <noscript>
        <p class="note">
          <T text={NO_CODE} />
        </p>
      </noscript>
      <main>{children}</main>
    </>
  );
}

function packedScript(id: string, { text, byteCount }: PackedBytes): string {
  return `<script type="text/plain" id="${id}" data-bytes="${byteCount}">${text}</script>`;
}
