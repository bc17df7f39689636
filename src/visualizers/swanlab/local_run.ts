import { numbersOf, textsOf } from "../config_values.ts";
import type { FileEvent, TableEvent, TrackerJournal } from "../tracker.ts";

/** A point of a series. */
export interface Point {
  readonly step: number;
  readonly atMs: number;
  readonly value: number;
}

/** A run by its series, as local files hold it. */
export interface LocalRun {
  /** By key, in the order in which they came up. */
  readonly series: ReadonlyMap<string, readonly Point[]>;
  readonly texts: readonly (readonly [name: string, text: string])[];
  readonly tables: readonly TableEvent[];
  readonly files: readonly FileEvent[];
  readonly endedAtMs: number;
  readonly lastStep: number;
  readonly outcome: "finished" | "failed" | "stopped";
}

/** Sorts the events of a run by series. */
export function toLocalRun({ events, run }: TrackerJournal): LocalRun {
  const series = new Map<string, Point[]>();
  for (const event of events) {
    const { step, atMs } = event;
    if (event.kind === "figures") {
      for (const [key, value] of Object.entries(event.values)) pushPoint(series, key, { step, atMs, value });
    } else if (event.kind === "summary") {
      for (const [key, value] of numbersOf(event.values)) pushPoint(series, `summary/${key}`, { step, atMs, value });
    }
  }
  const end = events.findLast((event) => event.kind === "end");
  return {
    series,
    texts: events.flatMap((event) => event.kind === "summary" ? textsOf(event.values) : []),
    tables: events.filter((event) => event.kind === "table"),
    files: events.filter((event) => event.kind === "file"),
    endedAtMs: events.at(-1)?.atMs ?? run.startedAtMs,
    lastStep: events.at(-1)?.step ?? 0,
    outcome: end?.kind === "end" ? end.outcome : "stopped",
  };
}

function pushPoint(series: Map<string, Point[]>, key: string, point: Point): void {
  const points = series.get(key);
  if (points === undefined) series.set(key, [point]);
  else points.push(point);
}
