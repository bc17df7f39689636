import type { ChunkKind } from "../../src/core/chunk_kind.ts";
import { FAILURE_KINDS } from "../../src/core/failure.ts";
import type { Random } from "../../src/core/random.ts";
import type { RequestRecord, TokenCounts } from "../../src/core/record.ts";
import { type Event, makeRecord, type RecordFacts } from "../support/make_record.ts";

/** The most events that a drawn reply has. */
const MOST_EVENTS = 30;

/** Draws sessions of any sort, conversations among them, until there are so many records; those of a session in order. */
export function drawSessions(random: Random, count: number, mostEvents: number = MOST_EVENTS): RequestRecord[] {
  const records: RequestRecord[] = [];
  for (let sessionIndex = 0; records.length < count; sessionIndex++) {
    const turns = random.next() < 0.5 ? 1 : random.integer(2, 5);
    const shared = {
      sessionIndex,
      phase: random.next() < 0.1 ? "warmup" : "measured",
      label: pick(random, ["chat", "rag", null]),
      model: pick(random, ["large", "small"]),
    } as const;
    // Some end early, as when a run is interrupted.
    const sent = random.next() < 0.1 ? random.integer(1, turns) : turns;
    let freeAtMs = 0;
    for (let turnIndex = 0; turnIndex < sent; turnIndex++) {
      const drawn = drawRecord(random, records.length, mostEvents);
      const record = delayRecord(drawn, Math.max(0, Math.ceil(freeAtMs - drawn.start.slotAtMs)));
      freeAtMs = record.times.endAtMs;
      const place = { ...record.place, ...shared, turnIndex, isLastTurn: turnIndex === turns - 1 };
      records.push({ ...record, place });
      if (record.failure !== null) break;
    }
  }
  return records;
}

/** Moves all times of a record by whole milliseconds. */
function delayRecord(record: RequestRecord, byMs: number): RequestRecord {
  const delay = (atMs: number) => toMicroseconds(atMs + byMs);
  const delayOf = (atMs: number | null) => atMs === null ? null : delay(atMs);
  const { start, times, chunks } = record;
  return {
    ...record,
    start: { dueAtMs: start.dueAtMs === null ? null : delay(start.dueAtMs), slotAtMs: delay(start.slotAtMs) },
    times: {
      ...times,
      sentAtMs: delay(times.sentAtMs),
      headersAtMs: delayOf(times.headersAtMs),
      connectStartAtMs: delayOf(times.connectStartAtMs),
      connectedAtMs: delayOf(times.connectedAtMs),
      tlsAtMs: delayOf(times.tlsAtMs),
      writtenAtMs: delayOf(times.writtenAtMs),
      endAtMs: delay(times.endAtMs),
    },
    chunks: { ...chunks, atMs: chunks.atMs.map(delay) },
  };
}

function drawServiceTimes(random: Random): RequestRecord["serviceTimes"] {
  if (random.next() < 0.5) return null;
  const decodeMs = random.next() < 0.8 ? toMicroseconds(random.next() * 400) : null;
  return { loadMs: null, prefillMs: toMicroseconds(random.next() * 90), decodeMs, totalMs: null };
}

/** Draws a record of any sort: failed or not, stream or body, with and without schedule, usage and cache. */
export function drawRecord(random: Random, index: number, mostEvents: number = MOST_EVENTS): RequestRecord {
  const slotAtMs = toMicroseconds(index * 3 + random.next() * 50);
  const sentAtMs = toMicroseconds(slotAtMs + random.next());
  const isStream = random.next() < 0.8;
  const events = isStream ? drawEvents(random, { sentAtMs, mostEvents }) : [];
  const lastAtMs = events.at(-1)?.[0] ?? sentAtMs + random.next() * 400;
  const isFailed = random.next() < 0.15;
  return makeRecord({
    sessionIndex: index,
    serviceTimes: drawServiceTimes(random),
    phase: random.next() < 0.1 ? "warmup" : "measured",
    dueAtMs: random.next() < 0.5 ? null : toMicroseconds(slotAtMs - random.next() * 20),
    slotAtMs,
    sentAtMs,
    headersAtMs: random.next() < 0.9 ? toMicroseconds(sentAtMs + random.next() * 5) : null,
    endAtMs: toMicroseconds(lastAtMs + random.next() * 2),
    isStream,
    events,
    ...(random.next() < 0.3 ? { eventTokens: drawCounts(random, events.length) } : {}),
    tokens: drawTokens(random),
    ...drawNetwork(random, sentAtMs),
    pauses: random.next() < 0.2 ? Float64Array.of(sentAtMs + 5, lastAtMs) : null,
    failure: isFailed ? { kind: pick(random, FAILURE_KINDS), message: `fault ${random.integer(1, 5)}` } : null,
  });
}

