import type { Message, Turn } from "../../core/session.ts";
import type { ConversationLimits, DatasetContext } from "../dataset.ts";

/** Without `--multi-turn` a conversation is taken as it is. */
const NO_LIMITS: ConversationLimits = { minTurns: 1, maxTurns: null };

/** Returns the limits of conversations. */
export function readLimits({ conversation }: Pick<DatasetContext, "conversation">): ConversationLimits {
  return conversation ?? NO_LIMITS;
}

/** Cuts a conversation to the most turns it may have; `null`: it has fewer than the fewest. */
export function limitTurns(turns: readonly Turn[], limits: ConversationLimits): readonly Turn[] | null {
  if (turns.length < limits.minTurns) return null;
  return limits.maxTurns === null ? turns : turns.slice(0, limits.maxTurns);
}

/** Says in words which conversations are long enough. */
export function describeLimits({ minTurns }: ConversationLimits): string {
  return minTurns > 1 ? `readable, of ${minTurns} turns or more` : "readable";
}

/** Makes a turn of the messages that it appends to a conversation. */
export function toTurn(messages: readonly Message[]): Turn {
  return { input: { kind: "messages", messages } };
}
