import type { AgentHealth } from "../../core/judging/agents.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextRow, TextTable } from "../text/text_table.ts";

/** Builds the table of the machines that carried the load. */
export function buildAgentTable(agents: readonly AgentHealth[]): TextTable {
  return {
    columns: [
      { title: "Agent", align: "left" },
      { title: "State", align: "left" },
      { title: "Records", align: "right" },
      { title: "Moved", align: "right" },
      { title: "Lost", align: "right" },
      { title: "Late", align: "right" },
      { title: "Sent again", align: "right", dropOrder: 2 },
      { title: "Clock ms", align: "right" },
      { title: "Start ms", align: "right", dropOrder: 2 },
      { title: "Loop lag p99 ms", align: "right", dropOrder: 2 },
      { title: "CPU s", align: "right", dropOrder: 1 },
      { title: "RSS MB", align: "right", dropOrder: 1 },
    ],
    rows: agents.map(toRow),
  };
}

function toRow(agent: AgentHealth): TextRow {
  const { name, state, records, movedRequests, lostRequests, lateRecords, retries, cpuSeconds, peakRssBytes } = agent;
  const { startLagMs, loopLagP99Ms } = agent;
  return [
    name,
    state === "lost" ? { text: "lost", tone: "bad" } : state,
    ...[records, movedRequests, lostRequests, lateRecords, retries].map((count) => formatNumber(count, 0)),
    describeClock(agent),
    formatNumber(startLagMs, 1),
    formatNumber(loopLagP99Ms, 1),
    formatNumber(cpuSeconds, 1),
    formatNumber(peakRssBytes === null ? null : peakRssBytes / 1e6, 0),
  ];
}

/** Writes how a clock stands to that of the coordinator, and how far off that may be: `12.34 ± 0.56`. */
export function describeClock({ clock }: AgentHealth): string {
  return clock === null ? "—" : `${clock.offsetMs.toFixed(2)} ± ${clock.boundMs.toFixed(2)}`;
}
