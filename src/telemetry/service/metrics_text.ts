type Labels = Readonly<Record<string, string>>;

/** One sample of a page of Prometheus. */
export interface MetricSample {
  readonly labels: Labels;
  readonly value: number;
}

/** A page by the names of its samples, such as `vllm:time_to_first_token_seconds_bucket`. */
export type MetricsPage = ReadonlyMap<string, readonly MetricSample[]>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads a page in the text form or in that of OpenMetrics; lines that are neither comment nor sample are left out. */
export function parseMetricsPage(text: string): MetricsPage {
  const page = new Map<string, MetricSample[]>();
  for (const line of text.split("\n")) {
    const [, name, labels = "", value = ""] = LINE.exec(line) ?? [];
    if (name === undefined || line.startsWith("#")) continue;
    const sample = { labels: parseLabels(labels), value: parseValue(value) };
    const samples = page.get(name);
    if (samples === undefined) page.set(name, [sample]);
    else samples.push(sample);
  }
  return page;
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const entries = [...text.matchAll(LABEL)].map(([, name = "", value = ""]) =>
    [name, value.replaceAll("\\n", "\n").replaceAll(/\\(.)/g, "$1")] as const
  );
  return Object.fromEntries(entries);
}

function parseValue(text: string): number {
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}

/** Adds up the samples of a name whose labels match; `null` where there is none. */
export function sumOf(page: MetricsPage, name: string, labels: Labels = {}): number | null {
  const samples = findSamples(page, name, labels);
  return samples.length === 0 ? null : samples.reduce((sum, { value }) => sum + value, 0);
}

/** Finds the highest of the samples of a name whose labels match; `null` where there is none. */
export function highestOf(page: MetricsPage, name: string, labels: Labels = {}): number | null {
  const samples = findSamples(page, name, labels);
  return samples.length === 0 ? null : samples.reduce((high, { value }) => Math.max(high, value), -Infinity);
}

function findSamples(page: MetricsPage, name: string, labels: Labels): readonly MetricSample[] {
  const samples = page.get(name) ?? [];
  return samples.filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
}

/** A histogram as a page has it. */
export interface PageHistogram {
  /** Upper ends, rising, with infinity. */
  readonly bounds: readonly number[];
  /** Values up to each end. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Adds up the histograms of a name over all labels; `null` where there is none. */
export function histogramOf(page: MetricsPage, name: string): PageHistogram | null {
  const byBound = new Map<number, number>();
  for (const { labels: { le = "" }, value } of page.get(`${name}_bucket`) ?? []) {
    const bound = parseValue(le);
    byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  }
  if (byBound.size === 0) return null;
  const sorted = [...byBound].toSorted(([a], [b]) => a - b);
  return {
    bounds: sorted.map(([bound]) => bound),
    counts: sorted.map(([, count]) => count),
    sum: sumOf(page, `${name}_sum`) ?? 0,
  };
}

/** What came into a histogram between two pages; `null` where they do not have the same buckets. */
export function subtractHistograms(after: PageHistogram | null, before: PageHistogram | null): PageHistogram | null {
  if (after === null) return null;
  if (before === null) return after;
  if (before.bounds.join() !== after.bounds.join()) return null;
  return {
    bounds: after.bounds,
    counts: after.counts.map((count, index) => count - (before.counts[index] ?? 0)),
    sum: after.sum - before.sum,
  };
}

/** Estimates a percentile, evenly within its bucket; `null` without values. Beyond the last end that end is given. */
export function percentileOf({ bounds, counts }: PageHistogram, percent: number): number | null {
  const total = counts.at(-1) ?? 0;
  if (total <= 0) return null;
  const rank = total * percent / 100;
  const index = counts.findIndex((count) => count >= rank);
  const [low, high] = [bounds[index - 1] ?? 0, bounds[index] ?? Infinity];
  if (high === Infinity) return low;
  const below = counts[index - 1] ?? 0;
  const inside = (counts[index] ?? 0) - below;
  return inside === 0 ? high : low + (high - low) * (rank - below) / inside;
}

/** How wide the bucket of a value is: how exactly a percentile in it is known. */
export function widthAt({ bounds }: PageHistogram, value: number): number {
  const index = bounds.findIndex((bound) => value <= bound);
  const high = bounds[index] ?? Infinity;
  return high === Infinity ? Infinity : high - (bounds[index - 1] ?? 0);
}
