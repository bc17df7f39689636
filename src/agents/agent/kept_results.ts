import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { FromShard, ToShard } from "../../shards/protocol/messages.ts";
import { readJsonBytes } from "../wire/join.ts";
import type { KeepOrder } from "../wire/join.ts";
import { REQUEST_TIMEOUT_MS } from "../wire/lease_times.ts";
import { encodeState } from "../wire/state_message.ts";
import type { StateAnswer, StateMessage } from "../wire/state_message.ts";
import type { RunSubjects } from "../wire/subjects.ts";
import type { LoopEnd } from "./loop_end.ts";
import type { OpenKeeper, ResultKeeper } from "./result_keeper.ts";
import { StateSender } from "./state_sender.ts";

interface ResultsParts {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  readonly subjects: RunSubjects;
  readonly loops: ReadonlyMap<number, LoopEnd>;
  readonly openKeeper: OpenKeeper;
}

/** A part of a file goes in a message of this size. */
const PART_BYTES = 512 * 1024;

/** What an agent keeps of the phase that runs; nothing, where its records go to the coordinator. */
export class KeptResults {
  readonly #agent: number;
  readonly #run: string;
  readonly #parts: ResultsParts;
  #phase = 0;
  #opening: Promise<void> = Promise.resolve();
  #keeper: ResultKeeper | null = null;
  #sender: StateSender | null = null;

  constructor({ agent, run }: { readonly agent: number; readonly run: string }, parts: ResultsParts) {
    this.#agent = agent;
    this.#run = run;
    this.#parts = parts;
  }

  /** A phase begins of which records stay here, or it has somebody else to tell of it. */
  async keep({ phase, settings, parent }: KeepOrder): Promise<void> {
    if (phase !== this.#phase) {
      // Set at once: an order that is repeated while the first one is followed waits for that.
      this.#phase = phase;
      this.#opening = this.#open(settings, parent);
      return await this.#opening;
    }
    await this.#opening;
    this.#sender?.tell(parent);
  }

  async #open(settings: string | null, parent: number | null): Promise<void> {
    await this.close();
    if (settings === null) return;
    const phase = this.#phase;
    const { loops, openKeeper, clock } = this.#parts;
    const keeper = await openKeeper(settings, { id: this.#run, phase });
    for (const loop of loops.values()) loop.beginKeeping();
    this.#keeper = keeper;
    const send = (message: StateMessage, to: number | null) => this.#send(message, to);
    this.#sender = new StateSender({ clock, keeper, agent: this.#agent, phase, loops, send }, parent);
  }

  /** Returns the records that are not kept. */
  take(records: readonly RequestRecord[]): readonly RequestRecord[] {
    return this.#keeper?.take(records) ?? records;
  }

  notePhase(message: Extract<ToShard, { kind: "phase" }> | Extract<FromShard, { kind: "phase_end" }>): void {
    if (message.kind === "phase") this.#keeper?.beginAt(message.start.plan.startAtMs);
    else this.#sender?.hurry();
  }

  takeState(message: StateMessage): StateAnswer {
    return this.#sender?.take(message) ?? { thin: [] };
  }

  async read(offset: number): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#keeper?.read({ offset, length: PART_BYTES }) ?? new Uint8Array();
  }

  /** Keeps nothing more of the phase, until another one begins. */
  async close(): Promise<void> {
    this.#sender?.stop();
    await this.#keeper?.close();
    this.#sender = null;
    this.#keeper = null;
  }

  async #send(message: StateMessage, to: number | null): Promise<StateAnswer> {
    const { connection, subjects } = this.#parts;
    const reply = await connection.request(subjects.states(to), encodeState(message), { timeout: REQUEST_TIMEOUT_MS });
    return readJsonBytes<StateAnswer>(reply.data);
  }
}
