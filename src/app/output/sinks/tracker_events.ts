import type { RunPlan } from "../../../config/run_plan.ts";
import type { JsonObject } from "../../../core/json.ts";
import { drawId } from "../../../core/random.ts";
import { describeCriterion } from "../../../metrics/judging/criterion.ts";
import { METRIC_CATALOG } from "../../../metrics/catalog.ts";
import type { LiveFigure, LiveSnapshot } from "../../../metrics/live_snapshot.ts";
import type { StepResult } from "../../../metrics/run_result.ts";
import { listShown, toSummaryKey } from "../../../metrics/shown.ts";
import type { TuningResult } from "../../../metrics/tuning/tuning_result.ts";
import { toPercentileRows } from "../../../report/files/percentile_rows.ts";
import { toSummaryJson } from "../../../report/files/summary_json.ts";
import type { Cell, SummaryEvent, TableEvent, TrackerRun } from "../../../visualizers/tracker.ts";
import type { StepStart } from "../../run/step_run.ts";

type Table = Omit<TableEvent, "atMs" | "step">;

interface RunFacts {
  readonly plan: RunPlan;
  readonly group: string;
  readonly startedAtMs: number;
}

/** Makes the run that trackers know a point as: a single one has the name of the whole. */
export function toTrackerRun({ step, count, folder }: StepStart, { plan, group, startedAtMs }: RunFacts): TrackerRun {
  return {
    id: drawId(8),
    name: count === 1 && plan.sla === null ? group : `${group} ${step.name}`,
    group,
    description: `Load test of ${plan.modelId} by streamgauge: ${step.name}`,
    tags: ["streamgauge", step.name],
    config: { ...step.args, outputs_dir: folder },
    startedAtMs,
  };
}

/** Makes the figures so far, by the keys of `benchmark_summary.json`; percentiles as the live view shows them besides. */
export function toFigures(snapshot: LiveSnapshot): Readonly<Record<string, number>> {
  const summary = snapshot.summary();
  const means = listShown("summaryFile").map((shown) => [toSummaryKey(shown), summary[shown.id]] as const);
  const percentiles = snapshot.metrics.figures.filter(({ statistic }) => statistic !== "value").map(toPercentile);
  const entries = [...means, ...percentiles, ["Running Requests", snapshot.running] as const];
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, number] => isShowable(entry[1])));
}

/** What `benchmark_summary.json` has where there is no figure or no limit. */
const UNDEFINED = -1;

/** Makes the final figures, by the keys of `benchmark_summary.json`; those that are undefined are left out. */
export function toSummaryValues(result: StepResult): SummaryEvent["values"] {
  const entries = Object.entries(toSummaryJson(result));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number | string] =>
      typeof entry[1] === "string" || (isShowable(entry[1]) && entry[1] !== UNDEFINED)
    ),
  );
}

/** Makes the table of `benchmark_percentile.json`. */
export function toPercentileTable(result: StepResult): Table {
  return toTable("percentiles", toPercentileRows(result));
}

/** Makes a table with a row for each load that a search has tried. */
export function toSearchTable({ variable, points, winner }: TuningResult): Table {
  const rows = points.map((point): JsonObject => ({
    [variable]: point.value,
    verdict: point.verdict,
    sure: point.isSure ? "yes" : "no",
    "success share": point.successShare,
    ...Object.fromEntries(
      point.groups.flatMap(({ criteria }) =>
        criteria.map(({ criterion, estimate }) => [describeCriterion(criterion), estimate.value] as const)
      ),
    ),
    winner: point.value === winner?.value ? "yes" : "",
  }));
  return toTable("sla_search", rows);
}

function toTable(name: string, rows: readonly JsonObject[]): Table {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { kind: "table", name, columns, rows: rows.map((row) => columns.map((column) => toCell(row[column]))) };
}

function toCell(value: unknown): Cell {
  return typeof value === "number" || typeof value === "string" ? value : null;
}

function toPercentile({ id, statistic, value }: LiveFigure): readonly [string, number | null] {
  const { label, unit } = METRIC_CATALOG[id];
  return [`${statistic.toUpperCase()} ${label} (${unit})`, value];
}

function isShowable(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
