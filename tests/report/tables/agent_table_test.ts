import type { Words } from "../../../src/core/words.ts";
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { stepWarnings } from "../../../src/app/step/step_warnings.ts";
import { LatenessMonitor } from "../../../src/app/step/loop_monitor.ts";
import type { AgentHealth, CoordinatorHealth } from "../../../src/core/judging/agents.ts";
import { nameLoops } from "../../../src/metrics/verdict/rule.ts";
import { renderStepReport } from "../../../src/report/pages/step_report.ts";
import { buildAgentTable } from "../../../src/report/parts/agent_table.ts";
import type { TextCell } from "../../../src/report/text/text_table.ts";
import { fleetWarnings } from "../../../src/app/step/fleet_warnings.ts";
import { renderHtmlReport } from "../../../src/report/html/html_report.tsx";
import { visibleOf } from "../../support/report_page.ts";
import { samplePoint } from "../../support/sample_points.ts";
import { sampleReport } from "../../support/sample_report.ts";
import { GOOD_HEALTH, makeStep } from "../../support/sample_results.ts";

const FINE: AgentHealth = {
  ...new LatenessMonitor().finish(),
  name: "gpu-7",
  host: "gpu-7.example.org",
  cores: 8,
  loops: [0, 2],
  state: "member",
  lostReason: null,
  clock: { offsetMs: -17_999_999.958, boundMs: 0.399, driftPpm: null },
  cpuSeconds: 12.34,
  cpuCores: 1.2,
  startLagMs: 0.42,
  loopLagP99Ms: 1.2,
  peakRssBytes: 150_000_000,
  records: 5,
  movedRequests: 0,
  lostRequests: 0,
  lateRecords: 0,
  duplicates: 1,
  retries: 2,
};
const LOST: AgentHealth = {
  ...FINE,
  name: "gpu-8",
  state: "lost",
  lostReason: "no sign of life for 6.1 s",
  clock: null,
  movedRequests: 24,
  lostRequests: 8,
  lateRecords: 3,
};

Deno.test("The table of machines has their clocks with bounds, and what was lost", () => {
  const { rows } = buildAgentTable([FINE, LOST]);
  // Neither lines nor headings stand between machines.
  const texts = (rows as readonly (readonly TextCell[])[]).map((row) =>
    row.map((cell) => typeof cell === "string" ? cell : cell.text)
  );
  deepStrictEqual(texts, [
    ["gpu-7", "member", "5", "0", "0", "0", "2", "-17999999.96 ± 0.40", "0.4", "1.2", "12.3", "150"],
    ["gpu-8", "lost", "5", "24", "8", "3", "2", "—", "0.4", "1.2", "12.3", "150"],
  ]);
});

Deno.test("A step tells of its machines, and of each that was lost", () => {
  const step = makeStep({ health: { ...GOOD_HEALTH, agents: [FINE, LOST] } });
  const report = renderStepReport(step, { width: 120, color: false });
  match(report, /Machines[\s\S]*gpu-7[\s\S]*gpu-8/);
  const warnings = stepWarnings(step);
  strictEqual(warnings.length > 0, true);
  match(
    textOf(warnings),
    /gpu-8 .* was lost, no sign of life for 6\.1 s: 8 requests that ran are in no figure, .* 24 that/,
  );
});

Deno.test("A verdict names the machine of an event loop", () => {
  const [loop] = GOOD_HEALTH.loops;
  if (loop === undefined) throw new Error("There is no event loop");
  const loops = [0, 1, 2].map((index) => ({ ...loop, loop: index }));
  const other = { ...LOST, loops: [1] };
  strictEqual(nameLoops([2], { ...GOOD_HEALTH, loops, agents: [FINE, other] }), "event loop 2 (of agent gpu-7)");
  strictEqual(
    nameLoops([0, 1], { ...GOOD_HEALTH, loops, agents: [FINE, other] }),
    "event loops 0, 1 (of agents gpu-7, gpu-8)",
  );
  strictEqual(nameLoops([0], { ...GOOD_HEALTH, loops: [loop], agents: [FINE] }), "event loop 0 (of agent gpu-7)");
});

const COORDINATOR: CoordinatorHealth = {
  peakWaitingBatches: 3,
  peakWaitingBytes: 3000,
  maxWaitingBytes: 4e9,
  busGoneSeconds: 1.24,
  busInterruptions: 1,
  coordinatorGoneSeconds: 0,
  freeDiskBytes: 5e10,
};

function textOf(warnings: readonly Words[]): string {
  return warnings.map(({ en }) => en).join("\n");
}

Deno.test("A bus that was gone and clocks that are known too badly are told of; good ones are not", () => {
  const health = { ...GOOD_HEALTH, agents: [FINE], coordinator: { ...COORDINATOR, busInterruptions: 0 } };
  deepStrictEqual(fleetWarnings(health, 60_000), []);
  deepStrictEqual(fleetWarnings(GOOD_HEALTH, 60_000), []);
  match(textOf(fleetWarnings({ ...health, coordinator: COORDINATOR }, 60_000)), /gone once, for 1\.2 s in all/);
  // A hundredth of 30 ms is less than the bound.
  match(textOf(fleetWarnings(health, 30)), /clock of agent gpu-7 is known to ± 0\.4 ms, .* window \(30 ms\)/);
});

Deno.test("The page's table of event loops names the machine of each, and has no such column where there is one", () => {
  const loops = GOOD_HEALTH.loops.flatMap((loop) => [0, 1, 2, 3].map((number) => ({ ...loop, loop: number })));
  const render = (agents: readonly AgentHealth[]) => {
    const changes = { health: { ...GOOD_HEALTH, loops, agents } };
    const html = visibleOf(renderHtmlReport([sampleReport({ points: [samplePoint({ parallel: 1, changes })] })]));
    const [, table = ""] = /The client's event loops([\s\S]*?)<\/table>/.exec(html) ?? [];
    return table;
  };
  const many = render([FINE, { ...LOST, loops: [1] }]);
  const agentOf = (loop: number) =>
    new RegExp(`<th scope="row">${loop}(?:</th>)?<td class="text">([^<]*)`).exec(many)?.[1];
  deepStrictEqual([0, 1, 2, 3].map(agentOf), ["gpu-7", "gpu-8", "gpu-7", "—"]);
  strictEqual(/Agent/.test(render([])), false);
});
