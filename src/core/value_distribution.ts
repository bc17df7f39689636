import type { Random } from "./random.ts";

/** How a settable quantity is drawn; below 0 it counts as 0. */
export type ValueDistribution =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly kind: "exponential"; readonly mean: number }
  | { readonly kind: "lognormal"; readonly median: number; readonly sigma: number }
  | { readonly kind: "gamma"; readonly mean: number; readonly shape: number };

/** What a distribution's numbers are: a span of time, to which units may be written, or a count. */
export type Quantity = "time" | "count";

/** The outcome of reading a value: the value, or what would be right. */
export type Read<Value> = { readonly value: Value } | { readonly expected: string };

const UNIT_MS: Readonly<Record<string, number>> = { "": 1, us: 0.001, ms: 1, s: 1000, m: 60_000 };
const FORMS = "a number, uniform:MIN:MAX, normal:MEAN:DEVIATION, exp:MEAN, lognormal:MEDIAN:SIGMA or gamma:MEAN:SHAPE";

/** Makes a distribution that always gives the same value. */
export function fixed(value: number): ValueDistribution {
  return { kind: "fixed", value };
}

/**
 * Reads a distribution: `100`, `100ms`, `1.5s`, `uniform:50:150`, `normal:100:20`, `exp:50`, `lognormal:80:0.5`,
 * `gamma:100:2`.
 *
 * @example
 * ```ts
 * parseDistribution("normal:100ms:20ms", "time"); // { value: { kind: "normal", mean: 100, deviation: 20 } }
 * ```
 */
export function parseDistribution(text: string, quantity: Quantity): Read<ValueDistribution> {
  const [head = "", ...rest] = text.trim().toLowerCase().split(":");
  const isNamed = /^[a-z]/.test(head);
  const words = isNamed ? rest : [head, ...rest];
  const numbers = words.map((word, index) => readNumber(word, isPlain(head, index) ? "count" : quantity));
  const found = numbers.every((value) => value !== null) ? build(isNamed ? head : "fixed", numbers) : null;
  const unit = quantity === "time" ? "; times are ms unless a unit is written" : "";
  return found === null ? { expected: `must be ${FORMS}${unit}` } : { value: found };
}

/** Draws one value. */
export function drawValue(distribution: ValueDistribution, random: Random): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.value;
    case "uniform":
      return distribution.min + (distribution.max - distribution.min) * random.next();
    case "normal":
      return Math.max(0, distribution.mean + distribution.deviation * random.normal());
    case "exponential":
      return distribution.mean * random.exponential();
    case "lognormal":
      return distribution.median * Math.exp(distribution.sigma * random.normal());
    case "gamma":
      return distribution.mean / distribution.shape * random.gamma(distribution.shape);
  }
}

/** About how large the values of a distribution are: its middle, of a range the greater end. */
export function scaleOf(distribution: ValueDistribution): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.value;
    case "uniform":
      return distribution.max;
    case "lognormal":
      return distribution.median;
    case "normal":
    case "exponential":
    case "gamma":
      return distribution.mean;
  }
}

/** Sigma and shape have no unit. */
function isPlain(name: string, index: number): boolean {
  return index === 1 && (name === "lognormal" || name === "gamma");
}

function readNumber(word: string, quantity: Quantity): number | null {
  const match = /^(\d+\.?\d*|\.\d+)(us|ms|s|m)?$/.exec(word);
  if (match === null) return null;
  const [, digits, unit = ""] = match;
  if (unit !== "" && quantity === "count") return null;
  return Number(digits) * (UNIT_MS[unit] ?? 1);
}

function build(name: string, numbers: readonly number[]): ValueDistribution | null {
  const [first, second] = numbers;
  if (first === undefined || numbers.length > 2) return null;
  if (second === undefined) return buildOfOne(name, first);
  switch (name) {
    case "uniform":
      return first <= second ? { kind: "uniform", min: first, max: second } : null;
    case "normal":
      return { kind: "normal", mean: first, deviation: second };
    case "lognormal":
      return { kind: "lognormal", median: first, sigma: second };
    case "gamma":
      return second > 0 ? { kind: "gamma", mean: first, shape: second } : null;
  }
  return null;
}

function buildOfOne(name: string, value: number): ValueDistribution | null {
  if (name === "fixed") return fixed(value);
  return name === "exp" || name === "exponential" ? { kind: "exponential", mean: value } : null;
}
