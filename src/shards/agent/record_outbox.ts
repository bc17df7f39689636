import type { RequestRecord } from "../../core/record.ts";

/** Records on their way to the main thread, with the buffers that go along instead of being copied. */
export interface RecordOutbox {
  add(record: RequestRecord): void;
  /** Takes at most `limit` records, oldest first. */
  take(limit: number): { readonly records: readonly RequestRecord[]; readonly transfer: ArrayBuffer[] };
  size(): number;
  /** Resolves with the next failed request: whoever counts failures must hear of it at once. */
  failure(): Promise<void>;
}

/** Creates an empty outbox. */
export function createRecordOutbox(): RecordOutbox {
  let waiting: RequestRecord[] = [];
  let failed = Promise.withResolvers<void>();
  return {
    add(record) {
      waiting.push(record);
      if (record.failure === null) return;
      failed.resolve();
      failed = Promise.withResolvers();
    },
    take(limit) {
      const records = waiting.length <= limit ? waiting : waiting.slice(0, limit);
      waiting = waiting.length <= limit ? [] : waiting.slice(limit);
      return { records, transfer: records.flatMap(buffersOf) };
    },
    size: () => waiting.length,
    failure: () => failed.promise,
  };
}

function buffersOf({ chunks, requestBody }: RequestRecord): ArrayBuffer[] {
  const buffers = [chunks.atMs.buffer, chunks.kinds.buffer, requestBody.buffer];
  if (chunks.tokens !== null) buffers.push(chunks.tokens.buffer);
  return buffers.filter((buffer) => buffer.byteLength > 0);
}
