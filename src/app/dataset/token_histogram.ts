/** A bar of a histogram: how many values lie from one bound up to the next. */
export interface HistogramBar {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly count: number;
}

const MAX_BARS = 10;

/** Counts whole numbers in at most ten bars of equal, round widths; empty where there are none. */
export function countBars(values: readonly number[]): readonly HistogramBar[] {
  if (values.length === 0) return [];
  const min = values.reduce((least, value) => Math.min(least, value));
  const max = values.reduce((most, value) => Math.max(most, value));
  const width = toRoundWidth((max - min + 1) / MAX_BARS);
  const start = Math.floor(min / width) * width;
  const bars = Array.from({ length: Math.floor((max - start) / width) + 1 }, () => 0);
  for (const value of values) {
    const index = Math.floor((value - start) / width);
    bars[index] = (bars[index] ?? 0) + 1;
  }
  return bars.map((count, i) => ({ from: start + i * width, to: start + (i + 1) * width, count }));
}

/** The next of 1, 2, 5, 10, 20, 50, … that is not smaller. */
function toRoundWidth(width: number): number {
  let power = 1;
  while (power * 10 < width) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= width) ?? 10 * power;
}

/** Draws a histogram as lines of text: bounds, a bar, how many. */
export function renderHistogram(values: readonly number[], width: number): readonly string[] {
  const bars = countBars(values);
  const labels = bars.map(({ from, to }) => to - from === 1 ? String(from) : `${from} to ${to - 1}`);
  const labelWidth = Math.max(0, ...labels.map((label) => label.length));
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const room = Math.max(10, width - labelWidth - String(most).length - 6);
  return bars.map(({ count }, i) => {
    // Even one of very many is seen.
    const bar = "█".repeat(count === 0 ? 0 : Math.max(1, Math.round(count / most * room)));
    return `  ${(labels[i] ?? "").padStart(labelWidth)} │${bar}${count === 0 ? "" : ` ${count}`}`;
  });
}
