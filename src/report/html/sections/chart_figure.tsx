import type { JSX } from "preact";
import type { ChartSpec } from "../../charts/chart_spec.ts";

/** The place of a chart: the page's code puts its title, meaning, picture and values there, which stand in its data. */
export function ChartFigure({ spec }: { readonly spec: ChartSpec }): JSX.Element {
  const isWide = spec.series.some(({ look }) => look === "lanes");
  return <figure class={isWide ? "wide" : undefined} data-chart={spec.id} />;
}
