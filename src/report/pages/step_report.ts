/**
 * Text for the terminal: pure functions from results to strings. This folder must not know what prints them.
 */
import { toVisibleData } from "../../core/visible_text.ts";
import type { StepEnding } from "../../core/sink.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import { buildAgentTable } from "../parts/agent_table.ts";
import { buildGoodputTable } from "../parts/goodput_table.ts";
import { buildGroupTables } from "../parts/group_table.ts";
import { buildPeerTable, describePeerDifferences } from "../parts/peer_table.ts";
import { buildSpeedTable } from "../parts/speed_report.ts";
import { buildStageTable } from "../parts/stage_table.ts";
import { buildSteadyTable, describeSteady, STEADY_NOTE } from "../parts/steady_table.ts";
import { buildTraceTable } from "../parts/trace_table.ts";
import { buildFailureTable, renderFailureExamples } from "../parts/failure_table.ts";
import { wrapText } from "../text/fitted_text.ts";
import { describeHealth, judgeHealth } from "../parts/health_line.ts";
import { formatNumber } from "../text/number_text.ts";
import { buildPercentileTable, describeMarks } from "../parts/percentile_table.ts";
import { hasSuccess } from "../text/shown_rows.ts";
import { buildLabelledSummaryTable, buildSummaryTable } from "../parts/summary_table.ts";
import { drawTitled, renderWarning, type TitledTable } from "../parts/titled_table.ts";
import { paint, type TextStyle } from "../text/tone.ts";
import { buildWorkloadTable } from "../parts/workload_table.ts";

/** Why a step that did not run to its end ended. */
const ENDING_TEXTS: Readonly<Record<StepEnding, string | null>> = {
  complete: null,
  deadline: null,
  interrupted: "Partial: interrupted; the requests that were running have finished",
  cut_off: "Partial: cut off; the requests that were running are counted as cancelled",
  too_many_errors: "Partial: stopped, too many requests failed",
};

/** Says why a step is partial; `null` where it is not. */
export function describeEnding(ending: StepEnding): string | null {
  return ENDING_TEXTS[ending];
}

/**
 * Renders the report of one step: summary, percentiles, workload, failures and the client's own health. Where no request
 * succeeded, the failures come first and the tables without a figure are left out.
 */
export function renderStepReport(given: StepResult, style: TextStyle): string {
  const result = toVisibleData(given);
  const table = style.hasUnitsInLabels === true ? buildLabelledSummaryTable(result) : buildSummaryTable(result);
  const summary = { title: `Benchmarking summary: ${result.name}`, ...table };
  const tables = hasSuccess(result)
    ? [
      summary,
      ...titlePercentiles(result),
      ...titleParts(result),
      ...titleWorkload(result),
      ...titleFailures(result),
    ]
    : [...titleFailures(result), summary];
  const examples = renderFailureExamples([result], style.width).join("\n");
  return [
    ...tables.map((table) => drawTitled(table, style)),
    ...(examples === "" ? [] : [examples]),
    renderRemarks(result, style),
  ].join("\n\n");
}

function titlePercentiles(result: StepResult): TitledTable[] {
  return [{ title: "Percentile results:", note: describeMarks(result), ...buildPercentileTable(result) }];
}

/** What only some loads have. */
function titleParts({ metrics, health }: StepResult): TitledTable[] {
  const { traces, goodput, speed, peers, stages } = metrics;
  const traceTitle = `Per-Trace Metrics (${formatNumber(traces?.count, 0)} conversations)`;
  return [
    ...(traces === null ? [] : [{ title: traceTitle, ...buildTraceTable(traces) }]),
    ...(goodput === null ? [] : [{ title: "Goodput", ...buildGoodputTable(goodput) }]),
    ...(stages === null ? [] : [{ title: "Results by stage", ...buildStageTable(stages) }]),
    ...titleSteady(metrics),
    ...(health.agents.length === 0 ? [] : [{ title: "Machines", ...buildAgentTable(health.agents) }]),
    ...buildGroupTables(metrics),
    ...(peers === null ? [] : [{ title: "By the rules of other tools", ...buildPeerTable(peers) }]),
    ...(speed === null ? [] : [{ title: "Speed by prompt length", ...buildSpeedTable(speed) }]),
  ];
}

/** The same latencies without the beginning and the end of the load, beside those of the whole step. */
function titleSteady({ steady, distributions }: StepResult["metrics"]): TitledTable[] {
  if (steady === null) return [];
  return [{ title: describeSteady(steady).en, note: STEADY_NOTE, ...buildSteadyTable(steady, distributions) }];
}

function titleWorkload({ metrics }: StepResult): TitledTable[] {
  const { workload } = metrics;
  if (workload === null) return [];
  const title = `Workload throughput (${formatNumber(workload.sampleCount, 0)} samples):`;
  return [{ title, ...buildWorkloadTable(workload, metrics) }];
}

function titleFailures(result: StepResult): TitledTable[] {
  const failures = buildFailureTable(result);
  const title = hasSuccess(result) ? "Failures" : "No request succeeded";
  return failures === null ? [] : [{ title, ...failures }];
}

function renderRemarks(result: StepResult, style: TextStyle): string {
  const { tone } = judgeHealth(result.validity);
  const health = describeHealth(result, style.width);
  const reasons = result.validity.reasons.filter((reason) => !result.warnings.includes(reason));
  const ending = describeEnding(result.ending);
  return [
    ...wrapText(`Finish reasons: ${describeCounts(result.metrics.finishReasons)}`, style.width, "  "),
    ...wrapText(`Token counts: ${describeOrigins(result)}`, style.width, "  "),
    ...describePeerDifferences(result.metrics.peers ?? []).flatMap(({ en }) => wrapText(en, style.width, "  ")),
    paint(health, tone, style.color),
    ...reasons.flatMap((reason) => renderWarning(reason, style)),
    ...(ending === null ? [] : renderWarning(ending, style)),
    ...result.warnings.flatMap((warning) => renderWarning(`Warning: ${warning}`, style)),
  ].join("\n");
}

function describeCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

function describeOrigins({ metrics }: StepResult): string {
  return `prompt from ${describeCounts(metrics.promptOrigins)}; completion from ${
    describeCounts(metrics.completionOrigins)
  }${describeTokenGaps(metrics)}`;
}

/** Where the tokens of each event are from, where any reply has them. */
function describeTokenGaps({ tokenGapOrigins }: StepResult["metrics"]): string {
  return Object.keys(tokenGapOrigins).length === 0
    ? ""
    : `; tokens of an event from ${describeCounts(tokenGapOrigins)}`;
}
