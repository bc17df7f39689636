/** What an event of a reply carried; stored as a byte for each event. */
export const CHUNK_KINDS = ["role", "reasoning", "content", "tool_call", "usage", "finish", "other", "audio"] as const;

/** The name of what an event carried. */
export type ChunkKind = typeof CHUNK_KINDS[number];

/** Codes of the kinds, as kept in `ReplyChunks.kinds`. */
export const CHUNK_CODE: Readonly<Record<ChunkKind, number>> = {
  role: 0,
  reasoning: 1,
  content: 2,
  tool_call: 3,
  usage: 4,
  finish: 5,
  other: 6,
  audio: 7,
};

/** Tells whether an event of this code carries output: text, reasoning, tool-call arguments or sound. */
export function isOutputCode(code: number): boolean {
  return code === CHUNK_CODE.content || code === CHUNK_CODE.reasoning || code === CHUNK_CODE.tool_call ||
    code === CHUNK_CODE.audio;
}
