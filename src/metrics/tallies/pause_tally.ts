import { type Pause, wakeEndOf } from "../../core/pause_log.ts";
import { isOutputCode } from "../../core/chunk_kind.ts";
import type { ReplyChunks, RequestRecord } from "../../core/record.ts";
import type { ArrivalClock } from "../../core/transports.ts";
import {
  createDistribution,
  type Distribution,
  type DistributionState,
  type PercentileReader,
  replaceSamples,
} from "../distribution.ts";
import type { RequestFigures } from "../request_figures.ts";
import type { PausedFigure, PauseSummary } from "../step_metrics.ts";

/** The figures that a pause of the client can lengthen. */
export const PAUSED_IDS = ["ttft", "itl", "latency"] as const;

/** The id of such a figure. */
export type PausedId = typeof PAUSED_IDS[number];

/** What pauses of the client did to the samples that they touched. */
export interface PauseTally {
  /** Takes in a successful request. */
  add(record: RequestRecord, figures: RequestFigures): void;
  /** Compares the figures with what they would be without the pauses; `null`: no sample was touched. */
  finish(distributions: Readonly<Record<PausedId, Distribution>>): PauseSummary | null;
  state(): PauseTallyState;
  merge(state: PauseTallyState): void;
}

/** The content of a tally as plain data. */
export interface PauseTallyState {
  readonly requests: number;
  /** The longest pause of each event loop. */
  readonly loops: readonly (readonly [loop: number, longestMs: number])[];
  readonly samples: Readonly<Record<PausedId, SampleStates>> | null;
}

interface SampleStates {
  readonly measured: DistributionState;
  readonly without: DistributionState;
}

interface Samples {
  /** As they were measured. */
  readonly measured: Distribution;
  /** As they would be, had every pause lasted no time: the client's part is so much at most. */
  readonly without: Distribution;
}

type TouchedSamples = Readonly<Record<PausedId, Samples>>;

/** Creates a tally of no pauses; without any it costs nothing. `arrivals`: whose clock stamps what is read. */
export function createPauseTally(arrivals: ArrivalClock = "client"): PauseTally {
  let requests = 0;
  const loops = new Map<number, number>();
  let samples: TouchedSamples | null = null;

  const add = (record: RequestRecord, figures: RequestFigures): void => {
    if (record.pauses === null) return;
    const stamps = arrivals === "kernel" && !isReplaced(record) ? "kernel" : "client";
    const touched = findTouched(record, figures, { pauses: record.pauses, stamps });
    if (touched.length === 0) return;
    requests++;
    samples ??= mapIds(() => ({ measured: createDistribution(), without: createDistribution() }));
    for (const { id, measured, delayMs, pauseMs } of touched) {
      noteLongest(loops, [record.place.shard, pauseMs]);
      samples[id].measured.add(measured);
      samples[id].without.add(Math.max(0, measured - (id === "latency" ? delayMs / 1000 : delayMs)));
    }
  };

  return {
    add,
    finish: (distributions) =>
      samples === null ? null : { requests, ...describeLoops(loops), figures: compare(distributions, samples) },
    state: () => ({
      requests,
      loops: [...loops],
      samples: samples === null ? null : toSampleStates(samples),
    }),
    merge: (state) => {
      requests += state.requests;
      for (const longest of state.loops) noteLongest(loops, longest);
      if (state.samples === null) return;
      samples ??= mapIds(() => ({ measured: createDistribution(), without: createDistribution() }));
      for (const id of PAUSED_IDS) {
        samples[id].measured.merge(state.samples[id].measured);
        samples[id].without.merge(state.samples[id].without);
      }
    },
  };
}

function noteLongest(loops: Map<number, number>, [loop, longestMs]: readonly [number, number]): void {
  loops.set(loop, Math.max(longestMs, loops.get(loop) ?? 0));
}

/** Shorter pauses than this part of the longest are those that any event loop has: they are named nowhere. */
const NAMED_SHARE = 0.5;

function describeLoops(loops: ReadonlyMap<number, number>): Pick<PauseSummary, "longestMs" | "loops"> {
  const longestMs = Math.max(0, ...loops.values());
  const named = [...loops].filter(([, ownMs]) => ownMs >= NAMED_SHARE * longestMs).map(([loop]) => loop);
  return { longestMs, loops: named.sort((a, b) => a - b) };
}

function toSampleStates(samples: TouchedSamples): Record<PausedId, SampleStates> {
  return mapIds((id) => ({ measured: samples[id].measured.state(), without: samples[id].without.state() }));
}

interface TouchedSample {
  readonly id: PausedId;
  readonly measured: number;
  /** So much of it is the client's at most. */
  readonly delayMs: number;
  readonly pauseMs: number;
}

