import type { RequestRecord } from "./record.ts";

/** Bytes that the texts of a record hold in memory, at most: characters take one or two. */
export function textBytesOf({ requestBody, reply }: RequestRecord): number {
  return requestBody.byteLength + 2 * (reply.content.length + reply.reasoning.length + reply.toolCalls.length);
}

/** Drops the texts of a record: its times and counts stay as they are. */
export function shedTexts(record: RequestRecord): RequestRecord {
  const { textEnds: _textEnds, ...chunks } = record.chunks;
  return {
    ...record,
    chunks,
    requestBody: new Uint8Array(),
    reply: { content: "", reasoning: "", toolCalls: "" },
    hasShedTexts: true,
  };
}

/** Records that wait somewhere keep their texts while those take no more memory than this. */
export const MAX_WAITING_TEXT_BYTES: number = 64 * 2 ** 20;
