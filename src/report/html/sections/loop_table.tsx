import type { JSX } from "preact";
import type { AgentHealth } from "../../../core/judging/agents.ts";
import type { LoopHealth } from "../../../core/judging/health.ts";
import { formatBrief } from "../../charts/chart_number.ts";
import { words } from "../../../core/words.ts";
import { type ColumnHead, DataTable, textHead } from "./data_table.tsx";

const HEAD = words("Event loop", "事件循环");
const AGENT_HEAD = textHead("Agent", "代理");
const FIGURE_HEADS = [
  words("CPU cores", "CPU 核"),
  words("Read after arrival p50 ms", "到达后读取 p50 ms"),
  words("p99 ms", "p99 ms"),
  words("max ms", "最大 ms"),
  words("Timer lag p99 ms", "定时器延迟 p99 ms"),
  words("Send lag p99 ms", "发送延迟 p99 ms"),
  words("Late sends", "延迟发送"),
];

interface LoopTableProps {
  readonly loops: readonly LoopHealth[];
  /** The machines that they belong to; none: this one. */
  readonly agents: readonly AgentHealth[];
}

/** How late each event loop of the client was: reading what had arrived, waking, and sending. */
export function LoopTable({ loops, agents }: LoopTableProps): JSX.Element | null {
  if (loops.length === 0) return null;
  const heads: readonly ColumnHead[] = [HEAD, ...agents.length === 0 ? [] : [AGENT_HEAD], ...FIGURE_HEADS];
  const agentOf = (loop: number): string => agents.find((agent) => agent.loops.includes(loop))?.name ?? "—";
  return (
    <DataTable title={words("The client's event loops", "客户端事件循环")} heads={heads}>
      {loops.map((loop) => (
        <tr key={loop.loop}>
          <th scope="row">{loop.loop}</th>
          {agents.length > 0 && <td class="text">{agentOf(loop.loop)}</td>}
          <td>{formatBrief(loop.cpuCores)}</td>
          <td>{formatBrief(loop.arrivalDelayP50Ms)}</td>
          <td>{formatBrief(loop.arrivalDelayP99Ms)}</td>
          <td>{formatBrief(loop.arrivalDelayMaxMs)}</td>
          <td>{formatBrief(loop.loopLagP99Ms)}</td>
          <td>{formatBrief(loop.sendLagP99Ms)}</td>
          <td>{formatBrief(loop.lateSends)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
