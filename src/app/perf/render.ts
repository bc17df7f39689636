/** What a run looks like on a terminal, for whoever shows it. */
export { renderProgress, renderProgressLine } from "../../report/pages/progress_view.ts";
export { renderStepReport } from "../../report/pages/step_report.ts";
export { renderRunSummary } from "../../report/pages/run_summary.ts";
export { renderSlaSummary } from "../../report/sla/sla_summary.ts";
