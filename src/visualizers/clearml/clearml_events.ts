import type { JsonObject, JsonValue } from "../../core/json.ts";
import { flatten, numbersOf, textsOf } from "../config_values.ts";
import type { FiguresEvent, SummaryEvent, TableEvent, TrackerEvent, TrackerRun } from "../tracker.ts";

/** The title under which evalscope perf shows figures over time. */
const METRICS_TITLE = "Performance Metrics";
/** The iteration of single values, which stand in a table of their own. */
const SINGLE_VALUE_ITERATION = -2147483648;

/** Makes the events of figures over time. */
export function toScalarEvents(task: string, { atMs, step, values }: FiguresEvent): JsonObject[] {
  return Object.entries(values).map(([variant, value]) =>
    scalar({ task, atMs, step }, METRICS_TITLE, [variant, value])
  );
}

/** Makes the events of final figures: numbers as single values, texts as lines of the console. */
export function toSummaryEvents(task: string, { atMs, values }: SummaryEvent): JsonObject[] {
  const place = { task, atMs, step: SINGLE_VALUE_ITERATION };
  return [
    ...numbersOf(values).map((entry) => scalar(place, "Summary", entry)),
    ...textsOf(values).map(([name, value]) => toLogEvent(task, atMs, `${name}: ${value}`)),
  ];
}

/** Makes the event of a table: a figure of Plotly, whose cells stand by columns. */
export function toTableEvent(task: string, { atMs, step, name, columns, rows }: TableEvent): JsonObject {
  const cells = columns.map((_, index) => rows.map((row) => row[index] ?? null));
  const figure = {
    data: [{ type: "table", header: { values: columns }, cells: { values: cells } }],
    layout: { title: name },
  };
  const plot = JSON.stringify(figure);
  return { timestamp: Math.round(atMs), type: "plot", task, iter: step, metric: name, variant: "all", plot_str: plot };
}

/** Makes a line of the console. */
function toLogEvent(task: string, atMs: number, message: string): JsonObject {
  return { timestamp: Math.round(atMs), type: "log", task, level: "info", worker: "streamgauge", msg: message };
}

/** Makes the sections of options: values are always texts. */
export function toHyperparams({ config }: TrackerRun): JsonObject {
  const entries = Object.entries(flatten(config, "/")).map(([name, value]) =>
    [name, { section: "General", name, value: toText(value), description: "", ...toType(value) }] as const
  );
  return { General: Object.fromEntries(entries) };
}

function scalar(
  { task, atMs, step }: { task: string } & Pick<TrackerEvent, "atMs" | "step">,
  metric: string,
  [variant, value]: readonly [string, number],
): JsonObject {
  return { timestamp: Math.round(atMs), type: "training_stats_scalar", task, iter: step, metric, variant, value };
}

function toText(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toType(value: JsonValue): JsonObject {
  if (typeof value === "boolean") return { type: "bool" };
  if (typeof value === "number") return { type: Number.isInteger(value) ? "int" : "float" };
  if (typeof value === "string") return { type: "str" };
  return Array.isArray(value) ? { type: "list" } : {};
}
