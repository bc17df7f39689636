import type { Clock } from "../../core/clock.ts";
import { CLOCK_SAMPLES, estimateClockOffset } from "../protocol/clock_offset.ts";
import type { ClockSample } from "../protocol/clock_offset.ts";
import type { FromShard, ShardLink, ShardSetup } from "../protocol/messages.ts";

/** What an agent is told, but for its clock, which is found out here. */
export type SetupToSend = Omit<ShardSetup, "clockOffsetMs">;

/** The first words with an agent: its clock is compared with ours, then it is told all it needs. */
export class AgentSetup {
  readonly #link: ShardLink;
  readonly #setup: SetupToSend;
  readonly #clock: Clock;
  readonly #samples: ClockSample[] = [];
  readonly #done = Promise.withResolvers<void>();

  constructor(link: ShardLink, setup: SetupToSend, clock: Clock) {
    this.#link = link;
    this.#setup = setup;
    this.#clock = clock;
    // Whoever waits for several of them hears of the first failure alone.
    this.#done.promise.catch(() => {});
  }

  /** Resolves once the agent is ready. */
  run(): Promise<void> {
    this.#askTime();
    return this.#done.promise;
  }

  receive(message: FromShard): void {
    if (message.kind === "ready") this.#done.resolve();
    else if (message.kind === "clock_answer") this.#noteTime(message);
  }

  fail(cause: Error): void {
    this.#done.reject(cause);
  }

  #askTime(): void {
    this.#link.send({ kind: "clock_ask", askedAtMs: this.#clock.nowMs() });
  }

  #noteTime({ askedAtMs, agentAtMs }: Omit<ClockSample, "answeredAtMs">): void {
    this.#samples.push({ askedAtMs, agentAtMs, answeredAtMs: this.#clock.nowMs() });
    if (this.#samples.length < CLOCK_SAMPLES) return this.#askTime();
    const { offsetMs } = estimateClockOffset(this.#samples);
    this.#link.send({ kind: "setup", setup: { ...this.#setup, clockOffsetMs: offsetMs } });
  }
}
