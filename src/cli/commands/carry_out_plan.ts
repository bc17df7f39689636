import { describeDryRun } from "../../app/perf/dry_run.ts";
import { createProcessHost } from "../../app/perf/process_host.ts";
import { renderRunSummary, renderSlaSummary } from "../../app/perf/render.ts";
import { renderRunJson } from "../../app/perf/render_json.ts";
import { runPerf } from "../../app/perf/run_perf.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { toVisible } from "../../core/visible_text.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { createPerfListener, PLAIN_WIDTH } from "../perf_listener.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";
import { createStyle } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Carries out a plan, or only shows it where that was asked for; prints the results and returns the exit code. */
export async function carryOutPlan(plan: RunPlan, terminal: Terminal): Promise<number> {
  const { json, debug } = plan.output;
  const listener = createPerfListener(terminal, { printSteps: !json, debug });
  using stop = watchStopSignals((count) => listener.announceStop(count));
  if (plan.isDryRun) {
    const text = await describeDryRun(plan, { listener, signal: stop.admitting });
    terminal.endProgress();
    terminal.print(text);
    return EXIT_CODES.fine;
  }
  const { result, tuning, exitCode, headline } = await runPerf(plan, {
    host: createProcessHost(),
    stop,
    caller: listener,
  });
  terminal.endProgress();
  const { stdout, stderr } = terminal;
  if (json) terminal.print(renderRunJson(result));
  else if (result.steps.length > 0) {
    terminal.printPage(renderRunSummary(result, { width: stdout.width(PLAIN_WIDTH), color: stdout.hasColor }));
  }
  if (tuning !== null && !json) {
    terminal.printPage(renderSlaSummary(tuning, { width: stdout.width(PLAIN_WIDTH), color: stdout.hasColor }));
  }
  if (headline !== null) terminal.log(createStyle(stderr).error(toVisible(headline)));
  return exitCode;
}
