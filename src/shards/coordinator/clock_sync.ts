import type { Clock } from "../../core/clock.ts";
import { CLOCK_SAMPLES, type ClockOffset, estimateClockOffset } from "../protocol/clock_offset.ts";
import type { ClockSample } from "../protocol/clock_offset.ts";
import type { ShardLink } from "../protocol/messages.ts";

/** Two machines that are near each other answer within a millisecond or so. */
const GOOD_ERROR_MS = 0.7;
/** What lies between machines is not always quick: more exchanges find a quick one. */
const REMOTE_SAMPLES = 30;
/** Others are not asked longer than this: from their first answer on, until which they load their code. */
const LONGEST_MS = 1500;

/** Compares the clock of an agent with ours: some exchanges one after another, of which the quickest counts. */
export class ClockSync {
  readonly #link: ShardLink;
  readonly #clock: Clock;
  readonly #samples: ClockSample[] = [];
  #firstAnswerAtMs: number | null = null;
  readonly #done = Promise.withResolvers<ClockOffset>();

  constructor(link: ShardLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    // Whoever waits for several of them hears of the first failure alone.
    this.#done.promise.catch(() => {});
  }

  /** Resolves once the offset is known. */
  run(): Promise<ClockOffset> {
    this.#ask();
    return this.#done.promise;
  }

  /** An answer came. */
  receive({ askedAtMs, agentAtMs }: Omit<ClockSample, "answeredAtMs">): void {
    this.#samples.push({ askedAtMs, agentAtMs, answeredAtMs: this.#clock.nowMs() });
    this.#firstAnswerAtMs ??= this.#clock.nowMs();
    const found = estimateClockOffset(this.#samples);
    if (this.#isGood(found)) this.#done.resolve(found);
    else this.#ask();
  }

  /** There will be no more answers. */
  fail(cause: Error): void {
    this.#done.reject(cause);
  }

  /** An agent on another machine that is still starting is slow to answer: it is asked until one answer was quick. */
  #isGood({ errorMs }: ClockOffset): boolean {
    const isHere = this.#link.machine === undefined;
    if (this.#samples.length < (isHere ? CLOCK_SAMPLES : REMOTE_SAMPLES)) return false;
    const isNear = isHere || errorMs <= GOOD_ERROR_MS;
    return isNear || this.#clock.nowMs() > (this.#firstAnswerAtMs ?? 0) + LONGEST_MS;
  }

  #ask(): void {
    this.#link.send({ kind: "clock_ask", askedAtMs: this.#clock.nowMs() });
  }
}
