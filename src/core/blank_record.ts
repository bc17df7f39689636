import { NO_NETWORK } from "./record.ts";
import type { RequestRecord } from "./record.ts";

/** What is known of a request of which nothing but its start and its end is. */
export interface KnownRequest extends Pick<RequestRecord, "place" | "start" | "failure" | "isStream"> {
  readonly sentAtMs: number;
  readonly endAtMs: number;
}

/** Makes the record of a request of which no more is known. */
export function toBlankRecord({ sentAtMs, endAtMs, ...known }: KnownRequest): RequestRecord {
  return {
    ...known,
    times: {
      connectStartAtMs: null,
      connectedAtMs: null,
      tlsAtMs: null,
      sentAtMs,
      writtenAtMs: null,
      headersAtMs: null,
      firstByteAtMs: null,
      endAtMs,
    },
    counts: { sentBytes: 0, receivedBytes: 0, reads: 0, connectionRetries: 0 },
    network: NO_NETWORK,
    chunks: { atMs: new Float64Array(), kinds: new Uint8Array(), tokens: null },
    status: null,
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
    requestBody: new Uint8Array(),
    notes: [],
    reply: { content: "", reasoning: "", toolCalls: "" },
  };
}
