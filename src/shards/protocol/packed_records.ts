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
  /** The `NUMBERS` of each record; what is not known is NaN, a fact 0 or 1. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** The `TEXTS` of each record. */
  readonly texts: readonly (string | null)[];
  /** The stamps and kinds of all events, one record after the other. */
  readonly atMs: Float64Array<ArrayBuffer>;
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** What few records have; `null`: nothing of it. */
  readonly rare: readonly (RareParts | null)[];
}

/** The columns of numbers, in the order in which they are written; whoever reads one calls it by its name. */
// deno-fmt-ignore
const NUMBERS = [
  "sessionIndex", "turnIndex", "isLastTurn", "shard", "dueAtMs", "slotAtMs",
  "connectStartAtMs", "connectedAtMs", "tlsAtMs", "sentAtMs", "writtenAtMs", "headersAtMs", "firstByteAtMs", "endAtMs",
  "sentBytes", "receivedBytes", "reads", "connectionRetries", "isReused", "rttMs", "retransmits", "status", "isStream",
  "promptTokens", "completionTokens", "cachedTokens", "reasoningTokens", "events",
] as const;

/** The columns of texts. */
// deno-fmt-ignore
const TEXTS = [
  "phase", "requestId", "model", "label", "endpoint", "promptOrigin", "completionOrigin", "finishReason",
  "content", "reasoning", "toolCalls",
] as const;

/** One value for each column: one too few or too many is no such list. */
type Columns<Names extends readonly string[], Value> = { readonly [Place in keyof Names]: Value };

/** Where each stands. */
const [NUMBER, TEXT] = [placesOf(NUMBERS), placesOf(TEXTS)];

function placesOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
}

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
    numbers: new Float64Array(records.length * NUMBERS.length),
    texts: records.flatMap(toTexts),
    atMs: new Float64Array(events),
    kinds: new Uint8Array(events),
    rare: records.map(toRare),
  };
  let event = 0;
  for (const [index, record] of records.entries()) {
    const numbers = toNumbers(record);
    for (let column = 0; column < NUMBERS.length; column++) {
      packed.numbers[index * NUMBERS.length + column] = toNumber(numbers[column]);
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

function toNumbers(record: RequestRecord): Columns<typeof NUMBERS, number | boolean | null> {
  const { place, start, times, counts, network, tokens } = record;
  // deno-fmt-ignore
  return [
    place.sessionIndex, place.turnIndex, place.isLastTurn, place.shard, start.dueAtMs, start.slotAtMs,
    times.connectStartAtMs, times.connectedAtMs, times.tlsAtMs, times.sentAtMs,
    times.writtenAtMs, times.headersAtMs, times.firstByteAtMs, times.endAtMs,
    counts.sentBytes, counts.receivedBytes, counts.reads, counts.connectionRetries,
    network.isReused, network.rttMs, network.retransmits, record.status, record.isStream,
    tokens.promptTokens, tokens.completionTokens, tokens.cachedTokens, tokens.reasoningTokens,
    record.chunks.atMs.length,
  ];
}

function toTexts({ place, tokens, finishReason, reply }: RequestRecord): Columns<typeof TEXTS, string | null> {
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
    event += row.number(NUMBER.events);
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
    return this.#numbers[this.#index * NUMBERS.length + column] ?? NaN;
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
    return this.#texts[this.#index * TEXTS.length + column] ?? null;
  }
}

function toRecord(row: Row, chunks: ReplyChunks, rare: RareParts | null): RequestRecord {
  return {
    place: toPlace(row),
    start: { dueAtMs: row.known(NUMBER.dueAtMs), slotAtMs: row.number(NUMBER.slotAtMs) },
    times: toTimes(row),
    counts: {
      sentBytes: row.number(NUMBER.sentBytes),
      receivedBytes: row.number(NUMBER.receivedBytes),
      reads: row.number(NUMBER.reads),
      connectionRetries: row.number(NUMBER.connectionRetries),
    },
    network: {
      isReused: row.fact(NUMBER.isReused),
      rttMs: row.known(NUMBER.rttMs),
      retransmits: row.known(NUMBER.retransmits),
    },
    chunks: toChunks(chunks, rare),
    status: row.known(NUMBER.status),
    isStream: row.number(NUMBER.isStream) === 1,
    tokens: toTokens(row),
    serviceTimes: rare?.serviceTimes ?? null,
    finishReason: row.text(TEXT.finishReason),
    failure: rare?.failure ?? null,
    pauses: rare?.pauses ?? null,
    requestBody: rare?.requestBody ?? new Uint8Array(),
    reply: {
      content: row.text(TEXT.content) ?? "",
      reasoning: row.text(TEXT.reasoning) ?? "",
      toolCalls: row.text(TEXT.toolCalls) ?? "",
    },
    notes: rare?.notes ?? [],
    ...rare?.marks,
  };
}

function toPlace(row: Row): RequestPlace {
  return {
    phase: row.text(TEXT.phase) as Phase,
    sessionIndex: row.number(NUMBER.sessionIndex),
    turnIndex: row.number(NUMBER.turnIndex),
    isLastTurn: row.number(NUMBER.isLastTurn) === 1,
    shard: row.number(NUMBER.shard),
    requestId: row.text(TEXT.requestId),
    model: row.text(TEXT.model),
    label: row.text(TEXT.label),
    endpoint: row.text(TEXT.endpoint),
  };
}

function toTimes(row: Row): ExchangeTimes {
  return {
    connectStartAtMs: row.known(NUMBER.connectStartAtMs),
    connectedAtMs: row.known(NUMBER.connectedAtMs),
    tlsAtMs: row.known(NUMBER.tlsAtMs),
    sentAtMs: row.number(NUMBER.sentAtMs),
    writtenAtMs: row.known(NUMBER.writtenAtMs),
    headersAtMs: row.known(NUMBER.headersAtMs),
    firstByteAtMs: row.known(NUMBER.firstByteAtMs),
    endAtMs: row.number(NUMBER.endAtMs),
  };
}

function toTokens(row: Row): TokenCounts {
  return {
    promptTokens: row.known(NUMBER.promptTokens),
    completionTokens: row.known(NUMBER.completionTokens),
    cachedTokens: row.known(NUMBER.cachedTokens),
    reasoningTokens: row.known(NUMBER.reasoningTokens),
    promptOrigin: row.text(TEXT.promptOrigin) as TokenOrigin | null,
    completionOrigin: row.text(TEXT.completionOrigin) as TokenOrigin | null,
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