interface Stamping {
  readonly pauses: Float64Array;
  readonly stamps: ArrivalClock;
}

/** Whether the time of reading stands for a stamp of the system that could not be. */
function isReplaced({ notes }: RequestRecord): boolean {
  return notes.includes("refused_stamps") || notes.includes("late_segments");
}

/**
 * A stamp is late when it was taken at the end of a pause: by the time since the pause began, or since what it counts
 * from. The system's stamp is that of the last bytes of a read: only events that others followed in the same read have
 * a late one, and the end of a reply never has.
 */
function findTouched(record: RequestRecord, figures: RequestFigures, { pauses, stamps }: Stamping): TouchedSample[] {
  const { chunks, times: { sentAtMs } } = record;
  const isClients = stamps === "client";
  const touched: TouchedSample[] = [];
  const look = (id: PausedId, measured: number, span: readonly [fromMs: number, atMs: number]): void => {
    const late = findDelay(pauses, span);
    if (late !== null) touched.push({ id, measured, ...late });
  };
  if (isClients) look("latency", figures.latencyMs / 1000, [sentAtMs, sentAtMs + figures.latencyMs]);
  let events = 0;
  let lastAtMs = 0;
  for (let index = 0; index < chunks.atMs.length; index++) {
    if (!isOutputCode(chunks.kinds[index] ?? -1)) continue;
    const atMs = chunks.atMs[index] ?? 0;
    // Most events are in no pause: nothing is made for those, as this runs for every event where the machine is busy.
    if ((isClients || isFollowed(chunks, index)) && lastPauseAt(pauses, atMs) >= 0) {
      if (events > 0) look("itl", atMs - lastAtMs, [lastAtMs, atMs]);
      else if (figures.ttftMs !== null) look("ttft", figures.ttftMs, [sentAtMs, atMs]);
    }
    lastAtMs = atMs;
    events++;
  }
  return touched;
}

/** Whether another event came in the same read after it. */
function isFollowed({ atMs }: ReplyChunks, index: number): boolean {
  return atMs[index + 1] === atMs[index];
}

function findDelay(
  pauses: Float64Array,
  [sinceMs, atMs]: readonly [number, number],
): { readonly delayMs: number; readonly pauseMs: number } | null {
  const last = lastPauseAt(pauses, atMs);
  // What counts from a moment after a pause was not held up by it.
  if (last < 0 || pauseAt(pauses, last).toMs <= sinceMs) return null;
  let { fromMs, toMs } = pauseAt(pauses, last);
  let pauseMs = toMs - fromMs;
  // What a pause leaves to read may itself be held up: by one that begins before all of it was read.
  for (let i = last - 2; i >= 0 && isHeldUp(pauseAt(pauses, i), sinceMs, fromMs); i -= 2) {
    ({ fromMs, toMs } = pauseAt(pauses, i));
    pauseMs = Math.max(pauseMs, toMs - fromMs);
  }
  const delayMs = atMs - Math.max(fromMs, sinceMs);
  return delayMs > 0 ? { delayMs, pauseMs } : null;
}

function pauseAt(pauses: Float64Array, index: number): Pause {
  return { fromMs: pauses[index] ?? 0, toMs: pauses[index + 1] ?? 0 };
}

/** Whether a pause in a stretch since a moment left something to read that a next one held up. */
function isHeldUp(pause: Pause, sinceMs: number, nextFromMs: number): boolean {
  return pause.toMs > sinceMs && nextFromMs <= wakeEndOf(pause.fromMs, pause.toMs);
}

/** Where the last pause stands that a moment is in; below 0: it is in none. */
function lastPauseAt(pauses: Float64Array, atMs: number): number {
  let last = pauses.length - 2;
  while (last >= 0 && !isWithin(pauses, last, atMs)) last -= 2;
  return last;
}

function isWithin(pauses: Float64Array, index: number, atMs: number): boolean {
  const fromMs = pauses[index] ?? 0;
  return fromMs <= atMs && atMs <= wakeEndOf(fromMs, pauses[index + 1] ?? 0);
}

const PERCENTS = [50, 99] as const;

function compare(distributions: Readonly<Record<PausedId, Distribution>>, samples: TouchedSamples): PausedFigure[] {
  return PAUSED_IDS.flatMap((id) => {
    const { measured, without } = samples[id];
    const all = distributions[id];
    if (measured.count() === 0) return [];
    const read: PercentileReader = replaceSamples(all.state(), measured.state(), without.state());
    return PERCENTS.map((percent) => ({ id, percent, value: all.percentile(percent), without: read(percent) }));
  });
}

function mapIds<Value>(toValue: (id: PausedId) => Value): Record<PausedId, Value> {
  return Object.fromEntries(PAUSED_IDS.map((id) => [id, toValue(id)])) as Record<PausedId, Value>;
}
