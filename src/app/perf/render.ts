/** What a run looks like on a terminal, for whoever shows it. */
export { renderProgress, renderProgressLine } from "../../report/pages/progress_view.ts";
export { renderCompactSummary } from "../../report/pages/compact_summary.ts";
export { renderStepLine } from "../../report/pages/step_line.ts";
export { toReportSearch } from "../../report/reading/search_report.ts";
export { renderStepReport } from "../../report/pages/step_report.ts";
export { renderRunSummary } from "../../report/pages/run_summary.ts";
export { renderSlaSummary } from "../../report/sla/sla_summary.ts";
export type { TextStyle } from "../../report/text/tone.ts";
