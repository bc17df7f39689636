import { CHUNK_CODE, type ChunkKind } from "../../src/core/chunk_kind.ts";
import type {
  ExchangeCounts,
  ExchangeNetwork,
  ExchangeTimes,
  ReplyChunks,
  RequestPlace,
  RequestRecord,
  TokenCounts,
} from "../../src/core/record.ts";
import type { ItemStart } from "../../src/core/work_item.ts";

/** An event of a reply: when it came and what it carried. */
export type Event = readonly [atMs: number, kind: ChunkKind];

/** The parts of a record whose members a test may state beside each other. */
type Parts = RequestPlace & ItemStart & ExchangeTimes & ExchangeCounts & ExchangeNetwork;
type Rest = Omit<RequestRecord, "place" | "start" | "times" | "counts" | "network" | "chunks" | "tokens">;

/** What a test says of a record; the rest is a plain successful stream. */
export type RecordFacts = Partial<Parts & Rest> & {
  readonly events?: readonly Event[];
  /** Completion tokens so far at each event. */
  readonly eventTokens?: readonly number[];
  readonly tokens?: Partial<TokenCounts>;
};

const PLACE: RequestPlace = {
  phase: "measured",
  sessionIndex: 0,
  turnIndex: 0,
  isLastTurn: true,
  shard: 0,
  requestId: null,
  model: null,
  label: null,
  endpoint: null,
};

const TIMES: ExchangeTimes = {
  connectStartAtMs: null,
  connectedAtMs: null,
  tlsAtMs: null,
  sentAtMs: 0,
  writtenAtMs: null,
  headersAtMs: null,
  firstByteAtMs: null,
  endAtMs: 100,
};

const COUNTS: ExchangeCounts = { sentBytes: 0, receivedBytes: 0, reads: 0, connectionRetries: 0 };

const NETWORK: ExchangeNetwork = { isReused: null, rttMs: null, retransmits: null };

const TOKENS: TokenCounts = {
  promptTokens: null,
  completionTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  promptOrigin: null,
  completionOrigin: null,
};

const REST: Rest = {
  status: 200,
  isStream: true,
  serviceTimes: null,
  finishReason: "stop",
  failure: null,
  pauses: null,
  requestBody: new Uint8Array(),
  reply: { content: "", reasoning: "", toolCalls: "" },
  notes: [],
};

/** Makes a record: sent at 0, ended at 100, no events, no tokens, unless told otherwise. */
export function makeRecord(facts: RecordFacts = {}): RequestRecord {
  const start: ItemStart = { dueAtMs: null, slotAtMs: facts.sentAtMs ?? 0 };
  return {
    place: choose(PLACE, facts),
    start: choose(start, facts),
    times: choose(TIMES, facts),
    counts: choose(COUNTS, facts),
    network: choose(NETWORK, facts),
    chunks: toChunks(facts),
    tokens: { ...TOKENS, ...facts.tokens },
    ...choose(REST, facts),
  };
}

/** Makes a record of a reply "abc" in three chunks, counted by the service; what is given replaces that. */
export function makeReplyRecord(facts: RecordFacts = {}): RequestRecord {
  return makeRecord({ ...THREE_CHUNKS, ...facts });
}

const THREE_CHUNKS: RecordFacts = {
  model: "m",
  headersAtMs: 50,
  firstByteAtMs: 99,
  endAtMs: 141,
  events: [[100, "content"], [120, "content"], [140, "content"]],
  tokens: { promptTokens: 10, completionTokens: 3, promptOrigin: "server", completionOrigin: "server" },
  sentBytes: 100,
  receivedBytes: 300,
  reads: 3,
  requestBody: new TextEncoder().encode('{"messages":[{"role":"user","content":"hi"}]}'),
  reply: { content: "abc", reasoning: "", toolCalls: "" },
};

/** Takes the members of one part out of the facts, where they are stated. */
function choose<Part extends object>(defaults: Part, facts: RecordFacts): Part {
  const stated = Object.entries(facts).filter(([name]) => name in defaults);
  return { ...defaults, ...Object.fromEntries(stated) };
}

function toChunks({ events = [], eventTokens }: RecordFacts): ReplyChunks {
  return {
    atMs: Float64Array.from(events, ([atMs]) => atMs),
    kinds: Uint8Array.from(events, ([, kind]) => CHUNK_CODE[kind]),
    tokens: eventTokens === undefined ? null : Uint32Array.from(eventTokens),
  };
}
