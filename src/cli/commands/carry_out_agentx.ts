import { maskCommand, toAiperfCommand } from "../../app/agentx/agentx_command.ts";
import { describeSummary } from "../../app/agentx/agentx_summary.ts";
import { type AgentxWatch, runAgentx } from "../../app/agentx/run_agentx.ts";
import type { AgentxPlan } from "../../config/agentx_plan.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { toVisibleLine } from "../../core/visible_text.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { createStyle } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface AgentxPlace {
  readonly terminal: Terminal;
  readonly watch: AgentxWatch;
}

/** Has AIPerf carry out the scenario, or only shows its commands; prints a line a point and returns the exit code. */
export async function carryOutAgentx(
  run: RunPlan,
  plan: AgentxPlan,
  { terminal, watch }: AgentxPlace,
): Promise<number> {
  if (run.isDryRun) {
    terminal.print(describeCommands(plan));
    return EXIT_CODES.fine;
  }
  for (const note of run.notes) watch.listener.log("info", note);
  const { folder, points } = await runAgentx(run, plan, watch);
  terminal.endProgress();
  if (run.output.json) terminal.print(JSON.stringify(Object.fromEntries(points), null, 2));
  else for (const [name, summary] of points) terminal.print(toVisibleLine(describeSummary(name, summary)));
  if (watch.stop.admitting.aborted) return EXIT_CODES.interrupted;
  const failed = [...points].find(([, { status }]) => status !== "completed");
  if (failed === undefined) return EXIT_CODES.fine;
  const headline = `AIPerf did not complete ${failed[0]}: its words are in ${folder}/${failed[0]}/aiperf.log`;
  terminal.log(createStyle(terminal.stderr).error(headline));
  return EXIT_CODES.failed;
}

function describeCommands(plan: AgentxPlan): string {
  const commands = plan.parallel.map((parallel) => {
    const folder = `agentx_${plan.scenario.variant}/parallel_${parallel}/aiperf`;
    return maskCommand(toAiperfCommand(plan, { parallel, folder, traceArgs: [] })).join(" ");
  });
  return [
    "Dry run: nothing is sent, no results are written",
    "",
    "AIPerf would be started with the traces and:",
    ...commands,
  ]
    .join("\n");
}
