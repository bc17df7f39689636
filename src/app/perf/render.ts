/** What a run looks like on a terminal, for whoever shows it. */
export { renderProgress, renderProgressLine } from "../../report/tables/progress_view.ts";
export { renderStepReport } from "../../report/tables/step_report.ts";
export { renderRunSummary } from "../../report/tables/run_summary.ts";
export { renderSlaSummary } from "../../report/sla/sla_summary.ts";
