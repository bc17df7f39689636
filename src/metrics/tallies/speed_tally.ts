import type { RequestRecord } from "../../core/record.ts";
import { SampleBatch } from "../samples/sample_batch.ts";
import { createExactSum, type ExactSum } from "../samples/exact_sum.ts";
import { computeRequestFigures, type RequestFigures } from "../request_figures.ts";
import type { SpeedRow } from "../step_metrics.ts";

/** Speed of generation by length of the prompt: one small entry for each length, however many requests have it. */
export interface SpeedTally {
  /** Takes a succeeded request, with the GPU's memory where somebody measured it; unknown counts are left out. */
  add(record: RequestRecord, figures: RequestFigures, gpuMemoryBytes?: number | null): void;
  /** Returns a row for each length, the shortest first. */
  finish(): SpeedRow[];
  state(): SpeedTallyState;
  merge(state: SpeedTallyState): void;
}

/** The content of a tally as plain data: an entry for each length. */
export type SpeedTallyState = readonly (Pick<Entry, "requests" | "gpuRequests" | "gpuBytesSum"> & {
  readonly promptTokens: number;
  readonly speedSum: readonly number[];
})[];

interface Entry {
  requests: number;
  readonly speedSum: ExactSum;
  gpuRequests: number;
  gpuBytesSum: number;
}

/** Creates a tally of no requests. */
export function createSpeedTally(): SpeedTally {
  const entries = new Map<number, Entry>();
  return {
    add: ({ tokens: { promptTokens, completionTokens } }, { latencyMs }, gpuMemoryBytes = null) => {
      if (promptTokens === null || completionTokens === null || latencyMs <= 0) return;
      const entry = findEntry(entries, promptTokens);
      entry.requests++;
      entry.speedSum.add(1000 * completionTokens / latencyMs);
      if (gpuMemoryBytes === null) return;
      entry.gpuRequests++;
      entry.gpuBytesSum += gpuMemoryBytes;
    },
    finish: () => [...entries].sort(([a], [b]) => a - b).map(([promptTokens, entry]) => toRow(promptTokens, entry)),
    state: () =>
      [...entries].map(([promptTokens, entry]) => ({ ...entry, promptTokens, speedSum: entry.speedSum.state() })),
    merge: (state) => {
      for (const { promptTokens, ...other } of state) mergeEntry(findEntry(entries, promptTokens), other);
    },
  };
}

/**
 * Computes the speed by length of the prompt from the measured, succeeded ones of records.
 *
 * Speed is the mean of output tokens / latency over the requests of one length, as the speed benchmark of evalscope
 * perf; requests without a count of tokens are left out.
 */
export function summariseSpeed(records: Iterable<RequestRecord>): SpeedRow[] {
  const tally = createSpeedTally();
  const gaps = new SampleBatch();
  for (const record of records) {
    if (record.place.phase !== "measured" || record.failure !== null) continue;
    tally.add(record, computeRequestFigures(record, gaps));
  }
  return tally.finish();
}

function findEntry(entries: Map<number, Entry>, promptTokens: number): Entry {
  const known = entries.get(promptTokens);
  if (known !== undefined) return known;
  const entry = { requests: 0, speedSum: createExactSum(), gpuRequests: 0, gpuBytesSum: 0 };
  entries.set(promptTokens, entry);
  return entry;
}

function mergeEntry(entry: Entry, other: Omit<SpeedTallyState[number], "promptTokens">): void {
  entry.requests += other.requests;
  entry.speedSum.merge(other.speedSum);
  entry.gpuRequests += other.gpuRequests;
  entry.gpuBytesSum += other.gpuBytesSum;
}

function toRow(promptTokens: number, { requests, speedSum, gpuRequests, gpuBytesSum }: Entry): SpeedRow {
  return {
    promptTokens,
    requests,
    tokensPerSecond: speedSum.value() / requests,
    gpuMemoryBytes: gpuRequests === 0 ? null : gpuBytesSum / gpuRequests,
  };
}
