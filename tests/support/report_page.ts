import { gunzipSync } from "node:zlib";
import { unpackCharts } from "../../src/report/charts/packed_charts.ts";
import { unpackPanels } from "../../src/report/html/packed_panels.ts";
import { UNPACK_BYTES } from "../../src/report/html/packed_bytes.ts";

/** As the page itself does. */
export const pageUnpack: (text: string, byteCount: number) => Uint8Array = new Function(`return ${UNPACK_BYTES}`)();

/** What a test asks of a chart. */
export interface PageChart {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly series: readonly { readonly name: { readonly en: string } }[];
}

/** What the page's code gets. */
export function dataOf(html: string): {
  charts: PageChart[];
  panels: Readonly<Record<string, string>>;
  formulas: Record<string, { readonly en: string }>;
} {
  const [, byteCount = "", text = ""] = /id="page-data" data-bytes="(\d+)">([^<]*)</.exec(html) ?? [];
  const packed: Uint8Array = pageUnpack(text, Number(byteCount));
  const { charts, panels, formulas } = JSON.parse(gunzipSync(packed).toString());
  return { charts: [...unpackCharts(charts)], panels: unpackPanels(panels), formulas };
}

/** The page's text outside of its own scripts and style, with what its code puts in place. */
export function visibleOf(html: string): string {
  const text = html.replace(/<style>.*?<\/style>/s, "").replace(/<script[^>]*>.*?<\/script>/gs, "");
  return text + Object.values(dataOf(html).panels).join("");
}
