import { describeDryRun } from "../../app/perf/dry_run.ts";
import type { RunPage } from "../../app/live/run_page.ts";
import { openHost } from "../../app/perf/open_host.ts";
import { type RunOutcome, runPerf } from "../../app/perf/run_perf.ts";
import { runsUserApi } from "../../config/user_modules.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { toVisible } from "../../core/visible_text.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";
import { toRunJson } from "../../report/files/run_json.ts";
import { renderCompactSummary } from "../../report/pages/compact_summary.ts";
import { renderRunSummary } from "../../report/pages/run_summary.ts";
import { toReportSearch } from "../../report/reading/search_report.ts";
import { renderSlaSummary } from "../../report/sla/sla_summary.ts";
import { compareOn } from "../compare_on.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { createPerfListener, toTextStyle } from "../perf_listener.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";
import { createStyle } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Carries out a plan, or only shows it where that was asked for; prints the results and returns the exit code. */
export async function carryOutPlan(plan: RunPlan, context: CommandContext): Promise<number> {
  const { terminal, env } = context;
  const { json, debug, summary, isQuiet } = plan.output;
  const listener = createPerfListener(terminal, { steps: chooseStepText(plan), debug, isQuiet });
  using stop = watchStopSignals(listener.announceStop, { runsUserModule: runsUserApi(plan) });
  if (plan.agentx !== null) {
    const { carryOutAgentx } = await import("./carry_out_agentx.ts");
    return await carryOutAgentx(plan, plan.agentx, { terminal, watch: { listener, stop } });
  }
  if (plan.isDryRun) {
    const text = await describeDryRun(plan, { listener, signal: stop.admitting });
    terminal.endProgress();
    terminal.print(text);
    return EXIT_CODES.fine;
  }
  const { baseline } = plan.output;
  if (baseline !== null) {
    const { readReport } = await import("../../report/reading/read_report.ts");
    // Before a load is sent in vain: there must be something to compare with.
    await readReport(baseline.folder, { withDetails: false });
  }
  await using page = await openPage(plan, terminal);
  const { result, tuning, exitCode, headline } = await runPerf(plan, {
    host: await openHost(plan, { host: await context.createHost(), env }),
    stop,
    caller: listener,
    watchers: page === null ? [] : [page.sink],
  });
  terminal.endProgress();
  if (json) terminal.print(JSON.stringify(toRunJson(result, readRunEnvironment()), null, 2));
  else if (result.steps.length > 0) printResults({ result, tuning, summary }, terminal);
  await drawPlots(plan, result);
  if (headline !== null) terminal.log(createStyle(terminal.stderr).error(toVisible(headline)));
  if (baseline === null || result.steps.length === 0) return exitCode;
  const folders = [baseline.folder, result.context.outputPath];
  const compared = await compareOn(terminal, { folders, ...baseline, env, isPrinted: !json });
  return exitCode === EXIT_CODES.fine ? compared : exitCode;
}

/** Once the run is over, so that it takes no time of it. */
async function drawPlots({ output: { plots } }: RunPlan, { steps, context }: RunOutcome["result"]): Promise<void> {
  if (plots.length === 0 || steps.length === 0) return;
  const { readRuns } = await import("../../app/results/make_report.ts");
  const { PLOTS_FOLDER, writePlots } = await import("../../app/results/write_plots.ts");
  const models = await readRuns([context.outputPath], { withDetails: true });
  await writePlots(models, plots, `${context.outputPath}/${PLOTS_FOLDER}`);
}

/** The address goes to the terminal alone: it holds the token, and logs are read by others. */
async function openPage(plan: RunPlan, terminal: Terminal): Promise<RunPage | null> {
  const { uiPort } = plan.output;
  if (uiPort === null) return null;
  const { openRunPage } = await import("../../app/live/run_page.ts");
  const page = openRunPage(plan, uiPort);
  terminal.log(`Live page: ${page.address}`);
  return page;
}

function chooseStepText({ output: { json, summary }, steps, sla }: RunPlan): "tables" | "line" | "none" {
  if (json || summary === "none") return "none";
  if (summary === "full") return "tables";
  // A single point would say the same twice.
  return steps.length > 1 || sla !== null ? "line" : "none";
}

interface Printed extends Pick<RunOutcome, "result" | "tuning"> {
  readonly summary: RunPlan["output"]["summary"];
}

function printResults({ result, tuning, summary }: Printed, terminal: Terminal): void {
  const style = toTextStyle(terminal.stdout);
  const search = tuning === null ? null : toReportSearch(tuning);
  if (summary === "compact") {
    terminal.printPage(renderCompactSummary({ run: result, search }, style));
  } else if (summary === "full") {
    terminal.printPage(renderRunSummary(result, style, search));
    if (tuning !== null) terminal.printPage(renderSlaSummary(tuning, style));
  }
}
