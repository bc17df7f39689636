import type { Failure } from "./failure.ts";
import type { Phase } from "./work_item.ts";

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

/**
 * What happened to one request: raw facts only, nothing derived. Times are ms on the run's monotonic clock.
 * Plain data: sent between workers with its arrays transferred.
 */
export interface RequestRecord {
  /** Index of the session in its phase. */
  readonly sessionIndex: number;
  readonly turnIndex: number;
  readonly isLastTurn: boolean;
  readonly phase: Phase;
  readonly shard: number;
  readonly requestId: string | null;
  readonly model: string | null;
  readonly label: string | null;

  /** When it should have been sent; `null` where the load has no schedule. */
  readonly dueAtMs: number | null;
  /** When it got its slot and could be sent. */
  readonly slotAtMs: number;
  /** Right after handing the request to the transport. */
  readonly sentAtMs: number;
  readonly headersAtMs: number | null;
  readonly firstByteAtMs: number | null;
  /** The end of the exchange: body read whole, or the failure. */
  readonly endAtMs: number;

  /** Arrival of each event of the reply that belongs to choice 0 or to none. */
  readonly chunkAtMs: Float64Array<ArrayBuffer>;
  /** `CHUNK_CODE` of each event. */
  readonly chunkKinds: Uint8Array<ArrayBuffer>;
  /** Completion tokens so far at each event, where the service says so on each; else `null`. */
  readonly chunkTokens: Uint32Array<ArrayBuffer> | null;

  readonly status: number | null;
  /** The reply came as an event stream, or, where none came, the request asked for one. */
  readonly isStream: boolean;
  readonly tokens: TokenCounts;
  readonly finishReason: string | null;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly reads: number;
  /** Times the request was sent again because the service had closed a pooled connection. */
  readonly connectionRetries: number;
  /** `null`: the request succeeded. */
  readonly failure: Failure | null;

  readonly requestBody: Uint8Array<ArrayBuffer>;
  readonly reply: ReplyText;
}
