/// <reference lib="dom" />
/** Keeps a page current while its run goes on, and makes the report of it at the end. Runs in browsers alone. */
import type { PackedCharts } from "../../charts/packed_charts.ts";

/** What of the page has changed. */
interface PageUpdate {
  readonly main: string;
  readonly charts: PackedCharts;
}

/** What the rest of the page's code does for this one. */
export interface LiveHooks {
  /** Takes the charts' data over, before their places are there. */
  setCharts(charts: PackedCharts): void;
  /** Makes new content move; `kept` are the places of charts that were drawn before. */
  prepare(content: ParentNode, kept: ReadonlyMap<string, Element>): void;
  /** The places of charts that are drawn, by the ids of their charts. */
  drawnPlaces(): ReadonlyMap<string, Element>;
}

/** Follows the run of a page until it is over. */
export function followRun(hooks: LiveHooks): void {
  const source = new EventSource(`events${location.search}`);
  source.addEventListener("page", ({ data }) => {
    showConnection(true);
    replaceMain(JSON.parse(data), hooks);
  });
  source.addEventListener("end", ({ data }) => {
    source.close();
    becomeReport(JSON.parse(data));
  });
  source.onopen = () => showConnection(true);
  source.onerror = () => showConnection(false);
}

function showConnection(isThere: boolean): void {
  const note = document.getElementById("live-state");
  if (note !== null) note.hidden = isThere;
}

/** From here on the page needs no server. */
function becomeReport(html: string | null): void {
  const at = scrollY;
  if (html === null) return;
  document.open();
  document.write(html);
  document.close();
  scrollTo(0, at);
}

/** What was opened stays open, what was chosen stays chosen, and charts keep their places. */
function replaceMain({ main, charts }: PageUpdate, hooks: LiveHooks): void {
  const place = document.querySelector("main");
  if (place === null) return;
  const opened = new Set([...place.querySelectorAll("details[open]")].map(keyOf));
  const focused = document.activeElement?.id ?? "";
  hooks.setCharts(charts);
  const kept = hooks.drawnPlaces();
  place.innerHTML = main;
  hooks.prepare(place, kept);
  // Values are filled in as they are opened, by hand or here.
  for (const details of place.querySelectorAll("details")) details.open = opened.has(keyOf(details));
  if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
}

function keyOf(details: Element): string {
  return details.getAttribute("data-values") ?? details.querySelector("summary")?.textContent ?? "";
}
