import type { SimulatorStats, TimeStats } from "./simulator_stats.ts";

/** Writes what a simulator did and how exactly it kept its times: a small table, or one line of JSON. */
export function formatSimulatorStats(stats: SimulatorStats, format: "table" | "json" = "table"): string {
  if (format === "json") return JSON.stringify(stats);
  const faults = Object.entries(stats.faults).map(([name, count]) => `${name} ${count}`).join(", ");
  return [
    `Served ${stats.requests} requests on ${stats.connections} connections in ${
      (stats.uptimeMs / 1000).toFixed(1)
    } s: ${stats.replies} replies, ${stats.aborted} broken off by the client, at most ${stats.peakRunning} running`,
    `Sent ${stats.events} token events, ${stats.generationTokens} tokens`,
    ...(faults === "" ? [] : [`Faults given: ${faults}`]),
    "",
    row(["", "count", "mean", "p50", "p99", "max"]),
    timeRow("TTFT sent (ms)", stats.ttftMs),
    timeRow("ITL sent (ms)", stats.itlMs),
    timeRow("Whole reply (ms)", stats.replyMs),
    timeRow("Own lateness (ms)", stats.latenessMs),
  ].join("\n");
}

function timeRow(label: string, times: TimeStats): string {
  const cells = [times.mean, times.p50, times.p99, times.max].map((time) => time === null ? "—" : time.toFixed(2));
  return row([label, String(times.count), ...cells]);
}

function row([label = "", ...cells]: readonly string[]): string {
  return `${label.padEnd(18)}${cells.map((cell) => cell.padStart(11)).join("")}`;
}
