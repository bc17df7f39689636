import type { ReplyChunks, RequestRecord } from "../../core/record.ts";
import { createDistribution, type Distribution, type DistributionState } from "../distribution.ts";
import { type RequestFigures, scanOutput } from "../request_figures.ts";
import { SampleBatch } from "../samples/sample_batch.ts";
import { STEADY_IDS, type SteadyId, type SteadyState } from "../step_metrics.ts";
import { GROUP_SAMPLE_LIMIT } from "./group_tally.ts";
import type { StageBounds } from "./stage_tally.ts";

/**
 * Latencies of the steady part of a step: from the first end of a request to the last sending. Before the one nothing
 * has made room for anything, after the other the load only drains. A request is in it when it was sent and has ended
 * within. So all slots of a closed loop are busy, and the first wave, which comes all at once, is left out.
 */
export interface SteadyTally {
  /** Says when the load began, on the run's clock. */
  beginAt(startMs: number): void;
  /** Takes in a request; `figures` are those of a successful one. */
  add(record: RequestRecord, figures: RequestFigures | null): void;
  /** `null`: the load was never steady. */
  finish(): SteadyState | null;
  state(): SteadyTallyState;
  merge(state: SteadyTallyState): void;
}

/** The content of a tally as plain data. */
export interface SteadyTallyState {
  readonly firstEndMs: number;
  readonly lastSentMs: number;
  readonly waiting: readonly SteadyRequest[];
  readonly early: readonly SteadyRequest[];
  readonly completed: SteadyCounts;
  readonly counts: { readonly requests: number };
  readonly distributions: Readonly<Record<SteadyId, DistributionState>>;
}

interface SteadyCounts {
  requests: number;
  outputTokens: number;
}

/** A succeeded request of which it is not known yet whether it is in the window. */
interface SteadyRequest {
  readonly sentAtMs: number;
  readonly endAtMs: number;
  readonly outputTokens: number;
  readonly values: Readonly<Record<Exclude<SteadyId, "itl">, number | null>>;
  readonly chunks: Pick<ReplyChunks, "atMs" | "kinds">;
}

/** Creates a tally; a load that changes all the time has no steady part. */
export function createSteadyTally(stages: readonly StageBounds[]): SteadyTally {
  return new Steady(stages);
}

