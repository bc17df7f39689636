/** A list of numbers in as few characters as show the same picture. Read by browsers too. */

/**
 * Numbers of one kind: evenly spaced (the first and the distance), multiples of a number, rising ones by how much each is
 * above the one before (in a unit), or one by one.
 */
export type Column =
  | { readonly from: number; readonly step: number }
  | { readonly unit: number; readonly times: readonly number[] }
  | { readonly unit: number; readonly rises: readonly number[] }
  | readonly (number | null)[];

/** Four figures are more than a picture that begins with 0 can show. */
const SHOWN_FIGURES = 4;
/** A part of the distance between two values that nobody sees. */
const UNSEEN_SHARE = 1e-3;
/** Fewer are no shorter as a rule. */
const LEAST_PACKED = 4;
/** Of rising values: a hundredth of their range and of the lowest at least, a thousandth at most. */
const KEPT_DIGITS = 2;
/** Of a number as text; the platform writes no more. */
const MOST_DECIMALS = 100;
/** What is reckoned from multiples is rounded to so many figures: 3 × 0.1 is 0.3. */
const EXACT_FIGURES = 12;

/** Packs a list in the shortest way that keeps what is seen of it. */
export function packColumn(values: readonly (number | null)[]): Column {
  const figures = figuresOf(values);
  const plain = values.map((value) => value === null ? null : round(value, figures));
  if (values.length < LEAST_PACKED || !areNumbers(values)) return plain;
  const forms = [toEven(values), toMultiples(values), toRises(values)].filter((form) => form !== null);
  return [...forms, plain].toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)[0] ?? plain;
}

/** Makes the list again. */
export function unpackColumn(column: Column, count: number): readonly (number | null)[] {
  if ("step" in column) return Array.from({ length: count }, (_, index) => toExact(column.from + index * column.step));
  if ("times" in column) return column.times.map((times) => toExact(times * column.unit));
  if (!("rises" in column)) return column;
  let sum = 0;
  return column.rises.map((rise) => toExact((sum += rise) * column.unit));
}

/** More of them where all values are near each other: an axis shows what lies between them. */
function figuresOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (high <= low) return SHOWN_FIGURES;
  const narrow = Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  return Math.min(EXACT_FIGURES, SHOWN_FIGURES + Math.max(0, Math.floor(narrow)));
}

function areNumbers(values: readonly (number | null)[]): values is readonly number[] {
  return values.every((value) => value !== null);
}

function toEven(values: readonly number[]): Column | null {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const step = (last - first) / (values.length - 1);
  const isEven = values.every((value, index) =>
    Math.abs(first + index * step - value) <= Math.abs(step) * UNSEEN_SHARE
  );
  if (!isEven) return null;
  // As exact as is seen at the last of them.
  const short = round(step, SHOWN_FIGURES + Math.ceil(Math.log10(values.length)));
  const decimals = short === 0 ? 0 : Math.max(0, SHOWN_FIGURES - Math.floor(Math.log10(Math.abs(short))));
  return { from: Number(first.toFixed(Math.min(decimals, MOST_DECIMALS))), step: short };
}

/** Shares of few things are multiples of the share of one. */
function toMultiples(values: readonly number[]): Column | null {
  const least = Math.min(...values.filter((value) => value > 0));
  if (!Number.isFinite(least)) return null;
  const range = Math.max(...values) - Math.min(...values);
  for (let parts = 1; parts <= 3; parts++) {
    const unit = least / parts;
    const times = values.map((value) => Math.round(value / unit));
    const unseen = Math.min(unit, range) * UNSEEN_SHARE;
    if (values.every((value, index) => Math.abs((times[index] ?? 0) * unit - value) <= unseen)) {
      return { unit: round(unit, EXACT_FIGURES), times };
    }
  }
  return null;
}

/** Rising values: how narrow a range is, decides how fine they are. */
function toRises(values: readonly number[]): Column | null {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  if (last <= first || values.some((value, index) => value < (values[index - 1] ?? 0))) return null;
  const unit = 10 ** (Math.floor(Math.log10(Math.min(first > 0 ? first : Infinity, last - first))) - KEPT_DIGITS);
  const whole = values.map((value) => Math.round(value / unit));
  return { unit: round(unit, EXACT_FIGURES), rises: whole.map((value, index) => value - (whole[index - 1] ?? 0)) };
}

function toExact(value: number): number {
  return round(value, EXACT_FIGURES);
}

function round(value: number, figures: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(figures));
}
