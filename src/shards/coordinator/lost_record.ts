import { NO_NETWORK } from "../../core/record.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { LostRequest } from "./ledger.ts";

interface Loss {
  readonly shard: number;
  readonly lostAtMs: number;
}

/** Makes the record of a request that was lost with its event loop: all that is known is that it started. */
export function toLostRecord({ item, turnIndex, startedAtMs }: LostRequest, { shard, lostAtMs }: Loss): RequestRecord {
  const { phase, index: sessionIndex, requestId, model, label, dueAtMs, isStream } = item;
  return {
    place: { phase, sessionIndex, turnIndex, isLastTurn: true, shard, requestId, model, label, endpoint: null },
    start: { dueAtMs, slotAtMs: startedAtMs },
    times: {
      connectStartAtMs: null,
      connectedAtMs: null,
      tlsAtMs: null,
      sentAtMs: startedAtMs,
      writtenAtMs: null,
      headersAtMs: null,
      firstByteAtMs: null,
      endAtMs: lostAtMs,
    },
    counts: { sentBytes: 0, receivedBytes: 0, reads: 0, connectionRetries: 0 },
    network: NO_NETWORK,
    chunks: { atMs: new Float64Array(), kinds: new Uint8Array(), tokens: null },
    status: null,
    isStream,
    tokens: {
      promptTokens: null,
      completionTokens: null,
      cachedTokens: null,
      reasoningTokens: null,
      promptOrigin: null,
      completionOrigin: null,
    },
    serviceTimes: null,
    finishReason: null,
    pauses: null,
    failure: { kind: "lost", message: `Event loop ${shard} of the client was lost while it ran` },
    requestBody: new Uint8Array(),
    notes: [],
    reply: { content: "", reasoning: "", toolCalls: "" },
  };
}
