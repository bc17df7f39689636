import type { JSX } from "preact";
import type { AgentHealth } from "../../../core/judging/agents.ts";
import { describeClock } from "../../parts/agent_table.ts";
import { type Words, words } from "../../../core/words.ts";
import { formatBrief } from "../../charts/chart_number.ts";
import { T } from "../language.tsx";
import { DataTable, textHead } from "./data_table.tsx";

const HEADS = [
  words("Agent", "代理"),
  textHead("Host", "主机"),
  textHead("State", "状态"),
  words("Records", "记录数"),
  words("Moved", "转移"),
  words("Lost", "丢失"),
  words("Late", "迟到"),
  words("Clock ms", "时钟 ms"),
  words("Start ms", "启动 ms"),
  words("Loop lag p99 ms", "循环延迟 p99 ms"),
  words("CPU s", "CPU s"),
  words("RSS MB", "RSS MB"),
];

const STATE_WORDS: Readonly<Record<AgentHealth["state"], Words>> = {
  member: words("member", "成员"),
  left: words("left", "已离开"),
  lost: words("lost", "已丢失"),
};

/** The machines that carried the load of a point; nothing where this one did. */
export function AgentTable({ agents }: { readonly agents: readonly AgentHealth[] }): JSX.Element | null {
  if (agents.length === 0) return null;
  return (
    <DataTable title={words("Machines", "机器")} heads={HEADS}>
      {agents.map((agent) => (
        <tr key={agent.name}>
          <th scope="row">{agent.name}</th>
          <td class="text">{agent.host}</td>
          <td class={agent.state === "lost" ? "text bad" : "text"}>
            <T text={STATE_WORDS[agent.state]} />
          </td>
          <td>{agent.records}</td>
          <td>{agent.movedRequests}</td>
          <td class={agent.lostRequests > 0 ? "bad" : undefined}>{agent.lostRequests}</td>
          <td>{agent.lateRecords}</td>
          <td>{describeClock(agent)}</td>
          <td>{formatBrief(agent.startLagMs)}</td>
          <td>{formatBrief(agent.loopLagP99Ms)}</td>
          <td>{formatBrief(agent.cpuSeconds)}</td>
          <td>{formatBrief(agent.peakRssBytes === null ? null : Math.round(agent.peakRssBytes / 1e6))}</td>
        </tr>
      ))}
    </DataTable>
  );
}