class Steady implements SteadyTally {
  /** From where on the load is constant, after its start; `null`: nowhere. */
  readonly #constantFromMs: number | null;
  #startMs = -Infinity;
  #firstEndMs = Infinity;
  #lastSentMs = -Infinity;
  /** They ended after the last sending that is known, in the order in which they came. */
  #waiting: SteadyRequest[] = [];
  /** They were sent before the first end that is known; one that is earlier still may come. */
  #early: SteadyRequest[] = [];
  /** Those that ended in the window, whenever they were sent. */
  readonly #completed: SteadyCounts = { requests: 0, outputTokens: 0 };
  readonly #counts = { requests: 0 };
  readonly #gaps = new SampleBatch();
  readonly #distributions: Readonly<Record<SteadyId, Distribution>> = mapSteady(() =>
    createDistribution(GROUP_SAMPLE_LIMIT)
  );

  constructor(stages: readonly StageBounds[]) {
    const last = stages.at(-1);
    const isConstant = last === undefined || (last.load.from === last.load.to && last.untilMs === Infinity);
    this.#constantFromMs = isConstant ? last?.fromMs ?? 0 : null;
  }

  beginAt(startMs: number): void {
    this.#startMs = startMs;
  }

  add(record: RequestRecord, figures: RequestFigures | null): void {
    if (this.#constantFromMs === null) return;
    const { sentAtMs, endAtMs } = record.times;
    this.#firstEndMs = Math.min(this.#firstEndMs, endAtMs);
    this.#lastSentMs = Math.max(this.#lastSentMs, sentAtMs);
    if (figures !== null) this.#waiting.push(toSteadyRequest(record, figures));
    this.#settleFirst();
  }

  finish(): SteadyState | null {
    this.#settleAll();
    const seconds = (this.#lastSentMs - this.#fromMs()) / 1000;
    if (this.#counts.requests === 0 || !(seconds > 0)) return null;
    // Where nobody said when the load began, its first moment is that of the run's clock.
    const origin = Number.isFinite(this.#startMs) ? this.#startMs : 0;
    return {
      fromSeconds: (this.#fromMs() - origin) / 1000,
      untilSeconds: (this.#lastSentMs - origin) / 1000,
      requests: this.#counts.requests,
      requestsPerSecond: this.#completed.requests / seconds,
      outputTokensPerSecond: this.#completed.outputTokens / seconds,
      distributions: mapSteady((id) => this.#distributions[id].summary()),
    };
  }

  state(): SteadyTallyState {
    return {
      firstEndMs: this.#firstEndMs,
      lastSentMs: this.#lastSentMs,
      waiting: [...this.#waiting],
      early: [...this.#early],
      completed: { ...this.#completed },
      counts: { ...this.#counts },
      distributions: mapSteady((id) => this.#distributions[id].state()),
    };
  }

  merge({ firstEndMs, lastSentMs, waiting, early, completed, counts, distributions }: SteadyTallyState): void {
    this.#firstEndMs = Math.min(this.#firstEndMs, firstEndMs);
    this.#lastSentMs = Math.max(this.#lastSentMs, lastSentMs);
    this.#waiting.push(...waiting);
    this.#early.push(...early);
    this.#completed.requests += completed.requests;
    this.#completed.outputTokens += completed.outputTokens;
    this.#counts.requests += counts.requests;
    for (const id of STEADY_IDS) this.#distributions[id].merge(distributions[id]);
  }

  #fromMs(): number {
    return Math.max(this.#firstEndMs, this.#startMs + (this.#constantFromMs ?? 0));
  }

  /** Records come about in the order of their ends: looking at the first ones keeps few waiting, at no cost. */
  #settleFirst(): void {
    let count = 0;
    for (const request of this.#waiting) {
      if (request.endAtMs > this.#lastSentMs) break;
      this.#settle(request);
      count++;
    }
    if (count > 0) this.#waiting.splice(0, count);
  }

  /** What is in the window now stays in it, as it only grows to both sides. */
  #settleAll(): void {
    const [ended, waiting] = partition(this.#waiting, ({ endAtMs }) => endAtMs <= this.#lastSentMs);
    this.#waiting = waiting;
    for (const request of ended) this.#settle(request);
    const [sent, early] = partition(this.#early, ({ sentAtMs }) => sentAtMs >= this.#fromMs());
    this.#early = early;
    for (const request of sent) this.#take(request);
  }

  #settle(request: SteadyRequest): void {
    if (request.endAtMs >= this.#startMs + (this.#constantFromMs ?? 0)) {
      this.#completed.requests++;
      this.#completed.outputTokens += request.outputTokens;
    }
    if (request.sentAtMs >= this.#fromMs()) this.#take(request);
    else this.#early.push(request);
  }

  #take({ values, chunks }: SteadyRequest): void {
    this.#counts.requests++;
    for (const id of STEADY_IDS) {
      const value = id === "itl" ? null : values[id];
      if (value !== null) this.#distributions[id].add(value);
    }
    scanOutput(chunks, this.#gaps);
    this.#distributions.itl.addAll(this.#gaps);
  }
}

function toSteadyRequest(
  { times, tokens, chunks: { atMs, kinds } }: RequestRecord,
  { ttftMs, tpotMs, latencyMs }: RequestFigures,
): SteadyRequest {
  const values = { ttft: ttftMs, tpot: tpotMs, latency: latencyMs / 1000 };
  const outputTokens = tokens.completionTokens ?? 0;
  return { sentAtMs: times.sentAtMs, endAtMs: times.endAtMs, outputTokens, values, chunks: { atMs, kinds } };
}

function partition<Item>(items: readonly Item[], isIn: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isIn), items.filter((item) => !isIn(item))];
}

function mapSteady<Value>(toValue: (id: SteadyId) => Value): Record<SteadyId, Value> {
  return { ttft: toValue("ttft"), tpot: toValue("tpot"), itl: toValue("itl"), latency: toValue("latency") };
}
