import { createHash } from "node:crypto";
import { DiscardPolicy, jetstream, JetStreamApiError, jetstreamManager, StorageType } from "@nats-io/jetstream";
import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { CarriedPhase } from "../wire/taking_up.ts";
import { CLAIM_STREAM, claimSubject } from "../wire/subjects.ts";

/** Who writes into a folder of results. */
export interface Claim {
  /** Raised by each coordinator that takes the folder up. */
  readonly epoch: number;
  readonly run: string;
  readonly user: string;
  /** What it carries, for one that takes it up; `null`: nothing, or nothing that could be gone on with. */
  readonly phase: CarriedPhase | null;
}

interface StoredClaim {
  readonly claim: Claim;
  /** Its number in the stream. */
  readonly sequence: number;
}

/** What a claim is made of. */
export interface ClaimParts {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  /** The folder of the results, as its machine names it. */
  readonly folder: string;
  readonly user: string;
  /** Another coordinator has taken the folder up. */
  readonly onTaken: (cause: DataError) => void;
}

const LOOK_EVERY_MS = 1000;
/** So many folders are remembered, the newest ones. */
const MAX_CLAIMS = 10_000;

/**
 * That one coordinator alone carries the run of a folder: the newest one, whoever else is still alive. Its epoch is one
 * higher than the last; the bus takes it only where nobody was quicker, and the one before finds itself replaced.
 */
export class FolderClaim {
  readonly #parts: ClaimParts;
  readonly #manager: JetStreamManager;
  readonly #stream: JetStreamClient;
  readonly #subject: string;
  readonly #over = new AbortController();
  #sequence = 0;
  #claim: Claim = { epoch: 0, run: "", user: "", phase: null };
  #writing: Promise<void> = Promise.resolve();
  /** Another coordinator has it by now. */
  isTaken = false;

  private constructor(parts: ClaimParts, manager: JetStreamManager) {
    this.#parts = parts;
    this.#manager = manager;
    this.#stream = jetstream(parts.connection);
    this.#subject = subjectOf(parts.folder);
  }

  /** Who has a folder, or had it last; `null`: nobody. */
  static async find(connection: NatsConnection, folder: string): Promise<Claim | null> {
    try {
      const found = await (await jetstreamManager(connection)).streams.getMessage(CLAIM_STREAM, {
        last_by_subj: subjectOf(folder),
      });
      return found?.json<Claim>() ?? null;
    } catch (cause) {
      // There is no such stream: nobody has had any folder.
      if (cause instanceof JetStreamApiError) return null;
      throw cause;
    }
  }

  /**
   * Takes the folder up, as the run that it was if there was one, else as a new one; says who had it before, `null`: nobody.
   * Throws where another one was quicker.
   */
  static async take(
    parts: ClaimParts,
    newRun: string,
  ): Promise<{ readonly claim: FolderClaim; readonly before: Claim | null }> {
    const manager = await jetstreamManager(parts.connection);
    await manager.streams.add({
      name: CLAIM_STREAM,
      subjects: [claimSubject("*")],
      storage: StorageType.File,
      max_msgs_per_subject: 1,
      max_msgs: MAX_CLAIMS,
      discard: DiscardPolicy.Old,
    });
    const claim = new FolderClaim(parts, manager);
    const before = await claim.#read();
    claim.#sequence = before?.sequence ?? 0;
    const { epoch = 0, run = newRun, phase = null } = before?.claim ?? {};
    await claim.#publish({ epoch: epoch + 1, run, user: parts.user, phase });
    void claim.#watch();
    return { claim, before: before?.claim ?? null };
  }

  /** The number of this coordinator among those that had the folder. */
  get epoch(): number {
    return this.#claim.epoch;
  }

  /** Writes down which run it is by now, and what it carries. Throws where another coordinator has taken it up. */
  async write(change: Partial<Pick<Claim, "run" | "phase">>): Promise<void> {
    const writing = this.#writing.catch(() => {}).then(() => this.#publish({ ...this.#claim, ...change }));
    this.#writing = writing;
    await writing;
  }

  /** Nothing is carried any more that another coordinator could go on with. */
  async forgetPhase(): Promise<void> {
    if (this.#claim.phase !== null && !this.isTaken) await this.write({ phase: null });
  }

  /** Nobody need be kept out any more. */
  release(): void {
    this.#over.abort();
  }

  async #read(): Promise<StoredClaim | null> {
    const found = await this.#manager.streams.getMessage(CLAIM_STREAM, { last_by_subj: this.#subject });
    return found === null ? null : { claim: found.json<Claim>(), sequence: found.seq };
  }

  async #publish(claim: Claim): Promise<void> {
    try {
      const ack = await this.#stream.publish(this.#subject, JSON.stringify(claim), {
        expect: { lastSubjectSequence: this.#sequence },
      });
      this.#sequence = ack.seq;
      this.#claim = claim;
    } catch (cause) {
      const { folder } = this.#parts;
      // An answer that was lost is no other coordinator: the next attempt goes on from what is there.
      const found = await this.#look();
      if (found !== null && found.claim.epoch === this.epoch) this.#sequence = found.sequence;
      throw new DataError(`Another coordinator takes the run in ${folder} up: ${reasonOf(cause)}`, { cause });
    }
  }

  async #watch(): Promise<void> {
    const { clock, folder, onTaken } = this.#parts;
    const { signal } = this.#over;
    while (!signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, signal);
      const found = signal.aborted ? null : await this.#look();
      if (found === null || found.claim.epoch === this.epoch) continue;
      this.isTaken = true;
      const { user, run, epoch } = found.claim;
      onTaken(new DataError(`${user} has taken the run in ${folder} up (run ${run}, number ${epoch}): this one ends`));
      return;
    }
  }

  async #look(): Promise<StoredClaim | null> {
    try {
      return await this.#read();
    } catch {
      // The bus is gone for a moment, which is told elsewhere.
      return null;
    }
  }
}

function subjectOf(folder: string): string {
  return claimSubject(createHash("sha256").update(folder).digest("hex").slice(0, 16));
}
