import type { Failure } from "../../core/failure.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";
import type {
  EventTokenOrigin,
  ExchangeTimes,
  ReplyChunks,
  RequestPlace,
  RequestRecord,
  ServiceTimes,
  TokenCounts,
  TokenOrigin,
} from "../../core/record.ts";
import type { Phase } from "../../core/work_item.ts";
import type { RecordBatch } from "./messages.ts";

/**
 * Records as columns: their names are not repeated for each, numbers are no text, and there are few arrays however many
 * records there are. A third of the time and three quarters of the bytes of JSON that has each record as an object.
 */
export interface PackedRecords {
  /** `NUMBERS` of each record; what is not known is NaN, a fact 0 or 1. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** `TEXTS` of each record. */
  readonly texts: readonly (string | null)[];
  /** The stamps and kinds of all events, one record after the other. */
  readonly atMs: Float64Array<ArrayBuffer>;
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** What few records have; `null`: nothing of it. */
  readonly rare: readonly (RareParts | null)[];
}

/** Columns of numbers and of texts. */
const NUMBERS = 28;
const TEXTS = 11;

/** Parts that are missing are as in most records. */
interface RareParts {
  readonly tokens?: Uint32Array<ArrayBuffer>;
  readonly tokensFrom?: EventTokenOrigin;
  readonly textEnds?: Uint32Array<ArrayBuffer>;
  readonly serviceTimes?: ServiceTimes;
  readonly failure?: Failure;
  readonly pauses?: Float64Array<ArrayBuffer>;
  readonly requestBody?: Uint8Array<ArrayBuffer>;
  readonly notes?: readonly ReplyNote[];
  readonly marks?: Pick<RequestRecord, "hasShedTexts" | "isKeptElsewhere">;
}

/** A message of records as it travels, whatever the way. */
export interface PackedBatch extends Omit<RecordBatch, "records"> {
  readonly records: PackedRecords;
}

/** Packs the records of a message. */
export function packBatch(batch: RecordBatch): PackedBatch {
  return { ...batch, records: packRecords(batch.records) };
}

/** Reads what `packBatch` wrote. The stamps of all records are views of one array, and so are their kinds. */
export function unpackBatch(batch: PackedBatch): RecordBatch {
  return { ...batch, records: unpackRecords(batch.records) };
}

function packRecords(records: readonly RequestRecord[]): PackedRecords {
  const events = records.reduce((sum, { chunks }) => sum + chunks.atMs.length, 0);
  const packed = {
    numbers: new Float64Array(records.length * NUMBERS),
    texts: records.flatMap(toTexts),
    atMs: new Float64Array(events),
    kinds: new Uint8Array(events),
    rare: records.map(toRare),
  };
  let event = 0;
  for (const [index, record] of records.entries()) {
    const numbers = toNumbers(record);
    for (let column = 0; column < NUMBERS; column++) {
      packed.numbers[index * NUMBERS + column] = toNumber(numbers[column]);
    }
    packed.atMs.set(record.chunks.atMs, event);
    packed.kinds.set(record.chunks.kinds, event);
    event += record.chunks.atMs.length;
  }
  return packed;
}

function toNumber(value: number | boolean | null | undefined): number {
  return value === null || value === undefined ? NaN : Number(value);
}

function toNumbers(record: RequestRecord): readonly (number | boolean | null)[] {
  const { place, start, times, counts, network, tokens } = record;
  // deno-fmt-ignore
  return [
    place.sessionIndex, place.turnIndex, place.isLastTurn, place.shard,
    start.dueAtMs, start.slotAtMs,
    times.connectStartAtMs, times.connectedAtMs, times.tlsAtMs, times.sentAtMs,
    times.writtenAtMs, times.headersAtMs, times.firstByteAtMs, times.endAtMs,
    counts.sentBytes, counts.receivedBytes, counts.reads, counts.connectionRetries,
    network.isReused, network.rttMs, network.retransmits,
    record.status, record.isStream,
    tokens.promptTokens, tokens.completionTokens, tokens.cachedTokens, tokens.reasoningTokens,
    record.chunks.atMs.length,
  ];
}

function toTexts({ place, tokens, finishReason, reply }: RequestRecord): readonly (string | null)[] {
  // deno-fmt-ignore
  return [
    place.phase, place.requestId, place.model, place.label, place.endpoint,
    tokens.promptOrigin, tokens.completionOrigin, finishReason,
    reply.content, reply.reasoning, reply.toolCalls,
  ];
}

