import { CHUNK_CODE } from "../../src/core/chunk_kind.ts";
import type { RequestRecord } from "../../src/core/record.ts";

/** Makes a record of a request sent at 0 with three chunks at 100, 120 and 140 ms; what is given replaces that. */
export function makeRecord(over: Partial<RequestRecord> = {}): RequestRecord {
  return {
    sessionIndex: 0,
    turnIndex: 0,
    isLastTurn: true,
    phase: "measured",
    shard: 0,
    requestId: null,
    model: "m",
    label: null,
    dueAtMs: null,
    slotAtMs: 0,
    sentAtMs: 0,
    headersAtMs: 50,
    firstByteAtMs: 99,
    endAtMs: 141,
    chunkAtMs: Float64Array.of(100, 120, 140),
    chunkKinds: Uint8Array.of(CHUNK_CODE.content, CHUNK_CODE.content, CHUNK_CODE.content),
    chunkTokens: null,
    status: 200,
    isStream: true,
    tokens: {
      promptTokens: 10,
      completionTokens: 3,
      cachedTokens: null,
      reasoningTokens: null,
      promptOrigin: "server",
      completionOrigin: "server",
    },
    finishReason: "stop",
    sentBytes: 100,
    receivedBytes: 300,
    reads: 3,
    connectionRetries: 0,
    failure: null,
    requestBody: new TextEncoder().encode('{"messages":[{"role":"user","content":"hi"}]}'),
    reply: { content: "abc", reasoning: "", toolCalls: "" },
    ...over,
  };
}
