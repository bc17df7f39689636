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
    /** Something a second: amounts in windows of equal length. */
    readonly kind: "windows";
    readonly amounts: Float64Array;
    readonly windowSeconds: number;
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

/** A point is cut into so many windows: enough to see how much the amounts scatter, each with some requests in it. */
const MOST_WINDOWS = 40;
const REQUESTS_IN_WINDOW = 5;

/** Takes out what a figure is made of; `null`: it cannot be told from single requests. */
export function takeSamples(requests: PointRequests, { metric, statistic }: MetricSubject): Samples | null {
  const amount = AMOUNTS[metric];
  if (amount !== undefined) return cutIntoWindows(requests, amount);
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

/** As many as are on their way at once, but at least ten blocks, or single requests. */
function chooseBlockSize({ count, slots }: PointRequests): number {
  const wanted = Math.max(slots ?? 1, Math.cbrt(count));
  return Math.max(1, Math.floor(Math.min(wanted, count / 10)));
}

function cutIntoWindows(requests: PointRequests, read: RequestValue): Samples {
  const { count, endMs, failed } = requests;
  const durationMs = endMs.reduce((latest, end) => Math.max(latest, end), 0);
  const windows = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(count / REQUESTS_IN_WINDOW)));
  const amounts = new Float64Array(windows);
  for (let i = 0; i < count; i++) {
    const amount = read(requests, i);
    if (failed[i] === 1 || Number.isNaN(amount)) continue;
    const window = Math.min(windows - 1, Math.floor(windows * valueAt(endMs, i) / durationMs));
    amounts[window] = (amounts[window] ?? 0) + amount;
  }
  return { kind: "windows", amounts, windowSeconds: durationMs / 1000 / windows };
}

function valueAt(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}

function keysOf(record: object): MetricId[] {
  return Object.keys(record) as MetricId[];
}
