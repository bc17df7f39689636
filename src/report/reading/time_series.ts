import { MAX_INTERVALS } from "../../metrics/tallies/series_tally.ts";
import type { TimeSeries } from "../model/report_model.ts";
import type { StoredRequest } from "./request_rows.ts";

/** Collects what happened when. */
export interface SeriesCollector {
  add(request: StoredRequest): void;
  finish(): TimeSeries;
}

/** Lengths in s; longer runs take multiples of the last. */
const LENGTHS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

interface Second {
  started: number;
  succeeded: number;
  failed: number;
  readonly kinds: Map<string, number>;
  busyMs: number;
  outputTokens: number;
  readonly ttftMs: number[];
  readonly latencyMs: number[];
}

/** Creates an empty series: by second, joined to longer intervals at the end where there are many. */
export function createSeries(): SeriesCollector {
  const seconds: Second[] = [];
  const at = (ms: number): Second => {
    const index = Math.max(0, Math.floor(ms / 1000));
    while (seconds.length <= index) seconds.push(emptySecond());
    return seconds[index] ?? emptySecond();
  };
  return {
    add(request) {
      const start = at(request.startMs);
      start.started++;
      if (request.ttftMs !== null) start.ttftMs.push(request.ttftMs);
      if (request.failure === null && request.latencyMs !== null) start.latencyMs.push(request.latencyMs);
      const end = at(request.endMs);
      if (request.failure === null) end.succeeded++;
      else {
        end.failed++;
        end.kinds.set(request.failure, (end.kinds.get(request.failure) ?? 0) + 1);
      }
      end.outputTokens += request.outputTokens ?? 0;
      for (let from = request.startMs; from < request.endMs;) {
        const until = Math.min(request.endMs, (Math.floor(from / 1000) + 1) * 1000);
        at(from).busyMs += until - from;
        from = until;
      }
    },
    finish: () => toSeries(seconds),
  };
}

function emptySecond(): Second {
  return {
    started: 0,
    succeeded: 0,
    failed: 0,
    kinds: new Map(),
    busyMs: 0,
    outputTokens: 0,
    ttftMs: [],
    latencyMs: [],
  };
}

function toSeries(seconds: readonly Second[]): TimeSeries {
  const length = chooseLength(seconds.length);
  const intervals = Array.from(
    { length: Math.ceil(seconds.length / length) },
    (_, i) => seconds.slice(i * length, (i + 1) * length),
  );
  const sum = (pick: (second: Second) => number) =>
    intervals.map((parts) => parts.reduce((total, part) => total + pick(part), 0));
  const percentiles = (pick: (second: Second) => readonly number[], share: number) =>
    intervals.map((parts) => percentileOf(parts.flatMap(pick), share));
  return {
    intervalSeconds: length,
    started: sum(({ started }) => started),
    succeeded: sum(({ succeeded }) => succeeded),
    failed: sum(({ failed }) => failed),
    failedByKind: Object.fromEntries(
      kindsOf(seconds).map((kind) => [kind, sum(({ kinds }) => kinds.get(kind) ?? 0)] as const),
    ),
    running: sum(({ busyMs }) => busyMs).map((busyMs) => busyMs / (length * 1000)),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    ttftP50: percentiles(({ ttftMs }) => ttftMs, 0.5),
    ttftP99: percentiles(({ ttftMs }) => ttftMs, 0.99),
    latencyP50: percentiles(({ latencyMs }) => latencyMs, 0.5),
    latencyP99: percentiles(({ latencyMs }) => latencyMs, 0.99),
  };
}

/** In the order of the alphabet, so that colours do not depend on what came first. */
function kindsOf(seconds: readonly Second[]): readonly string[] {
  return [...new Set(seconds.flatMap(({ kinds }) => [...kinds.keys()]))].sort();
}

function chooseLength(seconds: number): number {
  const fitting = LENGTHS.find((length) => seconds <= length * MAX_INTERVALS);
  return fitting ?? Math.ceil(seconds / MAX_INTERVALS / 3600) * 3600;
}

/** By linear interpolation, as everywhere. */
function percentileOf(values: number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
