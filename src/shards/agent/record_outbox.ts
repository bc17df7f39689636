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

interface RecordOutboxParts {
  readonly clock: Clock;
  /** Called at each failed request: whoever counts failures must hear of it at once. */
  readonly onFailure: () => void;
  /** The pauses of the event loop in a stretch of time. */
  readonly pausesWithin: LoopLag["pausesWithin"];
}

interface SentBatch {
  readonly records: number;
  readonly textBytes: number;
  readonly atMs: number;
}

/** So much may wait here for a quiet moment. */
const MOST_WAITING = { records: 1024, textBytes: MAX_WAITING_TEXT_BYTES / 4 };

/**
 * Records on their way to the coordinator, kept account of until they are worked through there. Pauses of the event loop
 * are put to a record when it leaves, when they are known. Where the coordinator falls behind, records leave their texts
 * here: the load is never held up for it.
 */
export class RecordOutbox {
  readonly #parts: RecordOutboxParts;
  readonly #sent = new Map<number, SentBatch>();
  #waiting: RequestRecord[] = [];
  #waitingTextBytes = 0;
  #hasFailure = false;
  #batch = 0;
  #sentRecords = 0;
  #sentTextBytes = 0;
  #turnaroundMs = 0;

  constructor(parts: RecordOutboxParts) {
    this.#parts = parts;
  }

  readonly add = (record: RequestRecord): void => {
    const kept = this.#sentTextBytes > MAX_WAITING_TEXT_BYTES ? shedTexts(record) : record;
    this.#waiting.push(kept);
    this.#waitingTextBytes += textBytesOf(kept);
    if (record.failure === null) return;
    this.#hasFailure = true;
    this.#parts.onFailure();
  };

  /** Takes at most `limit` records, oldest first. */
  take(limit: number): OutgoingBatch {
    const records = this.#waiting.splice(0, limit).map((record) => this.#withPauses(record));
    this.#hasFailure &&= this.#waiting.length > 0;
    this.#batch++;
    if (records.length > 0) this.#noteSent(records);
    return { batch: this.#batch, records, transfer: records.flatMap(buffersOf) };
  }

  /** The coordinator has worked a batch through. */
  acknowledge(batch: number): void {
    const entry = this.#sent.get(batch);
    if (entry === undefined) return;
    this.#sent.delete(batch);
    this.#sentRecords -= entry.records;
    this.#sentTextBytes -= entry.textBytes;
    this.#turnaroundMs = this.#parts.clock.nowMs() - entry.atMs;
  }

  /** Records that have not been taken yet. */
  size(): number {
    return this.#waiting.length;
  }

  /** What waits is to leave as fast as it can: it is much, or somebody counts failures. */
  isPressing(): boolean {
    return this.#hasFailure || this.#waiting.length > MOST_WAITING.records ||
      this.#waitingTextBytes > MOST_WAITING.textBytes;
  }

  /** How long a batch takes from here and back, as the last one says and the oldest that is not back yet. */
  turnaroundMs(): number {
    const [oldest] = this.#sent.values();
    return Math.max(this.#turnaroundMs, oldest === undefined ? 0 : this.#parts.clock.nowMs() - oldest.atMs);
  }

  /** Records that were taken and are not acknowledged. */
  unacknowledged(): number {
    return this.#sentRecords;
  }

  #withPauses(record: RequestRecord): RequestRecord {
    const pauses = this.#parts.pausesWithin(record.times.sentAtMs, record.times.endAtMs);
    return pauses === null ? record : { ...record, pauses };
  }

  #noteSent(records: readonly RequestRecord[]): void {
    const textBytes = records.reduce((sum, record) => sum + textBytesOf(record), 0);
    this.#sent.set(this.#batch, { records: records.length, textBytes, atMs: this.#parts.clock.nowMs() });
    this.#waitingTextBytes -= textBytes;
    this.#sentRecords += records.length;
    this.#sentTextBytes += textBytes;
  }
}

/** Stamps and kinds of all records of a batch are put together. */
function buffersOf({ chunks, requestBody, pauses }: RequestRecord): ArrayBuffer[] {
  const buffers = [requestBody.buffer];
  if (chunks.tokens !== null) buffers.push(chunks.tokens.buffer);
  if (chunks.textEnds !== undefined) buffers.push(chunks.textEnds.buffer);
  if (pauses !== null) buffers.push(pauses.buffer);
  return buffers.filter((buffer) => buffer.byteLength > 0);
}
