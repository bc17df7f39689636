import type { JSX } from "preact";
import { METRIC_CATALOG } from "../../../metrics/catalog.ts";
import { isThin } from "../../../metrics/distribution.ts";
import { type DistributionSummary, STEADY_IDS } from "../../../metrics/step_metrics.ts";
import { formatNumber } from "../../charts/chart_option.ts";
import type { ReportPoint } from "../../model/report_model.ts";
import { describeSteady, STEADY_PERCENTILES } from "../../parts/steady_table.ts";
import { type Words, words } from "../../../core/words.ts";
import { T } from "../language.tsx";
import { DataTable, textHead } from "./data_table.tsx";

const HEADS = [
  words("Metric", "指标"),
  textHead("Part", "部分"),
  words("Samples", "样本数"),
  words("Mean", "平均"),
  ...STEADY_PERCENTILES.map((percent) => words(`p${percent}`, `p${percent}`)),
];

const STEADY = words("steady", "稳态");
const WHOLE = words("whole", "全程");

/** Latencies without the beginning and the end of the load, beside those of the whole point. */
export function SteadyTable({ point }: { readonly point: ReportPoint }): JSX.Element | null {
  const { steady, distributions } = point;
  if (steady === null) return null;
  return (
    <DataTable title={describeSteady(steady)} heads={HEADS}>
      {STEADY_IDS.filter((id) => steady.distributions[id].count > 0).flatMap((id) => {
        const { label, unit } = METRIC_CATALOG[id];
        const whole = distributions[id];
        return [
          <Row key={`${id} steady`} name={`${label} ${unit}`} part={STEADY} summary={steady.distributions[id]} />,
          ...(whole === undefined ? [] : [<Row key={`${id} whole`} name="" part={WHOLE} summary={whole} />]),
        ];
      })}
    </DataTable>
  );
}

interface RowProps {
  readonly name: string;
  readonly part: Words;
  readonly summary: DistributionSummary;
}

function Row({ name, part, summary: { count, mean, percentiles } }: RowProps): JSX.Element {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="text">
        <T text={part} />
      </td>
      <td>{count}</td>
      <td>{formatNumber(mean)}</td>
      {STEADY_PERCENTILES.map((percent) => (
        <td key={percent}>
          {isThin(count, percent) ? <i>{formatNumber(percentiles[percent])}</i> : formatNumber(percentiles[percent])}
        </td>
      ))}
    </tr>
  );
}
