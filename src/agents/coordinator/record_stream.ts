import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import type { ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Clock } from "../../core/clock.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { Waiting } from "./backlog.ts";
import type { RunSubjects } from "../wire/subjects.ts";

/** Within so long a record that comes twice is refused by the bus itself. */
const DUPLICATE_WINDOW_MS = 120_000;
/** What is not worked through within so long is delivered again, and then dropped as known. */
const ACK_WAIT_MS = 60_000;
/** A stream nobody reads for so long is of a run that died. */
const MAX_AGE_MS = 24 * 3600 * 1000;
/** So much a run may leave in the bus before agents keep what they have. */
export const MAX_STREAM_BYTES: number = 4 * 1024 ** 3;
const CONSUMER = "coordinator";
/** More are not on their way to the coordinator at once; the rest waits in the bus. */
const MAX_PENDING = 512;

/** The stream of a run's records: they stay in the bus until they are worked through. */
export interface RecordStream {
  /** What is not worked through. */
  waiting(): Promise<Waiting>;
  close(): Promise<void>;
}

interface StreamReader {
  readonly clock: Clock;
  /** Works one message of records through. */
  readonly take: (delivery: JsMsg) => void;
}

/** Makes the stream of a run and reads it. */
export async function openRecordStream(
  connection: NatsConnection,
  subjects: RunSubjects,
  reader: StreamReader,
): Promise<RecordStream> {
  const { stream: name, allRecords } = subjects;
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name,
      subjects: [allRecords],
      storage: StorageType.File,
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      max_bytes: MAX_STREAM_BYTES,
      max_age: nanos(MAX_AGE_MS),
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    });
    await manager.consumers.add(name, {
      durable_name: CONSUMER,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: MAX_PENDING,
    });
    const consumer = await jetstream(connection).consumers.get(name, CONSUMER);
    const messages: ConsumerMessages = await consumer.consume({ max_messages: MAX_PENDING / 2 });
    void readInTurns(messages, reader);
    return {
      async waiting() {
        const { state: { messages, bytes } } = await manager.streams.info(name);
        return { messages, bytes };
      },
      async close() {
        await messages.close();
        await manager.streams.delete(name);
      },
    };
  } catch (cause) {
    throw new DataError(`The bus keeps no stream for records: ${reasonOf(cause)}`, {
      cause,
      hint: "It needs JetStream with 4 GB of file store (max_file_store) free",
    });
  }
}

/**
 * Whatever else waits goes first, one message of records after another: where they come faster than they are worked
 * through, they wait and not the dealing, so that the load goes on as it was asked for.
 */
async function readInTurns(messages: ConsumerMessages, { clock, take }: StreamReader): Promise<void> {
  for await (const delivery of messages) {
    take(delivery);
    await clock.yieldTurn();
  }
}
