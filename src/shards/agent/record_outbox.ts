import type { Clock } from "../../core/clock.ts";
import type { LoopLag } from "../../core/loop_lag.ts";
import type { RequestRecord } from "../../core/record.ts";
import { MAX_WAITING_TEXT_BYTES, shedTexts, textBytesOf } from "../../core/shed_texts.ts";

/** Records that go out together, with the buffers that go along instead of being copied. */
export interface OutgoingBatch {
  /** Counts from 1. */
  readonly batch: number;
  readonly records: readonly RequestRecord[];
  readonly transfer: ArrayBuffer[];
}

/** Records on their way to the coordinator, kept account of until they are worked through there. */
export interface RecordOutbox {
  add(record: RequestRecord): void;
  /** Takes at most `limit` records, oldest first. */
  take(limit: number): OutgoingBatch;
  /** The coordinator has worked a batch through. */
  acknowledge(batch: number): void;
  /** Records that have not been taken yet. */
  size(): number;
  /** What waits is to leave as fast as it can: it is much, or somebody counts failures. */
  isPressing(): boolean;
  /** How long a batch takes from here and back, as the last ones say and the oldest that is not back yet. */
  turnaroundMs(): number;
  /** Records that were taken and are not acknowledged. */
  unacknowledged(): number;
}

interface Held {
  readonly records: number;
  readonly textBytes: number;
}

/** So much may wait here for a quiet moment. */
const MOST_WAITING: Held = { records: 1024, textBytes: MAX_WAITING_TEXT_BYTES / 4 };

interface RecordOutboxOptions {
  readonly clock: Clock;
  /** Called at each failed request: whoever counts failures must hear of it at once. */
  readonly onFailure: () => void;
  /** The pauses of the event loop in a stretch of time. */
  readonly pausesWithin: LoopLag["pausesWithin"];
}

/**
 * Creates an empty outbox. Pauses of the event loop are put to a record when it leaves, when they are known. Where the coordinator falls behind, records leave their texts here: the load is never held up for it.
 */
export function createRecordOutbox({ clock, onFailure, pausesWithin }: RecordOutboxOptions): RecordOutbox {
  const sent = new Map<number, Held & { readonly atMs: number }>();
  let waiting: RequestRecord[] = [];
  let waitingTextBytes = 0;
  let hasFailure = false;
  let batch = 0;
  let unacknowledged: Held = { records: 0, textBytes: 0 };
  let turnaroundMs = 0;

  const withPauses = (record: RequestRecord): RequestRecord => {
    const pauses = pausesWithin(record.times.sentAtMs, record.times.endAtMs);
    return pauses === null ? record : { ...record, pauses };
  };
  const account = (change: Held, sign: 1 | -1): void => {
    unacknowledged = {
      records: unacknowledged.records + sign * change.records,
      textBytes: unacknowledged.textBytes + sign * change.textBytes,
    };
  };
  return {
    add(record) {
      const kept = unacknowledged.textBytes > MAX_WAITING_TEXT_BYTES ? shedTexts(record) : record;
      waiting.push(kept);
      waitingTextBytes += textBytesOf(kept);
      if (record.failure === null) return;
      hasFailure = true;
      onFailure();
    },
    take(limit) {
      const records = (waiting.length <= limit ? waiting : waiting.slice(0, limit)).map(withPauses);
      waiting = waiting.length <= limit ? [] : waiting.slice(limit);
      hasFailure &&= waiting.length > 0;
      batch++;
      if (records.length > 0) {
        const textBytes = records.reduce((sum, record) => sum + textBytesOf(record), 0);
        waitingTextBytes -= textBytes;
        const entry = { records: records.length, textBytes, atMs: clock.nowMs() };
        sent.set(batch, entry);
        account(entry, 1);
      }
      return { batch, records, transfer: records.flatMap(buffersOf) };
    },
    acknowledge(acknowledged) {
      const entry = sent.get(acknowledged);
      if (entry === undefined) return;
      sent.delete(acknowledged);
      account(entry, -1);
      turnaroundMs = clock.nowMs() - entry.atMs;
    },
    size: () => waiting.length,
    isPressing: () => hasFailure || waiting.length > MOST_WAITING.records || waitingTextBytes > MOST_WAITING.textBytes,
    turnaroundMs() {
      const [oldest] = sent.values();
      return Math.max(turnaroundMs, oldest === undefined ? 0 : clock.nowMs() - oldest.atMs);
    },
    unacknowledged: () => unacknowledged.records,
  };
}

function buffersOf({ chunks, requestBody, pauses }: RequestRecord): ArrayBuffer[] {
  const buffers = [chunks.atMs.buffer, chunks.kinds.buffer, requestBody.buffer];
  if (chunks.tokens !== null) buffers.push(chunks.tokens.buffer);
  if (pauses !== null) buffers.push(pauses.buffer);
  return buffers.filter((buffer) => buffer.byteLength > 0);
}