function toRare(record: RequestRecord): RareParts | null {
  const { chunks: { tokens, tokensFrom, textEnds }, serviceTimes, failure, pauses, requestBody, notes } = record;
  const { hasShedTexts, isKeptElsewhere } = record;
  const marks = {
    ...(hasShedTexts === undefined ? {} : { hasShedTexts }),
    ...(isKeptElsewhere === undefined ? {} : { isKeptElsewhere }),
  };
  const rare: RareParts = {
    ...(tokens === null ? {} : { tokens }),
    ...(tokensFrom === undefined ? {} : { tokensFrom }),
    ...(textEnds === undefined ? {} : { textEnds }),
    ...(serviceTimes === null ? {} : { serviceTimes }),
    ...(failure === null ? {} : { failure }),
    ...(pauses === null ? {} : { pauses }),
    ...(requestBody.byteLength === 0 ? {} : { requestBody }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(Object.keys(marks).length === 0 ? {} : { marks }),
  };
  return Object.keys(rare).length === 0 ? null : rare;
}

function unpackRecords({ numbers, texts, atMs, kinds, rare }: PackedRecords): readonly RequestRecord[] {
  let event = 0;
  return rare.map((parts, index) => {
    const row = new Row(numbers, texts, index);
    const first = event;
    event += row.number(NUMBERS - 1);
    const chunks = { atMs: atMs.subarray(first, event), kinds: kinds.subarray(first, event), tokens: null };
    return toRecord(row, chunks, parts);
  });
}

/** The columns of one record. */
class Row {
  readonly #numbers: Float64Array;
  readonly #texts: readonly (string | null)[];
  readonly #index: number;

  constructor(numbers: Float64Array, texts: readonly (string | null)[], index: number) {
    this.#numbers = numbers;
    this.#texts = texts;
    this.#index = index;
  }

  number(column: number): number {
    return this.#numbers[this.#index * NUMBERS + column] ?? NaN;
  }

  known(column: number): number | null {
    const value = this.number(column);
    return Number.isNaN(value) ? null : value;
  }

  fact(column: number): boolean | null {
    const value = this.number(column);
    return Number.isNaN(value) ? null : value === 1;
  }

  text(column: number): string | null {
    return this.#texts[this.#index * TEXTS + column] ?? null;
  }
}

function toRecord(row: Row, chunks: ReplyChunks, rare: RareParts | null): RequestRecord {
  return {
    place: toPlace(row),
    start: { dueAtMs: row.known(4), slotAtMs: row.number(5) },
    times: toTimes(row),
    counts: {
      sentBytes: row.number(14),
      receivedBytes: row.number(15),
      reads: row.number(16),
      connectionRetries: row.number(17),
    },
    network: { isReused: row.fact(18), rttMs: row.known(19), retransmits: row.known(20) },
    chunks: toChunks(chunks, rare),
    status: row.known(21),
    isStream: row.number(22) === 1,
    tokens: toTokens(row),
    serviceTimes: rare?.serviceTimes ?? null,
    finishReason: row.text(7),
    failure: rare?.failure ?? null,
    pauses: rare?.pauses ?? null,
    requestBody: rare?.requestBody ?? new Uint8Array(),
    reply: { content: row.text(8) ?? "", reasoning: row.text(9) ?? "", toolCalls: row.text(10) ?? "" },
    notes: rare?.notes ?? [],
    ...rare?.marks,
  };
}

function toPlace(row: Row): RequestPlace {
  return {
    phase: row.text(0) as Phase,
    sessionIndex: row.number(0),
    turnIndex: row.number(1),
    isLastTurn: row.number(2) === 1,
    shard: row.number(3),
    requestId: row.text(1),
    model: row.text(2),
    label: row.text(3),
    endpoint: row.text(4),
  };
}

function toTimes(row: Row): ExchangeTimes {
  return {
    connectStartAtMs: row.known(6),
    connectedAtMs: row.known(7),
    tlsAtMs: row.known(8),
    sentAtMs: row.number(9),
    writtenAtMs: row.known(10),
    headersAtMs: row.known(11),
    firstByteAtMs: row.known(12),
    endAtMs: row.number(13),
  };
}

function toTokens(row: Row): TokenCounts {
  return {
    promptTokens: row.known(23),
    completionTokens: row.known(24),
    cachedTokens: row.known(25),
    reasoningTokens: row.known(26),
    promptOrigin: row.text(5) as TokenOrigin | null,
    completionOrigin: row.text(6) as TokenOrigin | null,
  };
}

function toChunks(chunks: ReplyChunks, rare: RareParts | null): ReplyChunks {
  if (rare === null) return chunks;
  const { tokens = null, tokensFrom, textEnds } = rare;
  return {
    ...chunks,
    tokens,
    ...(tokensFrom === undefined ? {} : { tokensFrom }),
    ...(textEnds === undefined ? {} : { textEnds }),
  };
}
