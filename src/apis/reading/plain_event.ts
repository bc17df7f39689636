import type { ChunkKind } from "../../core/chunk_kind.ts";
import type { ReadEvent } from "../dialect.ts";

/** Nearly all events carry no count: they share one object for each kind. */
const PLAIN_EVENTS: Readonly<Record<ChunkKind, ReadEvent>> = {
  role: plainEvent("role"),
  reasoning: plainEvent("reasoning"),
  content: plainEvent("content"),
  tool_call: plainEvent("tool_call"),
  usage: plainEvent("usage"),
  finish: plainEvent("finish"),
  other: plainEvent("other"),
  audio: plainEvent("audio"),
};

/** An event of another choice than the first. */
export const OTHER_CHOICE: ReadEvent = { kind: "other", isPrimary: false, completionTokens: null };

/** Returns the event of a kind, with the completion tokens so far where it states them. */
export function toReadEvent(kind: ChunkKind, completionTokens: number | null = null): ReadEvent {
  return completionTokens === null || Number.isNaN(completionTokens)
    ? PLAIN_EVENTS[kind]
    : { kind, isPrimary: true, completionTokens };
}

function plainEvent(kind: ChunkKind): ReadEvent {
  return { kind, isPrimary: true, completionTokens: null };
}
