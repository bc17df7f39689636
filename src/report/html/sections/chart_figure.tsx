import type { JSX } from "preact";
import { words } from "../../parts/words.ts";
import type { ChartSpec } from "../../charts/chart_spec.ts";
import { T } from "../language.tsx";

/** The place of a chart, with its meaning in words and its values as a table, which is made when it is opened. */
export function ChartFigure({ spec }: { readonly spec: ChartSpec }): JSX.Element {
  return (
    <figure>
      <figcaption>
        <b>
          <T text={spec.title} />
        </b>
        <span>
          <T text={spec.about} />
        </span>
      </figcaption>
      <div class="chart" data-chart={spec.id} role="img" aria-label={`${spec.title.en}. ${spec.about.en}`}></div>
      {spec.series.some(({ points }) => points.length > 0) && (
        <details data-values={spec.id}>
          <summary>
            <T text={words("Values", "数值")} />
          </summary>
        </details>
      )}
    </figure>
  );
}
