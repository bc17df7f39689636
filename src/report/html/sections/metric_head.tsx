import type { JSX } from "preact";
import type { DistributionId } from "../../../metrics/catalog.ts";
import { nameMetric, nameUnit } from "../../../metrics/metric_words.ts";
import { T } from "../language.tsx";

/** The head of a row that shows a metric: its name and unit. */
export function MetricHead({ id }: { readonly id: DistributionId }): JSX.Element {
  return (
    <th scope="row" data-metric={id}>
      <T text={nameMetric(id)} />{" "}
      <small>
        <T text={nameUnit(id)} />
      </small>
    </th>
  );
}
