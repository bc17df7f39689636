import { type Words, words } from "../../core/words.ts";
import type { Statistic } from "../judging/criterion.ts";
import type { MetricSubject } from "../judging/criterion_name.ts";
import type { MetricId } from "../catalog.ts";
import type { PointRequests } from "./point_requests.ts";

/**
 * What a figure of a point is computed from, cut into blocks of neighbours: requests that were on their way together
 * have much in common, so they are drawn together.
 */
export type Samples =
  | {
    /** A mean or percentile of values. */
    readonly kind: "values";
    readonly statistic: Statistic;
    /** Ascending. */
    readonly values: Float64Array;
    readonly blockOf: Uint32Array;
    readonly blocks: number;
    /** Requests in a block. */
    readonly blockSize: number;
  }
  | {
    /** Something a second: for each block its amount, and the time that brought it. */
    readonly kind: "rate";
    readonly amounts: Float64Array;
    readonly times: Float64Array;
    /** What the blocks are, for a reader: `blocks of 8 requests`. */
    readonly blocksText: Words;
  };

type RequestValue = (requests: PointRequests, index: number) => number;

/** Metrics that each request has one of, in the unit of the catalog. */
const VALUES: Readonly<Partial<Record<MetricId, RequestValue>>> = {
  latency: ({ latencyMs }, i) => valueAt(latencyMs, i) / 1000,
  ttft: ({ ttftMs }, i) => valueAt(ttftMs, i),
  tpot: ({ tpotMs }, i) => valueAt(tpotMs, i),
  input_tokens: ({ promptTokens }, i) => valueAt(promptTokens, i),
  output_tokens: ({ outputTokens }, i) => valueAt(outputTokens, i),
  success_rate: ({ failed }, i) => failed[i] === 1 ? 0 : 100,
};

/** Metrics that are an amount over the duration of a point. */
const AMOUNTS: Readonly<Partial<Record<MetricId, RequestValue>>> = {
  request_throughput: () => 1,
  output_throughput: ({ outputTokens }, i) => valueAt(outputTokens, i),
  input_throughput: ({ promptTokens }, i) => valueAt(promptTokens, i),
  total_throughput: ({ promptTokens, outputTokens }, i) => valueAt(promptTokens, i) + valueAt(outputTokens, i),
};

/** Metrics whose difference can be told from noise. */
export const COMPARABLE_IDS: readonly MetricId[] = [...keysOf(VALUES), "itl", ...keysOf(AMOUNTS)];

/** An open load is cut into so many windows: enough to see how much the amounts scatter, each with some requests in it. */
const MOST_WINDOWS = 40;
const REQUESTS_IN_WINDOW = 5;
/** With so much of the slots busy, throughput is the number of slots over the time that a request takes. */
const BUSY_SHARE = 0.8;

/** Takes out what a figure is made of; `null`: it cannot be told from single requests. */
export function takeSamples(requests: PointRequests, { metric, statistic }: MetricSubject): Samples | null {
  const amount = AMOUNTS[metric];
  if (amount !== undefined) {
    const slots = busySlots(requests);
    return slots === null ? cutIntoWindows(requests, amount) : takeBusyTime(requests, slots, amount);
  }
  const plain = statistic ?? { kind: "mean" };
  if (metric === "itl") return takeGaps(requests, plain);
  const value = VALUES[metric];
  return value === undefined ? null : takeValues(requests, plain, value);
}

function takeValues(requests: PointRequests, statistic: Statistic, read: RequestValue): Samples {
  const blockSize = chooseBlockSize(requests);
  const found: [value: number, block: number][] = [];
  for (let i = 0; i < requests.count; i++) {
    const value = read(requests, i);
    if (!Number.isNaN(value)) found.push([value, Math.floor(i / blockSize)]);
  }
  return toValues(found, { statistic, blockSize, requests });
}

