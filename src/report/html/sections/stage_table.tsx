import type { JSX } from "preact";
import type { StageMetrics } from "../../../metrics/step_metrics.ts";
import { describeTime, nameLoad } from "../../parts/stage_table.ts";
import { words } from "../../../core/words.ts";
import { T } from "../language.tsx";
import { formatNumber } from "../../text/number_text.ts";
import { figureText } from "../number_text.ts";
import { DataTable, textHead } from "./data_table.tsx";

const HEADS = [
  words("Time s", "时间 s"),
  textHead("Load", "负载"),
  words("Requests", "请求数"),
  words("Failed", "失败"),
  words("req/s", "req/s"),
  words("tok/s", "tok/s"),
  words("TTFT p50 ms", "TTFT p50 ms"),
  words("TTFT p99 ms", "TTFT p99 ms"),
  words("Latency p50 s", "延迟 p50 s"),
  words("Latency p99 s", "延迟 p99 s"),
];

/** A point by stage of its load, or by slices of its time; nothing where it is told as a whole. */
export function StageTable({ stages }: { readonly stages: readonly StageMetrics[] }): JSX.Element | null {
  if (stages.length === 0) return null;
  const title = stages.some(({ load }) => load !== null)
    ? words("By stage", "按阶段")
    : words("By slices of time", "按时间段");
  return (
    <DataTable title={title} heads={HEADS}>
      {stages.map((stage) => (
        <tr key={stage.fromSeconds}>
          <th scope="row">{describeTime(stage)}</th>
          <td class="text">
            <T text={nameLoad(stage)} />
          </td>
          <td>{formatNumber(stage.requests, 0)}</td>
          <td class={stage.failed > 0 ? "bad" : undefined}>{formatNumber(stage.failed, 0)}</td>
          <td>{figureText("request_throughput", stage.requestsPerSecond)}</td>
          <td>{figureText("output_throughput", stage.outputTokensPerSecond)}</td>
          <td>{figureText("ttft", stage.distributions.ttft?.p50)}</td>
          <td>{figureText("ttft", stage.distributions.ttft?.p99)}</td>
          <td>{figureText("latency", stage.distributions.latency?.p50)}</td>
          <td>{figureText("latency", stage.distributions.latency?.p99)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
