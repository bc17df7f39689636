import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import type { RequestFigures } from "../request_figures.ts";
import { divide } from "../step_totals.ts";

/** What is kept of a conversation while it goes on: sums over its completed turns. */
export interface Conversation {
  readonly firstSentAtMs: number;
  firstTtftMs: number | null;
  /** Last event of the last completed turn. */
  lastEndAtMs: number;
  /** First token of the last completed turn. */
  lastFirstTokenAtMs: number | null;
  turns: number;
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
export type TraceFigureId =
  | "latency"
  | "firstTurnTtft"
  | "timeToLastAnswer"
  | "decodeSpeed"
  | "cacheHitRate"
  | "eligibleCacheHitRate";

/** Creates a conversation of no completed turns, whose first request was sent at a moment. */
export function createConversation(firstSentAtMs: number): Conversation {
  return {
    firstSentAtMs,
    firstTtftMs: null,
    lastEndAtMs: firstSentAtMs,
    lastFirstTokenAtMs: null,
    turns: 0,
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

/** Takes in a completed turn and returns its cached tokens, stated or guessed; `null`: unknown. */
export function addTurn(conversation: Conversation, record: RequestRecord, figures: RequestFigures): number | null {
  const { times: { sentAtMs }, tokens } = record;
  const { latencyMs, ttftMs, tpotMs } = figures;
  const cachedTokens = addCachedTokens(conversation, tokens);
  if (conversation.turns === 0) conversation.firstTtftMs = ttftMs;
  conversation.turns++;
  conversation.lastEndAtMs = sentAtMs + latencyMs;
  conversation.lastFirstTokenAtMs = ttftMs === null ? null : sentAtMs + ttftMs;
  if (tpotMs !== null && tpotMs > 0) {
    conversation.decodeSpeedSum += 1000 / tpotMs;
    conversation.decodeTurns++;
  }
  conversation.historyTokens = toHistoryTokens(tokens);
  return cachedTokens;
}

function addCachedTokens(conversation: Conversation, tokens: TokenCounts): number | null {
  const { promptTokens } = tokens;
  const cachedTokens = tokens.cachedTokens ?? guessCachedTokens(conversation, promptTokens);
  if (cachedTokens === null || promptTokens === null) return null;
  if (tokens.cachedTokens === null) conversation.guessedTurns++;
  conversation.cachedTokens += cachedTokens;
  conversation.promptTokens += promptTokens;
  if (conversation.historyTokens !== null) {
    conversation.laterCachedTokens += cachedTokens;
    conversation.eligibleTokens += conversation.historyTokens;
  }
  return cachedTokens;
}

/** An endless cache holds the whole turn before and nothing of a conversation that begins; never more than is asked. */
function guessCachedTokens({ turns, historyTokens }: Conversation, promptTokens: number | null): number | null {
  if (promptTokens === null) return null;
  if (turns === 0) return 0;
  return historyTokens === null ? null : Math.min(historyTokens, promptTokens);
}

function toHistoryTokens({ promptTokens, completionTokens }: TokenCounts): number | null {
  return promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens;
}

/** Computes the figures of a conversation with at least one completed turn; `null`: undefined. */
export function toTraceFigures(conversation: Conversation): Record<TraceFigureId, number | null> {
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
