/** What one record costs on its way through a coordinator, piece by piece: measured on the code itself. */
import { cpuUsage } from "node:process";
import { createRandom } from "../../src/core/random.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import { createDatabaseSink } from "../../src/report/database/database_sink.ts";
import { decodeMessage, encodeMessage } from "../../src/shards/protocol/codec.ts";
import type { RecordBatch } from "../../src/shards/protocol/messages.ts";
import { IDLE_STATUS } from "../support/idle_status.ts";
import { makeRecord } from "../support/make_record.ts";
import type { Event } from "../support/make_record.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

/** The replies that are reckoned with. */
export const REPLY = { events: 120, itlMs: 20, ttftMs: 500 } as const;

/** As many as come in a message of four agents with 1,000 requests a second. */
export const RECORDS_A_BATCH = 25;
const BATCHES = 80;
const ROUNDS = 8;
const RECORDS = RECORDS_A_BATCH * BATCHES;
const COMMIT_ROWS = 1000;

/** Bytes of one record in a message, and µs of CPU for each step of its way. */
export interface RecordCost {
  readonly bytes: number;
  readonly encodeUs: number;
  readonly decodeUs: number;
  readonly addUs: number;
  readonly rowUs: number;
}

const random = createRandom(1);
const BODY = new TextEncoder().encode('{"model":"simulated","messages":[{"role":"user","content":"Tell me a story"}]}');

/** Draws a reply of that many events. */
export function drawRecord(index: number): RequestRecord {
  let atMs = index * 10 + REPLY.ttftMs * (0.8 + 0.4 * random.next());
  const events: Event[] = [];
  for (let event = 0; event < REPLY.events; event++) {
    events.push([atMs, "content"]);
    atMs += REPLY.itlMs * (0.8 + 0.4 * random.next());
  }
  return makeRecord({
    sessionIndex: index,
    sentAtMs: index * 10,
    endAtMs: atMs,
    events,
    reply: { content: "x".repeat(5 * REPLY.events), reasoning: "", toolCalls: "" },
    tokens: { promptTokens: 100, completionTokens: REPLY.events, promptOrigin: "server", completionOrigin: "server" },
  });
}

/** Draws the records of a message. */
export function drawBatch(batch: number): RecordBatch {
  const records = Array.from({ length: RECORDS_A_BATCH }, (_, index) => drawRecord(batch * RECORDS_A_BATCH + index));
  return { kind: "records", batch, work: null, records, status: IDLE_STATUS };
}

/** CPU of this process for a record, in µs: the median of several rounds after two in which the code becomes warm. */
function costUs(run: () => void): number {
  const costs = Array.from({ length: ROUNDS }, () => {
    const before = cpuUsage();
    run();
    const { user, system } = cpuUsage(before);
    return (user + system) / RECORDS;
  });
  return costs.slice(2).toSorted((a, b) => a - b)[(ROUNDS - 2) / 2] ?? NaN;
}

/** Measures what is done with a record: written at its agent; read, added to all figures and made a row here. */
export async function measureRecordCost(): Promise<RecordCost> {
  const batches = Array.from({ length: BATCHES }, (_, batch) => drawBatch(batch));
  const messages = batches.map(encodeMessage);
  const accumulator = createAccumulator({});
  const kept = batches.map(({ records }) => records.map((record) => ({ ...record, requestBody: BODY.slice() })));
  return {
    bytes: messages.reduce((sum, { byteLength }) => sum + byteLength, 0) / RECORDS,
    encodeUs: costUs(() => batches.forEach(encodeMessage)),
    decodeUs: costUs(() => messages.forEach(decodeMessage)),
    addUs: costUs(() => batches.forEach(({ records }) => records.forEach(accumulator.add))),
    rowUs: await measureRows(kept),
  };
}

async function measureRows(batches: readonly (readonly RequestRecord[])[]): Promise<number> {
  let rowUs = NaN;
  await withTemporaryFolder(async (folder) => {
    const options = { storeContent: true, originEpochMs: 0, commitRows: COMMIT_ROWS };
    const sink = createDatabaseSink(`${folder}/rows.db`, options);
    await sink.open();
    rowUs = costUs(() => batches.forEach((batch) => sink.add(batch)));
    await sink.close("complete");
  });
  return rowUs;
}
