import type { PointRequests } from "../../metrics/comparison/point_requests.ts";
import { parseGaps } from "./point_details.ts";
import { openRequestTable, type StoredRequest } from "./request_rows.ts";

/** More gaps than this make an interval no truer: of requests beyond, the gaps are left out, evenly. */
const MOST_GAPS = 1_000_000;

/** Reads the requests of a point as columns, in order of their start. */
export function readPointRequests(path: string, slots: number | null): PointRequests {
  using table = openRequestTable(path);
  const rows = [...table.rows()].sort((a, b) => a.startMs - b.startMs);
  const column = (read: (row: StoredRequest) => number | null) => Float64Array.from(rows, (row) => read(row) ?? NaN);
  return {
    count: rows.length,
    slots,
    startMs: column(({ startMs }) => startMs),
    endMs: column(({ endMs }) => endMs),
    failed: Uint8Array.from(rows, ({ failure }) => failure === null ? 0 : 1),
    latencyMs: column(({ latencyMs }) => latencyMs),
    ttftMs: column(({ ttftMs }) => ttftMs),
    tpotMs: column(({ tpotMs }) => tpotMs),
    promptTokens: column(({ promptTokens }) => promptTokens),
    outputTokens: column(({ outputTokens }) => outputTokens),
    ...readGaps(rows),
  };
}

function readGaps(rows: readonly StoredRequest[]): Pick<PointRequests, "gapMs" | "gapOwner"> {
  const perRequest = Math.max(1, rows[0]?.outputTokens ?? 1);
  const step = Math.max(1, Math.ceil(rows.length * perRequest / MOST_GAPS));
  const gapMs: number[] = [];
  const gapOwner: number[] = [];
  for (let i = 0; i < rows.length; i += step) {
    for (const gap of parseGaps(rows[i]?.gapsJson ?? "[]")) {
      gapMs.push(gap);
      gapOwner.push(i);
    }
  }
  return { gapMs: Float64Array.from(gapMs), gapOwner: Uint32Array.from(gapOwner) };
}
