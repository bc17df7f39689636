import type { RequestRecord } from "../core/record.ts";

/** Records on their way to the main thread, with the buffers that go along instead of being copied. */
export interface RecordOutbox {
  add(record: RequestRecord): void;
  /** Takes at most `limit` records, oldest first. */
  take(limit: number): { readonly records: readonly RequestRecord[]; readonly transfer: ArrayBuffer[] };
  size(): number;
}

/** Creates an empty outbox. */
export function createRecordOutbox(): RecordOutbox {
  let waiting: RequestRecord[] = [];
  return {
    add: (record) => waiting.push(record),
    take(limit) {
      const records = waiting.length <= limit ? waiting : waiting.slice(0, limit);
      waiting = waiting.length <= limit ? [] : waiting.slice(limit);
      return { records, transfer: records.flatMap(buffersOf) };
    },
    size: () => waiting.length,
  };
}

function buffersOf(record: RequestRecord): ArrayBuffer[] {
  const buffers = [record.chunkAtMs.buffer, record.chunkKinds.buffer, record.requestBody.buffer];
  if (record.chunkTokens !== null) buffers.push(record.chunkTokens.buffer);
  return buffers.filter((buffer) => buffer.byteLength > 0);
}
