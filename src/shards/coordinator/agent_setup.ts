import type { Clock } from "../../core/clock.ts";
import type { FromShard, ShardLink, ShardSetup } from "../protocol/messages.ts";
import { ClockSync } from "./clock_sync.ts";

/** What an agent is told, but for its clock, which is found out here. */
export type SetupToSend = Omit<ShardSetup, "clockOffsetMs">;

/** Clocks of two machines drift apart by a tenth of a millisecond a second at most: so long they are left alone. */
const SYNCED_FOR_MS = 5000;

/** The first words with an agent: its clock is compared with ours, then it is told all it needs. */
export class AgentSetup {
  readonly #link: ShardLink;
  readonly #setup: SetupToSend;
  readonly #clock: Clock;
  readonly #ready = Promise.withResolvers<void>();
  #sync: ClockSync;
  #syncedAtMs = -Infinity;

  constructor(link: ShardLink, setup: SetupToSend, clock: Clock) {
    this.#link = link;
    this.#setup = setup;
    this.#clock = clock;
    this.#sync = new ClockSync(link, clock);
    this.#ready.promise.catch(() => {});
  }

  /** Resolves once the agent is ready. */
  async run(): Promise<void> {
    const clockOffsetMs = await this.#compare();
    this.#link.send({ kind: "setup", setup: { ...this.#setup, clockOffsetMs } });
    await this.#ready.promise;
  }

  /** Compares its clock anew where that was long ago, and sets it. */
  async adjustClock(): Promise<void> {
    if (this.#clock.nowMs() < this.#syncedAtMs + SYNCED_FOR_MS) return;
    this.#sync = new ClockSync(this.#link, this.#clock);
    this.#link.send({ kind: "clock_set", offsetMs: await this.#compare() });
  }

  receive(message: FromShard): void {
    if (message.kind === "ready") this.#ready.resolve();
    else if (message.kind === "clock_answer") this.#sync.receive(message);
  }

  fail(cause: Error): void {
    this.#sync.fail(cause);
    this.#ready.reject(cause);
  }

  async #compare(): Promise<number> {
    const { offsetMs, errorMs } = await this.#sync.run();
    this.#syncedAtMs = this.#clock.nowMs();
    this.#link.noteClockError?.(errorMs);
    return offsetMs;
  }
}