/** A new connection with its times, a used one, or a transport that tells nothing. */
function drawNetwork(random: Random, sentAtMs: number): RecordFacts {
  if (random.next() < 0.2) return {};
  const isReused = random.next() < 0.5;
  const network = {
    isReused,
    rttMs: random.next() < 0.8 ? toMicroseconds(random.next() * 3) : null,
    retransmits: random.next() < 0.8 ? random.integer(0, 2) : null,
    connectionRetries: random.next() < 0.2 ? 1 : 0,
  };
  if (isReused) return { ...network, writtenAtMs: toMicroseconds(sentAtMs + random.next()) };
  const connectedAtMs = toMicroseconds(sentAtMs + random.next() * 2);
  const tlsAtMs = random.next() < 0.5 ? toMicroseconds(connectedAtMs + random.next() * 3) : null;
  const writtenAtMs = toMicroseconds((tlsAtMs ?? connectedAtMs) + random.next());
  return { ...network, connectStartAtMs: sentAtMs, connectedAtMs, tlsAtMs, writtenAtMs };
}

function drawEvents(
  random: Random,
  { sentAtMs, mostEvents }: { readonly sentAtMs: number; readonly mostEvents: number },
): Event[] {
  let atMs = sentAtMs + random.next() * 100;
  const count = random.integer(1, mostEvents);
  return Array.from({ length: count }, () => {
    // A share of the events shares its read with the one before.
    if (random.next() < 0.7) atMs = toMicroseconds(atMs + random.exponential() * 20);
    else atMs = toMicroseconds(atMs);
    return [atMs, pick(random, EVENT_KINDS)];
  });
}

const EVENT_KINDS: readonly ChunkKind[] = [
  "content",
  "content",
  "content",
  "reasoning",
  "tool_call",
  "role",
  "usage",
  "finish",
  "other",
];

/** What a service counts on each event: some carry several tokens, some none. */
function drawCounts(random: Random, length: number): number[] {
  let tokens = 0;
  return Array.from({ length }, () => tokens += random.integer(0, 4));
}

function drawTokens(random: Random): Partial<TokenCounts> {
  const promptTokens = random.next() < 0.9 ? random.integer(1, 5000) : null;
  const completionTokens = random.next() < 0.9 ? random.integer(0, 90) : null;
  return {
    promptTokens,
    completionTokens,
    cachedTokens: random.next() < 0.5 ? random.integer(0, promptTokens ?? 0) : null,
    reasoningTokens: random.next() < 0.3 ? random.integer(0, completionTokens ?? 0) : null,
    promptOrigin: promptTokens === null ? null : pick(random, ["server", "tokenizer"]),
    completionOrigin: completionTokens === null ? null : pick(random, ["server", "embedded"]),
  };
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[random.integer(0, values.length - 1)];
  if (value === undefined) throw new RangeError("Nothing to pick from");
  return value;
}

/** The database keeps times to the microsecond. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** What is known of the network where the transport tells nothing of it: of times, and of connections. */
export const NO_NETWORK_TIMES = {
  connect_time: null,
  tls_time: null,
  write_time: null,
  network_rtt: null,
  network_ttft_share: null,
} as const;
export const NO_CONNECTION_COUNTS = {
  new_connections: null,
  reused_connections: null,
  resent_requests: 0,
  retransmitted_segments: null,
} as const;
