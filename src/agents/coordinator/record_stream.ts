import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import type { ConsumerMessages, JetStreamManager, JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import type { NatsConnection } from "@nats-io/nats-core";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { Waiting } from "./backlog.ts";
import { readInTurns } from "./reading_turns.ts";
import type { TurnReader } from "./reading_turns.ts";
import { subjectsOf } from "../wire/subjects.ts";
import type { RunSubjects } from "../wire/subjects.ts";

/** Within so long a record that comes twice is refused by the bus itself. */
const DUPLICATE_WINDOW_MS = 120_000;
/** What is not worked through within so long is delivered again, and then dropped as known. */
const ACK_WAIT_MS = 60_000;
/** A stream nobody reads for so long is of a run that died. */
const MAX_AGE_MS = 24 * 3600 * 1000;
/** So much a run may leave in the bus before agents keep what they have. */
export const MAX_STREAM_BYTES: number = 4 * 1024 ** 3;
/** So many that were handed out may not be worked through yet; the rest waits in the bus. */
const MAX_PENDING = 512;
/**
 * So many are on their way at once. Beats and what is told directly come over the same connection: behind 256 batches, of 80
 * kB each, they were 5 s late where the coordinator had a tenth of a core.
 */
const MAX_ON_THE_WAY = 8;

/** Of a phase so much is kept for a coordinator that takes it up; beyond, what was worked through is removed. */
const MOST_KEPT_BYTES = MAX_STREAM_BYTES / 2;

/**
 * The stream of a run's records. They stay in the bus until their phase is over, so that a coordinator that takes it up
 * reads all of them again.
 */
export interface RecordStream {
  /** What is not worked through. */
  waiting(): Promise<Waiting>;
  /** A phase begins: nothing of what was before is needed. Gives the number of its first message. */
  clear(): Promise<number>;
  /** Makes room where it is needed. `true`: the records of the phase are not complete any more. */
  trim(): Promise<boolean>;
  /** Reads no more. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

interface StreamReader extends TurnReader<JsMsg> {
  /** The number of this coordinator: each reads for itself, from the first message on. */
  readonly epoch: number;
}

/** Makes the stream of a run and reads it. */
export async function openRecordStream(
  connection: NatsConnection,
  subjects: RunSubjects,
  reader: StreamReader,
): Promise<RecordStream> {
  const { stream: name, allRecords } = subjects;
  const own = `coordinator_${reader.epoch}`;
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name,
      subjects: [allRecords],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      max_bytes: MAX_STREAM_BYTES,
      max_age: nanos(MAX_AGE_MS),
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    });
    await manager.consumers.add(name, {
      durable_name: own,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: MAX_PENDING,
    });
    const consumer = await jetstream(connection).consumers.get(name, own);
    const messages: ConsumerMessages = await consumer.consume({ max_messages: MAX_ON_THE_WAY });
    void readInTurns(messages, reader);
    return new OwnStream({ manager, name, consumer: own, messages });
  } catch (cause) {
    throw new DataError(`The bus keeps no stream for records: ${reasonOf(cause)}`, {
      cause,
      hint: "It needs JetStream with 4 GB of file store (max_file_store) free",
    });
  }
}

interface StreamParts {
  readonly manager: JetStreamManager;
  readonly name: string;
  readonly consumer: string;
  readonly messages: ConsumerMessages;
}

class OwnStream implements RecordStream {
  readonly #parts: StreamParts;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  async waiting(): Promise<Waiting> {
    const { manager, name, consumer } = this.#parts;
    const [{ state }, { num_pending, num_ack_pending }] = await Promise.all([
      manager.streams.info(name),
      manager.consumers.info(name, consumer),
    ]);
    const waiting = num_pending + num_ack_pending;
    // The bus does not say how large those are: as large as the others.
    return { messages: waiting, bytes: Math.round(state.bytes * waiting / Math.max(1, state.messages)) };
  }

  async clear(): Promise<number> {
    const { manager, name } = this.#parts;
    await manager.streams.purge(name);
    return (await manager.streams.info(name)).state.first_seq;
  }

  async trim(): Promise<boolean> {
    const { manager, name, consumer } = this.#parts;
    if ((await manager.streams.info(name)).state.bytes < MOST_KEPT_BYTES) return false;
    const { ack_floor } = await manager.consumers.info(name, consumer);
    await manager.streams.purge(name, { seq: ack_floor.stream_seq + 1 });
    return true;
  }

  async close(): Promise<void> {
    await this.#parts.messages.close();
  }

  async remove(): Promise<void> {
    await this.#parts.manager.streams.delete(this.#parts.name);
  }
}

/** The number of the first message that is kept of a run; `null`: there is no such stream. */
export async function readFirstSequence(connection: NatsConnection, run: string): Promise<number | null> {
  try {
    return (await (await jetstreamManager(connection)).streams.info(subjectsOf(run).stream)).state.first_seq;
  } catch (cause) {
    if (!(cause instanceof JetStreamApiError)) throw cause;
    return null;
  }
}

/** Removes the stream of a run that does not go on; there is none any more where that has ended. */
export async function removeStream(connection: NatsConnection, run: string): Promise<void> {
  try {
    await (await jetstreamManager(connection)).streams.delete(subjectsOf(run).stream);
  } catch (cause) {
    if (!(cause instanceof JetStreamApiError)) throw cause;
  }
}
