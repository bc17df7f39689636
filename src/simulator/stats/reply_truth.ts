/** What was really sent of one reply; times in ms from the moment at which its request was read whole. */
export interface ReplyTruth {
  /** The request's `x-request-id`. */
  readonly id: string;
  /** When the request was read whole, in ms since the simulator's start. */
  readonly arrivedAtMs: number;
  /** When the first token was written. */
  readonly ttftMs: number;
  /** Between the writes of events with tokens. */
  readonly gapsMs: readonly number[];
  /** When the last byte was written. */
  readonly replyMs: number;
}

/** Gathers the truth of one reply while it is sent. */
export class TruthGatherer {
  readonly #id: string;
  readonly #arrivedAtMs: number;
  readonly #onTruth: (truth: ReplyTruth) => void;
  #firstAtMs: number | null = null;
  #lastAtMs = 0;
  readonly #gapsMs: number[] = [];

  constructor(id: string, arrivedAtMs: number, onTruth: (truth: ReplyTruth) => void) {
    this.#id = id;
    this.#arrivedAtMs = arrivedAtMs;
    this.#onTruth = onTruth;
  }

  /** An event with tokens is written. */
  addEvent(atMs: number): void {
    if (this.#firstAtMs === null) this.#firstAtMs = atMs;
    else this.#gapsMs.push(atMs - this.#lastAtMs);
    this.#lastAtMs = atMs;
  }

  /** The reply is complete; one without tokens has no truth to tell. */
  finish(atMs: number): void {
    if (this.#firstAtMs === null) return;
    this.#onTruth({
      id: this.#id,
      arrivedAtMs: this.#arrivedAtMs,
      ttftMs: this.#firstAtMs - this.#arrivedAtMs,
      gapsMs: this.#gapsMs,
      replyMs: atMs - this.#arrivedAtMs,
    });
  }
}
