import {
  histogramOf,
  type MetricsPage,
  type PageHistogram,
  percentileOf,
  subtractHistograms,
  widthAt,
} from "./metrics_text.ts";
import {
  COUNTER_NAMES,
  type CounterName,
  GAUGE_NAMES,
  type GaugeName,
  type HistogramSource,
  readNumber,
  type ServiceNames,
  TIME_NAMES,
  type TimeName,
} from "./service_names.ts";

/** One moment of a service, between the pages before and after. */
export interface ServiceMoment {
  /** On the run's clock. */
  readonly atMs: number;
  readonly gauges: Readonly<Partial<Record<GaugeName, number>>>;
  /** Since the moment before; `null`: not said. */
  readonly preemptions: number | null;
  /** Hits over queries since the moment before; `null`: not said, or nothing was asked. */
  readonly cacheHitShare: number | null;
}

/** Two pages of a service, one after the other. */
export interface PagePair {
  readonly before: MetricsPage;
  readonly after: MetricsPage;
}

/** Percentiles of a histogram of the service, in ms, with how exactly they are known. */
export interface ServiceTime {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** The width of the bucket of p50. */
  readonly p50WidthMs: number | null;
}

/** What a service said of itself during a step. */
export interface ServiceFigures {
  readonly service: string;
  readonly counters: Readonly<Partial<Record<CounterName, number>>>;
  readonly times: Readonly<Partial<Record<TimeName, ServiceTime>>>;
  /** The highest of each gauge. */
  readonly peaks: Readonly<Partial<Record<GaugeName, number>>>;
  /** Hits over queries of the prefix cache; `null`: not said. */
  readonly cacheHitShare: number | null;
}

/** Reads a moment from its page and that of the moment before. */
export function toServiceMoment(service: ServiceNames, pages: PagePair, atMs: number): ServiceMoment {
  const counters = readCounters(service, pages);
  return {
    atMs,
    gauges: collect(GAUGE_NAMES, (name) => readNumber(pages.after, service.gauges[name])),
    preemptions: counters.preemptions ?? null,
    cacheHitShare: toHitShare(counters, service),
  };
}

function readCounters(service: ServiceNames, { before, after }: PagePair): ServiceFigures["counters"] {
  return collect(COUNTER_NAMES, (name) => {
    const now = readNumber(after, service.counters[name]);
    // A counter that nothing was counted in may not be there yet.
    return now === null ? null : now - (readNumber(before, service.counters[name]) ?? 0);
  });
}

/** Computes what a service did between two pages. */
export function toServiceFigures(
  service: ServiceNames,
  pages: PagePair,
  moments: readonly ServiceMoment[],
): ServiceFigures {
  const counters = readCounters(service, pages);
  const peaks = collect(GAUGE_NAMES, (name) => {
    const values = moments.flatMap(({ gauges }) => gauges[name] ?? []);
    return values.length === 0 ? null : values.reduce((high, value) => Math.max(high, value));
  });
  const times = collect(TIME_NAMES, (name) => toServiceTime(service.times[name], pages));
  return { service: service.title, counters, times, peaks, cacheHitShare: toHitShare(counters, service) };
}

function toHitShare(
  { cacheHits, cacheQueries, promptTokens }: ServiceFigures["counters"],
  { leavesCachedOut }: ServiceNames,
): number | null {
  if (cacheHits === undefined) return null;
  const asked = leavesCachedOut === true ? (promptTokens ?? 0) + cacheHits : cacheQueries ?? 0;
  return asked > 0 ? cacheHits / asked : null;
}

function toServiceTime(
  source: HistogramSource | undefined,
  { before, after }: PagePair,
): ServiceTime | null {
  for (const name of source?.names ?? []) {
    const grown = subtractHistograms(histogramOf(after, name), histogramOf(before, name));
    if (grown !== null) return summarise(grown, (source?.seconds ?? 1) * 1000);
  }
  return null;
}

function summarise(histogram: PageHistogram, unitMs: number): ServiceTime {
  const p50 = percentileOf(histogram, 50);
  const p99 = percentileOf(histogram, 99);
  return {
    count: histogram.counts.at(-1) ?? 0,
    p50Ms: p50 === null ? null : p50 * unitMs,
    p99Ms: p99 === null ? null : p99 * unitMs,
    p50WidthMs: p50 === null ? null : widthAt(histogram, p50) * unitMs,
  };
}

function collect<Name extends string, Value>(
  names: readonly Name[],
  read: (name: Name) => Value | null,
): Partial<Record<Name, Value>> {
  const entries = names.map((name) => [name, read(name)] as const).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Partial<Record<Name, Value>>;
}
