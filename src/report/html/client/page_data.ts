/// <reference lib="dom" />
/** What a page carries besides its text, and where that goes. */
import type { Words } from "../../../core/words.ts";
import { type PackedPanels, unpackPanels } from "../packed_panels.ts";
import type { PackedCharts } from "../../charts/packed_charts.ts";

declare global {
  /** Set by the page before this code runs: its data as JSON. */
  var streamgaugePage: string | undefined;
}

/** What a page carries besides its text. */
interface PageData {
  readonly charts: PackedCharts;
  /** Contents of elements, by their ids. */
  readonly panels: PackedPanels;
  /** What each metric means, shown on hover. */
  readonly formulas: Readonly<Record<string, Words>>;
}

/** The data of this page. */
export const PAGE: PageData = JSON.parse(
  globalThis.streamgaugePage ?? '{"charts":{"frames":[],"charts":[]},"panels":{"frames":[],"panels":{}},"formulas":{}}',
);
/** Puts in place what was packed; it was escaped as the rest of the page. */
export function fillPanels(): void {
  for (const [id, content] of Object.entries(unpackPanels(PAGE.panels))) {
    const panel = document.getElementById(id);
    if (panel !== null) panel.innerHTML = content;
  }
}

/** Says on hover what metrics mean. */
export function explainMetrics(content: ParentNode, language: keyof Words): void {
  for (const place of content.querySelectorAll<HTMLElement>("[data-metric]")) {
    place.title = PAGE.formulas[place.dataset["metric"] ?? ""]?.[language] ?? "";
  }
}

/** Names parts for those who do not see them. */
export function labelParts(content: ParentNode, language: keyof Words): void {
  for (const place of content.querySelectorAll<HTMLElement>("[data-zh]")) {
    place.setAttribute("aria-label", place.dataset[language] ?? "");
  }
}
