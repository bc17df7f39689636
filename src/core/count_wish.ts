import type { RequestRecord } from "./record.ts";
import type { ReplyNote } from "./reply_notes.ts";

/** What is to be found out of a record. */
export interface CountWish {
  /** Tokens of the prompt or of the reply. */
  readonly counts: boolean;
  /** Tokens of each event. */
  readonly events: boolean;
}

/** Something is missing, and its texts are there to be counted. */
function isCountable({ tokens, failure, hasShedTexts }: RequestRecord): boolean {
  const isComplete = tokens.promptTokens !== null && tokens.completionTokens !== null;
  return !isComplete && failure === null && hasShedTexts !== true;
}

/** Habits of services by which the pieces of a text are not what its events brought. */
const MIXED_NOTES: readonly ReplyNote[] = ["cumulative_text", "repeated_text", "several_choices", "audio"];

/** Calls of tools are text that no event's place in it is known of. */
function hasEventTexts({ chunks, failure, reply, notes, isStream }: RequestRecord): boolean {
  const isPlain = isStream && failure === null && reply.toolCalls === "";
  return isPlain && chunks.textEnds !== undefined && !notes.some((note) => MIXED_NOTES.includes(note));
}

/** Says what of a record only a tokenizer can tell. */
export function findCountWish(record: RequestRecord): CountWish {
  return { counts: isCountable(record), events: hasEventTexts(record) };
}
