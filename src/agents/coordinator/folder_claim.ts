import { createHash } from "node:crypto";
import { DiscardPolicy, jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Clock } from "../../core/clock.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { CLAIM_STREAM, claimSubject } from "../wire/subjects.ts";

/** Who writes into a folder of results. */
interface Claim {
  /** Raised by each coordinator that takes the folder up. */
  readonly epoch: number;
  readonly run: string;
  readonly user: string;
}

interface StoredClaim {
  readonly claim: Claim;
  /** Its number in the stream. */
  readonly sequence: number;
}

interface ClaimParts {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  /** The folder of the results, as its machine names it. */
  readonly folder: string;
  readonly run: string;
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

  private constructor(parts: ClaimParts, manager: JetStreamManager) {
    this.#parts = parts;
    this.#manager = manager;
    this.#stream = jetstream(parts.connection);
    this.#subject = claimSubject(createHash("sha256").update(parts.folder).digest("hex").slice(0, 16));
  }

  /** Takes the folder up; says who had it before, `null`: nobody. Throws where another one was quicker. */
  static async take(parts: ClaimParts): Promise<{ readonly claim: FolderClaim; readonly before: Claim | null }> {
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
    await claim.#publish((before?.claim.epoch ?? 0) + 1, before?.sequence ?? 0);
    void claim.#watch();
    return { claim, before: before?.claim ?? null };
  }

  /** Nobody need be kept out any more. */
  release(): void {
    this.#over.abort();
  }

  async #read(): Promise<StoredClaim | null> {
    const found = await this.#manager.streams.getMessage(CLAIM_STREAM, { last_by_subj: this.#subject });
    return found === null ? null : { claim: found.json<Claim>(), sequence: found.seq };
  }

  async #publish(epoch: number, lastSequence: number): Promise<void> {
    const { run, user, folder } = this.#parts;
    const claim: Claim = { epoch, run, user };
    try {
      const ack = await this.#stream.publish(this.#subject, JSON.stringify(claim), {
        expect: { lastSubjectSequence: lastSequence },
      });
      this.#sequence = ack.seq;
    } catch (cause) {
      throw new DataError(`Another coordinator takes the run in ${folder} up: ${reasonOf(cause)}`, { cause });
    }
  }

  async #watch(): Promise<void> {
    const { clock, folder, onTaken } = this.#parts;
    const { signal } = this.#over;
    while (!signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, signal);
      const found = signal.aborted ? null : await this.#look();
      if (found === null || found.sequence === this.#sequence) continue;
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
