import { reasonOf } from "../../core/errors.ts";
import type { CarriedPhase } from "../wire/taking_up.ts";
import type { InsistentSender } from "../wire/insistent_sender.ts";
import { NOTHING_WAITS } from "./backlog.ts";
import type { Waiting } from "./backlog.ts";
import type { FolderClaim } from "./folder_claim.ts";
import type { RecordStream } from "./record_stream.ts";
import type { Roster } from "./roster.ts";

interface MemoryParts {
  readonly claim: FolderClaim;
  readonly roster: () => Roster;
  readonly sender: InsistentSender;
  readonly log: (line: string) => void;
}

/**
 * What the bus remembers of the phase that runs, for a coordinator that would have to take it up: who carries it, and all
 * of its records. Where anything is not as it was written down, nothing is remembered, and the step would be done again.
 */
export class PhaseMemory {
  readonly #parts: MemoryParts;
  #stream: RecordStream | null = null;
  /** The number of the first message of records of the phase; `null`: they are not all of it, or not alone. */
  #firstSequence: number | null = null;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
  }

  /** The stream of records is there; `firstSequence` as it was written down of a phase that is taken up. */
  open(stream: RecordStream, firstSequence: number | null): void {
    this.#stream = stream;
    this.#firstSequence = firstSequence;
  }

  /** A phase begins: no record of what came before is needed any more. */
  async begin(): Promise<void> {
    const { claim } = this.#parts;
    try {
      await claim.forgetPhase();
      this.#firstSequence = await this.#stream?.clear() ?? null;
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  /** Writes down what is carried. */
  async note(phase: Pick<CarriedPhase, "step" | "startAtMs" | "originEpochMs">): Promise<void> {
    if (this.#firstSequence === null) return;
    const { claim, roster } = this.#parts;
    const parts = roster().parts();
    const errors = parts.flatMap(({ loops }) => [...loops.values()].map(({ clockError }) => clockError.errorMs));
    try {
      await claim.write({
        phase: {
          ...phase,
          firstSequence: this.#firstSequence,
          agents: parts.map(({ number, asked }) => ({ number, asked })),
          agentCount: roster().count(),
          clockErrorMs: Math.max(0, ...errors),
        },
      });
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  /** Another coordinator could not go on with it any more. */
  forget(): void {
    const { claim, sender } = this.#parts;
    this.#firstSequence = null;
    sender.send(() => claim.forgetPhase());
  }

  /** Makes room in the stream where that is needed; says what of it is not worked through. */
  async look(): Promise<Waiting> {
    if (this.#stream === null) return NOTHING_WAITS;
    if (await this.#stream.trim()) this.forget();
    return await this.#stream.waiting();
  }

  /** The bus is gone for a moment, or another coordinator was quicker: the load goes on, or ends for that. */
  #giveUp(cause: unknown): void {
    this.#parts.log(`Should this coordinator die, its step is done again (${reasonOf(cause)})`);
    this.forget();
  }
}
