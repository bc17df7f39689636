import type { Clock } from "../../core/clock.ts";
import type { FromShard, ShardLink, ShardSetup } from "../protocol/messages.ts";
import { ClockSync } from "./clock_sync.ts";

/** What an agent is told, but for its clock, which is found out here. */
export type SetupToSend = Omit<ShardSetup, "clockOffsetMs">;

/** The first words with an agent: its clock is compared with ours, then it is told all it needs. */
export class AgentSetup {
  readonly #link: ShardLink;
  readonly #setup: SetupToSend;
  readonly #clock: Clock;
  readonly #sync: ClockSync;
  readonly #ready = Promise.withResolvers<void>();

  constructor(link: ShardLink, setup: SetupToSend, clock: Clock) {
    this.#link = link;
    this.#setup = setup;
    this.#clock = clock;
    this.#sync = new ClockSync(link, clock);
    this.#ready.promise.catch(() => {});
  }

  /** Resolves once the agent is ready. */
  async run(): Promise<void> {
    const { offsetMs, errorMs } = await this.#sync.run();
    this.#link.noteClockError?.(errorMs, this.#clock.nowMs());
    this.#link.send({ kind: "setup", setup: { ...this.#setup, clockOffsetMs: offsetMs } });
    await this.#ready.promise;
  }

  receive(message: FromShard): void {
    if (message.kind === "ready") this.#ready.resolve();
    else if (message.kind === "clock_answer") this.#sync.receive(message);
  }

  fail(cause: Error): void {
    this.#sync.fail(cause);
    this.#ready.reject(cause);
  }
}
