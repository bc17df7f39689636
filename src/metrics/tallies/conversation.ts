import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import type { RequestFigures } from "../request_figures.ts";
import { divide } from "../step_totals.ts";

/** What is kept of one turn of a conversation that has not ended: plain data. */
export interface TurnFacts {
  readonly turnIndex: number;
  readonly sentAtMs: number;
  /** It ends its conversation: the last one, or one that failed. */
  readonly isEnd: boolean;
  /** `null`: it failed. */
  readonly reply: TurnReply | null;
}

/** A completed turn. */
export interface TurnReply {
  readonly latencyMs: number;
  readonly ttftMs: number | null;
  readonly tpotMs: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
}

/** Takes from a record what its conversation is computed of. */
export function toTurnFacts({ place, times, tokens }: RequestRecord, figures: RequestFigures | null): TurnFacts {
  const { promptTokens, completionTokens, cachedTokens } = tokens;
  return {
    turnIndex: place.turnIndex,
    sentAtMs: times.sentAtMs,
    isEnd: place.isLastTurn || figures === null,
    reply: figures === null ? null : {
      latencyMs: figures.latencyMs,
      ttftMs: figures.ttftMs,
      tpotMs: figures.tpotMs,
      promptTokens,
      completionTokens,
      cachedTokens,
    },
  };
}

/** Sums over the completed turns of one conversation, in the order of its turns. */
export interface Conversation {
  readonly firstSentAtMs: number;
  firstTtftMs: number | null;
  /** Last event of the last completed turn. */
  lastEndAtMs: number;
  /** First token of the last completed turn. */
  lastFirstTokenAtMs: number | null;
  turns: number;
  /** Summed places of the turns, counted from 1. */
  turnNumbers: number;
  guessedTurns: number;
  decodeSpeedSum: number;
  decodeTurns: number;
  cachedTokens: number;
  promptTokens: number;
  /** Cached tokens of turns after the first, and the tokens that the turn before each could have left in the cache. */
  laterCachedTokens: number;
  eligibleTokens: number;
  /** Input and output of the turn before. */
  historyTokens: number | null;
}

/** The ids of the figures of one conversation. */
export type ConversationFigureId =
  | "latency"
  | "firstTurnTtft"
  | "timeToLastAnswer"
  | "decodeSpeed"
  | "cacheHitRate"
  | "eligibleCacheHitRate";

/** Sums up the turns of a conversation, in whatever order they came; takes one at least. */
export function sumUpTurns(turns: readonly TurnFacts[]): Conversation {
  const sorted = turns.toSorted((a, b) => a.turnIndex - b.turnIndex);
  const conversation = createConversation(sorted[0]?.sentAtMs ?? 0);
  for (const { reply, ...turn } of sorted) {
    if (reply !== null) addTurn(conversation, turn, reply);
  }
  return conversation;
}

function createConversation(firstSentAtMs: number): Conversation {
  return {
    firstSentAtMs,
    firstTtftMs: null,
    lastEndAtMs: firstSentAtMs,
    lastFirstTokenAtMs: null,
    turns: 0,
    turnNumbers: 0,
    guessedTurns: 0,
    decodeSpeedSum: 0,
    decodeTurns: 0,
    cachedTokens: 0,
    promptTokens: 0,
    laterCachedTokens: 0,
    eligibleTokens: 0,
    historyTokens: null,
  };
}

function addTurn(
  conversation: Conversation,
  { sentAtMs, turnIndex }: Pick<TurnFacts, "sentAtMs" | "turnIndex">,
  reply: TurnReply,
): void {
  const { latencyMs, ttftMs, tpotMs } = reply;
  addCachedTokens(conversation, reply);
  if (conversation.turns === 0) conversation.firstTtftMs = ttftMs;
  conversation.turns++;
  conversation.turnNumbers += turnIndex + 1;
  conversation.lastEndAtMs = sentAtMs + latencyMs;
  conversation.lastFirstTokenAtMs = ttftMs === null ? null : sentAtMs + ttftMs;
  if (tpotMs !== null && tpotMs > 0) {
    conversation.decodeSpeedSum += 1000 / tpotMs;
    conversation.decodeTurns++;
  }
  conversation.historyTokens = toHistoryTokens(reply);
}

type Tokens = Pick<TokenCounts, "promptTokens" | "completionTokens" | "cachedTokens">;

function addCachedTokens(conversation: Conversation, tokens: Tokens): void {
  const { promptTokens } = tokens;
  const cachedTokens = tokens.cachedTokens ?? guessCachedTokens(conversation, promptTokens);
  if (cachedTokens === null || promptTokens === null) return;
  if (tokens.cachedTokens === null) conversation.guessedTurns++;
  conversation.cachedTokens += cachedTokens;
  conversation.promptTokens += promptTokens;
  if (conversation.historyTokens === null) return;
  conversation.laterCachedTokens += cachedTokens;
  conversation.eligibleTokens += conversation.historyTokens;
}

/** An endless cache holds the whole turn before and nothing of a conversation that begins; never more than is asked. */
function guessCachedTokens({ turns, historyTokens }: Conversation, promptTokens: number | null): number | null {
  if (promptTokens === null) return null;
  if (turns === 0) return 0;
  return historyTokens === null ? null : Math.min(historyTokens, promptTokens);
}

function toHistoryTokens({ promptTokens, completionTokens }: Tokens): number | null {
  return promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens;
}

/** Computes the figures of a conversation with at least one completed turn; `null`: undefined. */
export function toConversationFigures(conversation: Conversation): Record<ConversationFigureId, number | null> {
  const { firstSentAtMs, lastEndAtMs, lastFirstTokenAtMs, firstTtftMs } = conversation;
  return {
    latency: (lastEndAtMs - firstSentAtMs) / 1000,
    firstTurnTtft: firstTtftMs === null ? null : firstTtftMs / 1000,
    timeToLastAnswer: lastFirstTokenAtMs === null ? null : (lastFirstTokenAtMs - firstSentAtMs) / 1000,
    decodeSpeed: divide(conversation.decodeSpeedSum, conversation.decodeTurns),
    cacheHitRate: divide(100 * conversation.cachedTokens, conversation.promptTokens),
    eligibleCacheHitRate: divide(100 * conversation.laterCachedTokens, conversation.eligibleTokens),
  };
}
