import type { Failure } from "./failure.ts";
import type { ReplyNote } from "./reply_notes.ts";
import type { ItemStart, Phase } from "./work_item.ts";

/** Where a token count comes from. */
export type TokenOrigin = "server" | "tokenizer" | "embedded" | "dataset";

/** Token counts of one request; `null` where nobody said. */
export interface TokenCounts {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly promptOrigin: TokenOrigin | null;
  readonly completionOrigin: TokenOrigin | null;
}

/** The text of a reply, by kind. */
export interface ReplyText {
  readonly content: string;
  readonly reasoning: string;
  /** Tool calls as JSON text of an array of `{id, name, arguments}`; empty when none. */
  readonly toolCalls: string;
}

/** When the stages of one exchange were reached: taken by the transport and handed on whole. Ms of the run's clock. */
export interface ExchangeTimes {
  /** Where a connection had to be made: its begin, when it stood, and when TLS stood on it. */
  readonly connectStartAtMs: number | null;
  readonly connectedAtMs: number | null;
  readonly tlsAtMs: number | null;
  /** Right after handing the request to the transport. */
  readonly sentAtMs: number;
  /** When the last byte of the request was written, where the transport can tell. */
  readonly writtenAtMs: number | null;
  readonly headersAtMs: number | null;
  readonly firstByteAtMs: number | null;
  /** The end of the exchange: body read whole, or the failure. */
  readonly endAtMs: number;
}

/** What an exchange moved and how often: counted by the transport and handed on whole. */
export interface ExchangeCounts {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly reads: number;
  /** Times the request was sent again because the service had closed a pooled connection. */
  readonly connectionRetries: number;
}

/** What is known of the connection of one exchange; `null` where the transport cannot tell. */
export interface ExchangeNetwork {
  /** Whether the connection had carried a request before. */
  readonly isReused: boolean | null;
  /** The round trip of the connection, as the system knows it: the network's share of a first byte. */
  readonly rttMs: number | null;
  /** Segments that had to be sent again meanwhile. */
  readonly retransmits: number | null;
}

/** The network of an exchange of which nothing is known. */
export const NO_NETWORK: ExchangeNetwork = { isReused: null, rttMs: null, retransmits: null };

/** How long the service says that the stages of a request took it, in ms; `null` where it does not say. */
export interface ServiceTimes {
  /** Making the model ready. */
  readonly loadMs: number | null;
  /** Reading the prompt. */
  readonly prefillMs: number | null;
  /** Writing the output. */
  readonly decodeMs: number | null;
  /** All of it, what was between the stages included. */
  readonly totalMs: number | null;
}

/** What tells the tokens of an event: the service's usage, the ids of its tokens, its log probabilities, or a tokenizer. */
export const EVENT_TOKEN_ORIGINS = ["usage", "ids", "logprobs", "tokenizer"] as const;

/** The name of what tells the tokens of an event. */
export type EventTokenOrigin = typeof EVENT_TOKEN_ORIGINS[number];

/** The events of a reply that belong to choice 0 or to none, a column each, of equal length. */
export interface ReplyChunks {
  readonly atMs: Float64Array<ArrayBuffer>;
  /** `CHUNK_CODE` of each event. */
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** Completion tokens so far at each event, where each with output tells them; else `null`. */
  readonly tokens: Uint32Array<ArrayBuffer> | null;
  /** What tells them; missing: usage. */
  readonly tokensFrom?: EventTokenOrigin;
  /** Characters of reasoning and content so far at each event, where a tokenizer is to count them; missing: not kept. */
  readonly textEnds?: Uint32Array<ArrayBuffer>;
}

/** What a request was and where it stood in the load. */
export interface RequestPlace {
  readonly phase: Phase;
  /** Index of the session in its phase. */
  readonly sessionIndex: number;
  readonly turnIndex: number;
  readonly isLastTurn: boolean;
  readonly shard: number;
  readonly requestId: string | null;
  readonly model: string | null;
  readonly label: string | null;
  /** Which of several addresses it went to; `null`: there is one, or it is not known. */
  readonly endpoint: string | null;
}

/**
 * What happened to one request: raw facts only, nothing derived. Times are ms on the run's monotonic clock.
 * Plain data: sent between workers with its arrays transferred.
 */
export interface RequestRecord {
  readonly place: RequestPlace;
  readonly start: ItemStart;
  readonly times: ExchangeTimes;
  readonly counts: ExchangeCounts;
  readonly network: ExchangeNetwork;
  readonly chunks: ReplyChunks;
  readonly status: number | null;
  /** The reply came as an event stream, or, where none came, the request asked for one. */
  readonly isStream: boolean;
  readonly tokens: TokenCounts;
  /** `null`: the service said nothing of it. */
  readonly serviceTimes: ServiceTimes | null;
  readonly finishReason: string | null;
  /** `null`: the request succeeded. */
  readonly failure: Failure | null;
  /** Pauses of the client's own event loop while it was on its way: from, to, from, to …; `null`: none. */
  readonly pauses: Float64Array<ArrayBuffer> | null;
  readonly requestBody: Uint8Array<ArrayBuffer>;
  readonly reply: ReplyText;
  /** The texts were dropped because records came in faster than they could be worked through. */
  readonly hasShedTexts?: boolean;
  /** It is kept by the machine that carried it, and its figures come in a state of the metrics: here is its end alone. */
  readonly isKeptElsewhere?: true;
  /** What was odd about the reply without making it fail. */
  readonly notes: readonly ReplyNote[];
}
