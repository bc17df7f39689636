import type { JSX } from "preact";
import { VERDICT_WORDS } from "../../parts/health_line.ts";
import { METRIC_CATALOG } from "../../../metrics/catalog.ts";
import type { ReportModel, ReportPoint } from "../../model/report_model.ts";
import { percentileOf, scalarOf } from "../../parts/load_points.ts";
import { same, words } from "../../../core/words.ts";
import type { ChartSpec } from "../../charts/chart_spec.ts";
import { T } from "../language.tsx";
import { figureText } from "../number_text.ts";
import { ChartFigure } from "./chart_figure.tsx";
import { DataTable, textHead } from "./data_table.tsx";

const HEADS = [
  words("Point", "测试点"),
  same("req/s"),
  same("tok/s"),
  same("TTFT p50 ms"),
  same("TTFT p99 ms"),
  same("TPOT p99 ms"),
  words(`Latency p99 ${METRIC_CATALOG.latency.unit}`, `延迟 p99 ${METRIC_CATALOG.latency.unit}`),
  words("Failed", "失败"),
  textHead("Client", "客户端"),
];

/** All points of a sweep side by side: a table, then charts against the load. */
export function SweepSection(
  { model, charts, prefix }: {
    readonly model: ReportModel;
    readonly charts: readonly ChartSpec[];
    readonly prefix: string;
  },
): JSX.Element {
  return (
    <section aria-labelledby={`${prefix}-sweep`}>
      <h2 id={`${prefix}-sweep`}>
        <T text={words("All points", "全部测试点")} />
      </h2>
      <DataTable title={words("Figures of each point", "各测试点数据")} heads={HEADS}>
        {model.points.map((point) => <PointRow key={point.name} point={point} />)}
      </DataTable>
      <div class="charts">
        {charts.map((spec) => <ChartFigure key={spec.id} spec={spec} />)}
      </div>
    </section>
  );
}

function PointRow({ point }: { readonly point: ReportPoint }): JSX.Element {
  const failed = scalarOf(point, "failed_requests") ?? 0;
  const verdict = point.validity?.verdict;
  return (
    <tr>
      <th scope="row">{point.name}</th>
      <td>{figureText("request_throughput", scalarOf(point, "request_throughput"))}</td>
      <td>{figureText("output_throughput", scalarOf(point, "output_throughput"))}</td>
      <td>{figureText("ttft", percentileOf(point, "ttft", 50))}</td>
      <td>{figureText("ttft", percentileOf(point, "ttft", 99))}</td>
      <td>{figureText("tpot", percentileOf(point, "tpot", 99))}</td>
      <td>{figureText("latency", percentileOf(point, "latency", 99))}</td>
      <td class={failed > 0 ? "bad" : undefined}>{failed}</td>
      <td class={`text ${verdict ?? ""}`}>{verdict === undefined ? "—" : <T text={VERDICT_WORDS[verdict]} />}</td>
    </tr>
  );
}
