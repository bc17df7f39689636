/** The first and the last of some moments. */
export interface Span {
  count: number;
  /** `null`: no moment. */
  ends: readonly [firstMs: number, lastMs: number] | null;
}

/** Creates a span of no moments. */
export function createSpan(): Span {
  return { count: 0, ends: null };
}

/** Takes in a moment, or the begin and the end of something. */
export function widen(span: Span, firstMs: number, lastMs: number = firstMs): void {
  span.count++;
  const { ends } = span;
  if (ends === null) span.ends = [firstMs, lastMs];
  else if (firstMs < ends[0] || lastMs > ends[1]) span.ends = [Math.min(ends[0], firstMs), Math.max(ends[1], lastMs)];
}

/** Takes in all moments of another span. */
export function mergeSpan(span: Span, { count, ends }: Readonly<Span>): void {
  if (ends === null) return;
  span.count += count;
  span.ends = span.ends === null ? ends : [Math.min(span.ends[0], ends[0]), Math.max(span.ends[1], ends[1])];
}

/** Returns the length in seconds; `null` without a moment. */
export function toSeconds({ ends }: Readonly<Span>): number | null {
  return ends === null ? null : (ends[1] - ends[0]) / 1000;
}
