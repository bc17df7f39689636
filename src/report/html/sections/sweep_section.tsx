import type { JSX } from "preact";
import { METRIC_CATALOG } from "../../../metrics/catalog.ts";
import type { ReportModel, ReportPoint } from "../../model/report_model.ts";
import { percentileOf, scalarOf } from "../../parts/load_points.ts";
import { words } from "../../parts/words.ts";
import type { ChartSpec } from "../../charts/chart_spec.ts";
import { T } from "../language.tsx";
import { figureText } from "../number_text.ts";
import { ChartFigure } from "./chart_figure.tsx";

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
      <div class="scroll" tabIndex={0} role="group" aria-label="All points">
        <table>
          <SweepHead />
          <tbody>
            {model.points.map((point) => <PointRow key={point.name} point={point} />)}
          </tbody>
        </table>
      </div>
      <div class="charts">
        {charts.map((spec) => <ChartFigure key={spec.id} spec={spec} />)}
      </div>
    </section>
  );
}

function SweepHead(): JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col">
          <T text={words("Point", "测试点")} />
        </th>
        <th scope="col">req/s</th>
        <th scope="col">tok/s</th>
        <th scope="col">
          TTFT p50 <small>ms</small>
        </th>
        <th scope="col">
          TTFT p99 <small>ms</small>
        </th>
        <th scope="col">
          TPOT p99 <small>ms</small>
        </th>
        <th scope="col">
          {METRIC_CATALOG.latency.label} p99 <small>{METRIC_CATALOG.latency.unit}</small>
        </th>
        <th scope="col">
          <T text={words("Failed", "失败")} />
        </th>
        <th scope="col">
          <T text={words("Client", "客户端")} />
        </th>
      </tr>
    </thead>
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
      <td class={failed > 0 ? "bad" : ""}>{failed}</td>
      <td class={verdict ?? ""}>{verdict === undefined ? "—" : verdict.toUpperCase()}</td>
    </tr>
  );
}
