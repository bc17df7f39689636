import type { ConversationFigureId } from "../tallies/conversation.ts";

/** A figure of whole conversations: its name in files, which is the reference's, and how tables show it. */
export interface ConversationRow {
  readonly id: ConversationFigureId;
  readonly metric: string;
  readonly title: string;
  readonly decimals: number;
  /** Reckoned from cached tokens, which may be guessed. */
  readonly isCacheRate?: true;
}

/** The figures of whole conversations in the reference's order. */
export const CONVERSATION_ROWS: readonly ConversationRow[] = [
  { id: "latency", metric: "Latency (s)", title: "Latency (s)", decimals: 3 },
  { id: "firstTurnTtft", metric: "First-Turn TTFT (s)", title: "First-Turn TTFT (s)", decimals: 4 },
  { id: "timeToLastAnswer", metric: "TTFAT (s)", title: "TTFAT (s)", decimals: 4 },
  { id: "decodeSpeed", metric: "Decode TPS", title: "Decode TPS", decimals: 2 },
  { id: "cacheHitRate", metric: "Cache Hit Rate (%)", title: "Cache Hit (%)", decimals: 1, isCacheRate: true },
  {
    id: "eligibleCacheHitRate",
    metric: "Eligible Cache Hit Rate (%)",
    title: "Elig. Cache Hit (%)",
    decimals: 1,
    isCacheRate: true,
  },
];
