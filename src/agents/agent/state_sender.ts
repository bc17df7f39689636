import type { Clock } from "../../core/clock.ts";
import type { PackedState, StateAnswer, StateMessage } from "../wire/state_message.ts";
import { StateBook } from "../wire/state_book.ts";
import type { LoopEnd } from "./loop_end.ts";
import type { ResultKeeper } from "./result_keeper.ts";

/** What a sender of states stands on. */
export interface StateSenderParts {
  readonly clock: Clock;
  readonly keeper: ResultKeeper;
  readonly agent: number;
  readonly phase: number;
  readonly loops: ReadonlyMap<number, LoopEnd>;
  /** Hands a state to an agent, or to the coordinator (`null`); rejects where nobody says that it is there. */
  readonly send: (message: StateMessage, to: number | null) => Promise<StateAnswer>;
}

const EVERY_MS = 2000;
/** What came last at the end of a phase is not held back, but what comes with it goes along. */
const HURRY_MS = 100;
const LOOK_EVERY_MS = 50;

/**
 * Tells the metrics of what this machine keeps, and of those below it, as one state that replaces the one before. A state
 * leaves when the coordinator knows of all requests in it: it never holds more than that has counted.
 */
export class StateSender {
  readonly #parts: StateSenderParts;
  readonly #below = new StateBook();
  readonly #over = new AbortController();
  #waking = new AbortController();
  #parent: number | null;
  #thin: readonly string[] = [];
  #number = 0;
  #told = "";

  constructor(parts: StateSenderParts, parent: number | null) {
    this.#parts = parts;
    this.#parent = parent;
    this.#below.begin(parts.phase);
    void this.#run();
  }

  /** Whoever is told from now on knows nothing yet. */
  tell(parent: number | null): void {
    this.#parent = parent;
    this.#told = "";
    this.hurry();
  }

  /** Something changed that is waited for. */
  hurry(): void {
    this.#waking.abort();
  }

  /** Takes in what an agent below says. */
  take(message: StateMessage): StateAnswer {
    if (this.#below.take(message)) this.hurry();
    return { thin: this.#thin };
  }

  stop(): void {
    this.#over.abort();
    this.#waking.abort();
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#over.signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + EVERY_MS, this.#waking.signal);
      this.#waking = new AbortController();
      await clock.sleepUntil(clock.nowMs() + HURRY_MS, this.#over.signal);
      await this.#push();
    }
  }

  async #push(): Promise<void> {
    const { agent, phase, send } = this.#parts;
    const own = this.#own();
    const told = JSON.stringify([this.#parent, own.covered, this.#below.version]);
    if (told === this.#told) return;
    const message = { agent, phase, number: ++this.#number, own, below: this.#joinBelow() };
    await this.#untilKnown(own);
    if (this.#over.signal.aborted) return;
    try {
      this.#thin = (await send(message, this.#parent)).thin;
      this.#told = told;
    } catch {
      // Nobody has it: the next one says it all.
    }
  }

  #own(): PackedState {
    const { agent, loops, keeper } = this.#parts;
    const covered = [...loops].map(([loop, { kept }]) => [agent, loop, kept] as const);
    return { covered, state: keeper.state(this.#thin) };
  }

  #joinBelow(): PackedState | null {
    const parts = this.#below.parts();
    if (parts.length === 0) return null;
    return {
      covered: parts.flatMap(({ covered }) => covered),
      state: this.#parts.keeper.join(parts.map(({ state }) => state)),
    };
  }

  async #untilKnown({ covered }: PackedState): Promise<void> {
    const { clock, loops } = this.#parts;
    const isKnown = (): boolean => covered.every(([, loop, records]) => (loops.get(loop)?.known ?? 0) >= records);
    while (!isKnown() && !this.#over.signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, this.#over.signal);
    }
  }
}
