import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { METRIC_CATALOG, type MetricId } from "../../metrics/catalog.ts";
import type { ShownStatistic } from "../../metrics/definitions/metric_definition.ts";
import type { LiveFigure, LiveSnapshot } from "../../metrics/live_snapshot.ts";

/** How far a run is, and the figures of its live line: plain data, as `progress.json` and live pages have it. */
export interface LiveView {
  readonly point: string;
  /** From 0. */
  readonly pointIndex: number;
  readonly pointCount: number;
  readonly phase: string;
  readonly pointDone: number;
  readonly pointTotal: number | null;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly elapsedMs: number;
  /** Of the point. */
  readonly remainingMs: number | null;
  readonly runRemainingMs: number | null;
  readonly figures: readonly LiveFigure[];
}

/** Takes of a snapshot what is told elsewhere. */
export function toLiveView(snapshot: LiveSnapshot): LiveView {
  const { metrics } = snapshot;
  return {
    point: snapshot.stepName,
    pointIndex: snapshot.stepIndex,
    pointCount: snapshot.stepCount,
    phase: snapshot.phase,
    pointDone: snapshot.done,
    pointTotal: snapshot.total,
    running: snapshot.running,
    succeeded: metrics.succeeded,
    failed: metrics.failed,
    elapsedMs: Math.round(snapshot.elapsedMs),
    remainingMs: roundOrNull(snapshot.remainingMs),
    runRemainingMs: roundOrNull(snapshot.runRemainingMs ?? snapshot.remainingMs),
    figures: metrics.figures,
  };
}

/** Writes it as `progress.json` has it. */
export function toLiveJson(view: LiveView): JsonObject {
  return {
    point: view.point,
    point_index: view.pointIndex,
    point_count: view.pointCount,
    phase: view.phase,
    point_done: view.pointDone,
    point_total: view.pointTotal,
    running: view.running,
    succeeded: view.succeeded,
    failed: view.failed,
    elapsed_ms: view.elapsedMs,
    remaining_ms: view.remainingMs,
    run_remaining_ms: view.runRemainingMs,
    figures: view.figures.map(({ id, statistic, value }) => ({ metric: id, statistic, value })),
  };
}

/** Reads it back; `null`: the run has not begun to send. */
export function parseLiveView(json: JsonValue | undefined): LiveView | null {
  if (!isJsonObject(json) || typeof json["point"] !== "string") return null;
  const figures = json["figures"];
  return {
    point: json["point"],
    pointIndex: numberOr(json["point_index"], 0),
    pointCount: numberOr(json["point_count"], 1),
    phase: String(json["phase"]),
    pointDone: numberOr(json["point_done"], 0),
    pointTotal: numberOr(json["point_total"], null),
    running: numberOr(json["running"], 0),
    succeeded: numberOr(json["succeeded"], 0),
    failed: numberOr(json["failed"], 0),
    elapsedMs: numberOr(json["elapsed_ms"], 0),
    remainingMs: numberOr(json["remaining_ms"], null),
    runRemainingMs: numberOr(json["run_remaining_ms"], null),
    figures: Array.isArray(figures) ? figures.flatMap(parseFigure) : [],
  };
}

function parseFigure(json: JsonValue): LiveFigure[] {
  if (!isJsonObject(json)) return [];
  const { metric: id, statistic, value } = json;
  if (typeof id !== "string" || !isMetricId(id) || !isStatistic(statistic)) return [];
  return [{ id, statistic, value: numberOr(value, null) }];
}

function isMetricId(id: string): id is MetricId {
  return Object.hasOwn(METRIC_CATALOG, id);
}

function isStatistic(value: JsonValue | undefined): value is ShownStatistic {
  return value === "value" || value === "mean" || value === "p50" || value === "p99";
}

function numberOr<Other>(value: JsonValue | undefined, other: Other): number | Other {
  return typeof value === "number" ? value : other;
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