function takeGaps(requests: PointRequests, statistic: Statistic): Samples {
  const blockSize = chooseBlockSize(requests);
  const { gapMs, gapOwner } = requests;
  const found: [value: number, block: number][] = [];
  for (let i = 0; i < gapMs.length; i++) {
    found.push([valueAt(gapMs, i), Math.floor((gapOwner[i] ?? 0) / blockSize)]);
  }
  return toValues(found, { statistic, blockSize, requests });
}

interface ValueParts {
  readonly statistic: Statistic;
  readonly blockSize: number;
  readonly requests: PointRequests;
}

function toValues(found: [value: number, block: number][], { statistic, blockSize, requests }: ValueParts): Samples {
  found.sort(([a], [b]) => a - b);
  return {
    kind: "values",
    statistic,
    values: Float64Array.from(found, ([value]) => value),
    blockOf: Uint32Array.from(found, ([, block]) => block),
    blocks: Math.ceil(requests.count / blockSize),
    blockSize,
  };
}

/** Twenty blocks, so that what drifts slowly is seen, of as many as are on their way at once; ten at least. */
function chooseBlockSize({ count, slots }: PointRequests): number {
  const wanted = Math.max(slots ?? 1, count / 20);
  return Math.max(1, Math.floor(Math.min(wanted, count / 10)));
}

/** The slots of a load that kept them busy; `null`: there were none, or they were idle for a part of the time. */
function busySlots({ count, slots, startMs, endMs }: PointRequests): number | null {
  if (slots === null || count === 0) return null;
  const busyMs = endMs.reduce((sum, end, i) => sum + end - valueAt(startMs, i), 0);
  return busyMs >= BUSY_SHARE * slots * latest(endMs) ? slots : null;
}

/** With slots always busy, what a second brings is what the time of the requests brings: no window cuts a burst apart. */
function takeBusyTime(requests: PointRequests, slots: number, read: RequestValue): Samples {
  const { count, startMs, endMs, failed } = requests;
  const blockSize = chooseBlockSize(requests);
  const blocks = Math.ceil(count / blockSize);
  const amounts = new Float64Array(blocks);
  const times = new Float64Array(blocks);
  for (let i = 0; i < count; i++) {
    const block = Math.floor(i / blockSize);
    // Of all slots together, as windows are: the other side may have been idle for a part.
    times[block] = valueAt(times, block) + (valueAt(endMs, i) - valueAt(startMs, i)) / slots;
    amounts[block] = valueAt(amounts, block) + amountOf(read(requests, i), failed[i]);
  }
  return { kind: "rate", amounts, times, blocksText: describeBlocks(blockSize) };
}

function cutIntoWindows(requests: PointRequests, read: RequestValue): Samples {
  const { count, endMs, failed } = requests;
  const durationMs = latest(endMs);
  const windows = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(count / REQUESTS_IN_WINDOW)));
  const amounts = new Float64Array(windows);
  for (let i = 0; i < count; i++) {
    const window = Math.min(windows - 1, Math.floor(windows * valueAt(endMs, i) / durationMs));
    amounts[window] = valueAt(amounts, window) + amountOf(read(requests, i), failed[i]);
  }
  const times = new Float64Array(windows).fill(durationMs / windows);
  return { kind: "rate", amounts, times, blocksText: words(`${windows} windows of time`, `${windows} 个时间窗口`) };
}

function amountOf(value: number, failed: number | undefined): number {
  return failed === 1 || Number.isNaN(value) ? 0 : value;
}

function latest(endMs: Float64Array): number {
  return endMs.reduce((most, end) => Math.max(most, end), 0);
}

/** Says what is drawn together. */
export function describeBlocks(blockSize: number): Words {
  return blockSize === 1
    ? words("requests", "请求")
    : words(`blocks of ${blockSize} requests`, `每 ${blockSize} 个请求的块`);
}

function valueAt(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}

function keysOf(record: object): MetricId[] {
  return Object.keys(record) as MetricId[];
}
