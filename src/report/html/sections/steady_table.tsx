import type { JSX } from "preact";
import { isThin } from "../../../metrics/distribution.ts";
import type { ReportPoint } from "../../model/report_model.ts";
import { describeSteady, listSteadyRows, STEADY_PERCENTILES, type SteadyRow } from "../../parts/steady_table.ts";
import { same, words } from "../../../core/words.ts";
import { T } from "../language.tsx";
import { figureText } from "../number_text.ts";
import { DataTable, textHead } from "./data_table.tsx";
import { MetricHead } from "./metric_head.tsx";

const HEADS = [
  words("Metric", "指标"),
  textHead("Part", "部分"),
  words("Samples", "样本数"),
  words("Mean", "平均"),
  ...STEADY_PERCENTILES.map((percent) => same(`p${percent}`)),
];

/** Latencies without the beginning and the end of the load, beside those of the whole point. */
export function SteadyTable({ point }: { readonly point: ReportPoint }): JSX.Element | null {
  const { steady, distributions } = point;
  if (steady === null) return null;
  return (
    <DataTable title={describeSteady(steady)} heads={HEADS}>
      {listSteadyRows(steady, distributions).map((row) => <Row key={`${row.id} ${row.part.en}`} {...row} />)}
    </DataTable>
  );
}

function Row({ id, part, summary: { count, mean, percentiles } }: SteadyRow): JSX.Element {
  return (
    <tr>
      <MetricHead id={id} />
      <td class="text">
        <T text={part} />
      </td>
      <td>{figureText("total_requests", count)}</td>
      <td>{figureText(id, mean)}</td>
      {STEADY_PERCENTILES.map((percent) => {
        const text = figureText(id, percentiles[percent]);
        return <td key={percent}>{isThin(count, percent) ? <i>{text}</i> : text}</td>;
      })}
    </tr>
  );
}
