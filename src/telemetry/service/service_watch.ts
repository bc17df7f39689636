import type { Clock } from "../../core/clock.ts";
import { type MetricsPage, parseMetricsPage } from "./metrics_text.ts";
import { type ServiceFigures, type ServiceMoment, toServiceFigures, toServiceMoment } from "./service_figures.ts";
import { findService, type ServiceNames } from "./service_names.ts";

const SCRAPE_EVERY_MS = 1_000;
const REQUEST_LIMIT_MS = 3_000;
/** A page is read up to so many bytes: a service of many models has a few hundred kilobytes. */
const MAX_CHARS = 16_000_000;

interface WatchParts {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** What a service said during a step, with the moments between. */
export interface WatchedService {
  readonly names: ServiceNames;
  readonly figures: ServiceFigures;
  readonly moments: readonly ServiceMoment[];
}

/** Reads the metrics of a service before, during and after a step; its warm-up is in the moments alone. */
export class ServiceWatch {
  readonly #parts: WatchParts;
  readonly #over = new AbortController();
  readonly #moments: ServiceMoment[] = [];
  #before: MetricsPage;
  /** How many moments lie before the first page that counts. */
  #warmupMoments = 0;
  readonly #names: ServiceNames;
  readonly #watching: Promise<void>;

  private constructor(parts: WatchParts, before: { readonly page: MetricsPage; readonly names: ServiceNames }) {
    this.#parts = parts;
    this.#before = before.page;
    this.#names = before.names;
    this.#watching = this.#watch();
  }

  /** Reads the first page; throws where there is none, or none that is known. */
  static async start(parts: WatchParts): Promise<ServiceWatch> {
    const page = await scrape(parts);
    const names = findService(page);
    if (names === null) throw new Error(`${parts.url} has metrics of no service that is known`);
    return new ServiceWatch(parts, { page, names });
  }

  /** Counts from here on: reads the first page anew. Where that fails, the one before stands and the moments go on. */
  async begin(): Promise<void> {
    this.#before = await scrape(this.#parts);
    this.#warmupMoments = this.#moments.length;
  }

  /** Reads the last page. */
  async finish(): Promise<WatchedService> {
    this.#over.abort();
    await this.#watching;
    const after = await scrape(this.#parts);
    const counted = this.#moments.slice(this.#warmupMoments);
    const figures = toServiceFigures(this.#names, { before: this.#before, after }, counted);
    return { names: this.#names, figures, moments: this.#moments };
  }

  async #watch(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#over;
    let before = this.#before;
    while (!signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + SCRAPE_EVERY_MS, signal);
      if (signal.aborted) return;
      const after = await scrape(this.#parts).catch(() => null); // One moment less; the last page tells whether it is gone.
      if (after === null) continue;
      this.#moments.push(toServiceMoment(this.#names, { before, after }, clock.nowMs()));
      before = after;
    }
  }
}

async function scrape({ url, headers }: WatchParts): Promise<MetricsPage> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered with ${response.status}`);
  return parseMetricsPage(text.slice(0, MAX_CHARS));
}
