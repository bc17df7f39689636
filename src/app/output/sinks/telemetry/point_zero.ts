import type { RequestRecord } from "../../../../core/record.ts";

/** Finds where the time of a point begins in charts: with the first request that is measured. */
export class PointZero {
  readonly #startedAtMs: number;
  #sentAtMs = Infinity;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  add(batch: readonly RequestRecord[]): void {
    for (const { place, times } of batch) {
      if (place.phase === "measured" && times.sentAtMs < this.#sentAtMs) this.#sentAtMs = times.sentAtMs;
    }
  }

  /** Turns a moment of the run's clock into seconds of the point; what the warm-up brought comes before 0. */
  toSeconds(atMs: number): number {
    return (atMs - (Number.isFinite(this.#sentAtMs) ? this.#sentAtMs : this.#startedAtMs)) / 1000;
  }
}
