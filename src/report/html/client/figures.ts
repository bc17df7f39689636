/// <reference lib="dom" />
/** Makes the parts of a page that are worth nothing without its code: places of charts, and how tables are reached. */
import type { ChartSpec } from "../../charts/chart_spec.ts";
import type { Words } from "../../../core/words.ts";

const VALUES: Words = { en: "Values", zh: "数值" };

/** Puts a chart's title, meaning, place and list of values into its figure. */
export function fillFigure(figure: HTMLElement, spec: ChartSpec): void {
  const caption = figure.appendChild(document.createElement("figcaption"));
  caption.id = `${spec.id}-about`;
  caption.append(withWords("b", spec.title), withWords("span", spec.about));
  const place = figure.appendChild(document.createElement("div"));
  place.className = "chart";
  place.dataset["place"] = spec.id;
  place.setAttribute("role", "img");
  place.setAttribute("aria-labelledby", caption.id);
  if (!spec.series.some(({ points }) => points.length > 0)) return;
  const details = figure.appendChild(document.createElement("details"));
  details.dataset["values"] = spec.id;
  details.append(withWords("summary", VALUES));
}

/** Writes a text in both languages, as the components of the page do. */
function withWords(tag: string, { en, zh }: Words): HTMLElement {
  const element = document.createElement(tag);
  if (en === zh) {
    element.textContent = en;
    return element;
  }
  for (const [lang, text] of [["en", en], ["zh-CN", zh]] as const) {
    const span = element.appendChild(document.createElement("span"));
    span.lang = lang;
    span.textContent = text;
  }
  return element;
}

/** Tables scroll by keyboard and say their title when they are reached. */
export function reachTables(content: ParentNode): void {
  for (const scroll of content.querySelectorAll<HTMLElement>(".scroll")) {
    scroll.tabIndex = 0;
    const caption = scroll.querySelector("caption");
    if (caption === null) continue;
    caption.id ||= `table-${++tables}`;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-labelledby", caption.id);
  }
}

let tables = 0;
