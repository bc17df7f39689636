import type { JSX } from "preact";
import type { LoopHealth } from "../../../core/judging/health.ts";
import { formatNumber } from "../../charts/chart_option.ts";
import { words } from "../../../core/words.ts";
import { DataTable } from "./data_table.tsx";

const HEADS = [
  words("Event loop", "事件循环"),
  words("CPU cores", "CPU 核"),
  words("Read after arrival p50 ms", "到达后读取 p50 ms"),
  words("p99 ms", "p99 ms"),
  words("max ms", "最大 ms"),
  words("Timer lag p99 ms", "定时器延迟 p99 ms"),
  words("Send lag p99 ms", "发送延迟 p99 ms"),
  words("Late sends", "延迟发送"),
];

/** How late each event loop of the client was: reading what had arrived, waking, and sending. */
export function LoopTable({ loops }: { readonly loops: readonly LoopHealth[] }): JSX.Element | null {
  if (loops.length === 0) return null;
  return (
    <DataTable title={words("The client's event loops", "客户端事件循环")} heads={HEADS}>
      {loops.map((loop) => (
        <tr key={loop.loop}>
          <th scope="row">{loop.loop}</th>
          <td>{formatNumber(loop.cpuCores)}</td>
          <td>{formatNumber(loop.arrivalDelayP50Ms)}</td>
          <td>{formatNumber(loop.arrivalDelayP99Ms)}</td>
          <td>{formatNumber(loop.arrivalDelayMaxMs)}</td>
          <td>{formatNumber(loop.loopLagP99Ms)}</td>
          <td>{formatNumber(loop.sendLagP99Ms)}</td>
          <td>{loop.lateSends}</td>
        </tr>
      ))}
    </DataTable>
  );
}
