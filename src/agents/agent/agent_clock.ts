import { estimateClockOffset } from "../../shards/protocol/clock_offset.ts";
import type { ClockSample } from "../../shards/protocol/clock_offset.ts";
import { MOST_DRIFT_PPM, OPEN_DRIFT_PPM } from "../wire/clock_drift.ts";
import type { AgentClock } from "../wire/join.ts";

/** Exchanges of the last so long are kept: the quickest of them bounds the offset best. */
const MEMORY_MS = 60_000;

/** One exchange with the coordinator: asked and answered by the agent's clock, seen between by the clock of the run. */
export interface BeatSample {
  readonly sentAtMs: number;
  readonly runAtMs: number;
  readonly answeredAtMs: number;
}

/** How the clock of this machine stands to that of the run, by the exchanges of its beats. */
export class AgentClockEstimate {
  #samples: ClockSample[] = [];
  #first: { readonly offsetMs: number; readonly atMs: number; readonly boundMs: number } | null = null;

  add({ sentAtMs, runAtMs, answeredAtMs }: BeatSample): void {
    const samples = [...this.#samples, { askedAtMs: sentAtMs, agentAtMs: runAtMs, answeredAtMs }];
    this.#samples = samples.filter(({ askedAtMs }) => askedAtMs > answeredAtMs - MEMORY_MS);
  }

  /** `null`: there was no exchange yet. */
  read(): AgentClock | null {
    const last = this.#samples.at(-1);
    if (last === undefined) return null;
    const atMs = last.answeredAtMs;
    // A quick exchange bounds the offset well, until drift has had time to blur it.
    const [best = last] = this.#samples.toSorted((a, b) => boundOf(a, atMs) - boundOf(b, atMs));
    const { offsetMs, errorMs } = estimateClockOffset([best]);
    const boundMs = boundOf(best, atMs);
    const now = { offsetMs: -offsetMs, atMs, boundMs };
    this.#first ??= now;
    const sinceMs = now.atMs - this.#first.atMs;
    // It is told once its bounds leave little of it open.
    const openPpm = (this.#first.boundMs + now.boundMs) / sinceMs * 1e6;
    const driftPpm = openPpm <= OPEN_DRIFT_PPM ? (now.offsetMs - this.#first.offsetMs) / sinceMs * 1e6 : null;
    return { offsetMs: now.offsetMs, boundMs, roundTripMs: 2 * errorMs, driftPpm };
  }
}

function boundOf({ askedAtMs, answeredAtMs }: ClockSample, atMs: number): number {
  return (answeredAtMs - askedAtMs) / 2 + (atMs - answeredAtMs) * MOST_DRIFT_PPM / 1e6;
}
