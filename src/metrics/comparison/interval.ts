import { type Words, words } from "../../core/words.ts";
import type { Random } from "../../core/random.ts";
import { toConfidenceFactor } from "../samples/student_t.ts";
import { createMoments, toMean, toStandardDeviation } from "../samples/moments.ts";
import { describeBlocks, type Samples } from "./samples.ts";

/** How far a figure moved at 95 %, as a share of what it was: 0.05 is five percent more. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** What it moved beyond at 95 %, looked at from one side: a rule asks for one direction alone. */
  readonly atLeast: number;
  readonly atMost: number;
  /** How it came about, for a reader. */
  readonly method: Words;
}

/** Why there is no interval. */
export interface NoInterval {
  readonly reason: Words;
}

/** Draws of both sides; more move the ends by less than they are worth. */
const DRAWS = 1000;
/** Many values are drawn less often: so many values are looked at in all. */
const MOST_LOOKS = 4e7;
const FEWEST_DRAWS = 200;
/** Fewer blocks say nothing of how they scatter. */
const FEWEST_BLOCKS = 5;
/** Beyond a percentile there must be so many values, or it is little more than the largest. */
const FEWEST_BEYOND = 5;

/** The middle 95 % of the change of a figure, by drawing blocks of neighbouring requests with replacement. */
export function bootstrapChange(base: Samples, next: Samples, random: Random): Interval | NoInterval {
  const lack = findLack(base) ?? findLack(next);
  if (lack !== null) return { reason: lack };
  const draws = Math.max(FEWEST_DRAWS, Math.min(DRAWS, Math.floor(MOST_LOOKS / (sizeOf(base) + sizeOf(next)))));
  const changes: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const change = drawFigure(next, random) / drawFigure(base, random) - 1;
    if (Number.isFinite(change)) changes.push(change);
  }
  if (changes.length < draws) return { reason: words("its base is 0 in some draws", "部分抽样中基准为 0") };
  changes.sort((a, b) => a - b);
  const at = (share: number) => changes[Math.round(share * (changes.length - 1))] ?? 0;
  return { low: at(0.025), high: at(0.975), atLeast: at(0.05), atMost: at(0.95), method: describeMethod(base) };
}

/**
 * Widens an interval until it holds the change that is shown: throughput over a whole point has its end, where slots
 * run empty, which the blocks that are drawn do not have.
 */
export function holdChange({ low, high, atLeast, atMost, method }: Interval, change: number): Interval {
  return {
    low: Math.min(low, change),
    high: Math.max(high, change),
    atLeast: Math.min(atLeast, change),
    atMost: Math.max(atMost, change),
    method,
  };
}

function describeMethod(samples: Samples): Words {
  const { en, zh } = samples.kind === "rate" ? samples.blocksText : describeBlocks(samples.blockSize);
  return words(`bootstrap over ${en}`, `对${zh}做自助抽样`);
}

function findLack(samples: Samples): Words | null {
  const blocks = samples.kind === "rate" ? samples.amounts.length : samples.blocks;
  if (blocks < FEWEST_BLOCKS) return words("there are too few requests", "请求太少");
  if (samples.kind === "rate") return null;
  const { statistic, values } = samples;
  if (values.length === 0) return words("it is undefined", "没有值");
  if (statistic.kind === "min" || statistic.kind === "max") {
    return words("the noise of an extreme cannot be told", "无法得知极值的噪声");
  }
  if (statistic.kind === "mean") return null;
  const rare = Math.min(statistic.percent, 100 - statistic.percent) / 100;
  const needed = Math.ceil(FEWEST_BEYOND / rare);
  return values.length >= needed ? null : words(
    `p${statistic.percent} needs at least ${needed} values, there are ${values.length}`,
    `p${statistic.percent} 至少需要 ${needed} 个值，现有 ${values.length} 个`,
  );
}

function sizeOf(samples: Samples): number {
  return samples.kind === "rate" ? samples.amounts.length : samples.values.length;
}

function drawFigure(samples: Samples, random: Random): number {
  if (samples.kind === "rate") return drawRate(samples, random);
  const weights = drawWeights(samples.blocks, random);
  const { statistic } = samples;
  return statistic.kind === "percentile"
    ? weighPercentile(samples, weights, statistic.percent)
    : weighMean(samples, weights);
}

function drawRate({ amounts, times }: Extract<Samples, { kind: "rate" }>, random: Random): number {
  let amount = 0;
  let time = 0;
  for (let draw = 0; draw < amounts.length; draw++) {
    const block = random.integer(0, amounts.length - 1);
    amount += amounts[block] ?? 0;
    time += times[block] ?? 0;
  }
  return amount / time;
}

/** How often each block is drawn. */
function drawWeights(blocks: number, random: Random): Uint32Array {
  const weights = new Uint32Array(blocks);
  for (let i = 0; i < blocks; i++) {
    const block = random.integer(0, blocks - 1);
    weights[block] = (weights[block] ?? 0) + 1;
  }
  return weights;
}

type Values = Extract<Samples, { kind: "values" }>;

function weighMean({ values, blockOf }: Values, weights: Uint32Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights[blockOf[i] ?? 0] ?? 0;
    sum += weight * (values[i] ?? 0);
    total += weight;
  }
  return sum / total;
}

/** By linear interpolation between the two nearest values, as everywhere. */
function weighPercentile({ values, blockOf }: Values, weights: Uint32Array, percent: number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += weights[blockOf[i] ?? 0] ?? 0;
  const position = (total - 1) * percent / 100;
  const below = Math.floor(position);
  let passed = 0;
  let lower = NaN;
  for (let i = 0; i < values.length; i++) {
    const weight = weights[blockOf[i] ?? 0] ?? 0;
    if (weight === 0) continue;
    passed += weight;
    const value = values[i] ?? NaN;
    if (Number.isNaN(lower) && passed > below) lower = value;
    if (passed > below + 1 || (passed > below && below === position)) {
      return lower + (value - lower) * (position - below);
    }
  }
  return lower;
}

/** The 95 % interval of the change of a mean over repeats, by Welch's t on logarithms. */
export function changeOverRepeats(base: readonly number[], next: readonly number[]): Interval | NoInterval {
  if ([...base, ...next].some((value) => !(value > 0))) {
    return { reason: words("a repeat has no value above 0", "有一次重复没有大于 0 的值") };
  }
  const [one, other] = [momentsOfLogs(base), momentsOfLogs(next)];
  const variance = one.error + other.error;
  const freedom = variance ** 2 / (one.error ** 2 / (base.length - 1) + other.error ** 2 / (next.length - 1));
  const whole = Number.isNaN(freedom) ? 1 : Math.max(1, Math.floor(freedom));
  const [factor, oneSided] = [toConfidenceFactor(whole), toConfidenceFactor(whole, "one-sided")];
  if (factor === null || oneSided === null) return { reason: words("there are too few repeats", "重复次数太少") };
  const middle = other.mean - one.mean;
  const error = Math.sqrt(variance);
  return {
    low: Math.expm1(middle - factor * error),
    high: Math.expm1(middle + factor * error),
    atLeast: Math.expm1(middle - oneSided * error),
    atMost: Math.expm1(middle + oneSided * error),
    method: words(
      `Welch's t over ${base.length} and ${next.length} repeats`,
      `对 ${base.length} 次与 ${next.length} 次重复做 Welch t 检验`,
    ),
  };
}

function momentsOfLogs(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const moments = createMoments(values.map(Math.log));
  const deviation = toStandardDeviation(moments) ?? 0;
  return { mean: toMean(moments) ?? 0, error: deviation ** 2 / values.length };
}
