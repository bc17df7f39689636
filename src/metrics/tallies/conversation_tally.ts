import type { RequestRecord } from "../../core/record.ts";
import { createDistribution, type Distribution } from "../distribution.ts";
import type { RequestFigures } from "../request_figures.ts";
import type { TraceRow, TraceSummary } from "../step_metrics.ts";
import { divide } from "../step_totals.ts";
import { addTurn, type Conversation, createConversation, toTraceFigures, type TraceFigureId } from "./conversation.ts";

/** Figures of conversations; a conversation is folded when its last record came, so that memory stays flat. */
export interface ConversationTally {
  /** Takes a turn, with the figures of a successful one; those of one conversation come in order. */
  add(record: RequestRecord, figures: RequestFigures | null): void;
  /** Computes the figures; conversations that have not ended count as abandoned. More may be added afterwards. */
  finish(): ConversationFigures;
}

/** What is known of all the conversations of a step; `null`: there was none, or the figure is undefined. */
export interface ConversationFigures {
  readonly conversations: number | null;
  readonly finished: number | null;
  readonly abandoned: number | null;
  readonly turnsPerRequest: number | null;
  /** Stated by the service or guessed, 0 to 1. */
  readonly cachedShare: number | null;
  readonly traces: TraceSummary | null;
}

interface Folded {
  finished: number;
  abandoned: number;
  /** Conversations with at least one completed turn. */
  traces: number;
  guessedTurns: number;
  readonly distributions: Readonly<Record<TraceFigureId, Distribution>>;
}

interface TurnSums {
  turns: number;
  turnNumbers: number;
  cachedTokens: number;
  promptTokens: number;
}

/** The rows of the table, with the names of the reference in its order. */
const ROW_NAMES: Readonly<Record<TraceFigureId, string>> = {
  latency: "Latency (s)",
  firstTurnTtft: "First-Turn TTFT (s)",
  timeToLastAnswer: "TTFAT (s)",
  decodeSpeed: "Decode TPS",
  cacheHitRate: "Cache Hit Rate (%)",
  eligibleCacheHitRate: "Eligible Cache Hit Rate (%)",
};

const ROW_IDS = Object.keys(ROW_NAMES) as TraceFigureId[];

/** Creates a tally of no conversations. */
export function createConversationTally(): ConversationTally {
  const open = new Map<number, Conversation>();
  const folded = createFolded();
  const sums: TurnSums = { turns: 0, turnNumbers: 0, cachedTokens: 0, promptTokens: 0 };
  return {
    add: (record, figures) => {
      const { sessionIndex, isLastTurn } = record.place;
      const conversation = open.get(sessionIndex) ?? createConversation(record.times.sentAtMs);
      if (figures !== null) countTurn(sums, record, addTurn(conversation, record, figures));
      const isOver = isLastTurn || figures === null;
      if (!isOver) {
        open.set(sessionIndex, conversation);
        return;
      }
      open.delete(sessionIndex);
      fold(folded, conversation, figures === null ? "abandoned" : "finished");
    },
    finish: () => finish(open.values(), folded, sums),
  };
}

function countTurn(sums: TurnSums, { place, tokens }: RequestRecord, cachedTokens: number | null): void {
  sums.turns++;
  sums.turnNumbers += place.turnIndex + 1;
  if (cachedTokens === null || tokens.promptTokens === null) return;
  sums.cachedTokens += cachedTokens;
  sums.promptTokens += tokens.promptTokens;
}

function createFolded(): Folded {
  const entries = ROW_IDS.map((id) => [id, createDistribution()]);
  return {
    finished: 0,
    abandoned: 0,
    traces: 0,
    guessedTurns: 0,
    distributions: Object.fromEntries(entries) as Record<TraceFigureId, Distribution>,
  };
}

function fold(folded: Folded, conversation: Conversation, ending: "finished" | "abandoned"): void {
  folded[ending]++;
  if (conversation.turns === 0) return;
  folded.traces++;
  folded.guessedTurns += conversation.guessedTurns;
  const figures = toTraceFigures(conversation);
  for (const id of ROW_IDS) {
    const value = figures[id];
    if (value !== null) folded.distributions[id].add(value);
  }
}

function finish(open: Iterable<Conversation>, folded: Folded, sums: TurnSums): ConversationFigures {
  const all = copyFolded(folded);
  for (const conversation of open) fold(all, conversation, "abandoned");
  const count = all.finished + all.abandoned;
  if (count === 0) return NO_CONVERSATIONS;
  return {
    conversations: count,
    finished: all.finished,
    abandoned: all.abandoned,
    turnsPerRequest: divide(sums.turnNumbers, sums.turns),
    cachedShare: divide(sums.cachedTokens, sums.promptTokens),
    traces: all.traces === 0 ? null : toSummary(all),
  };
}

const NO_CONVERSATIONS: ConversationFigures = {
  conversations: null,
  finished: null,
  abandoned: null,
  turnsPerRequest: null,
  cachedShare: null,
  traces: null,
};

function copyFolded(folded: Folded): Folded {
  const copy = { ...folded, distributions: createFolded().distributions };
  for (const id of ROW_IDS) copy.distributions[id].merge(folded.distributions[id]);
  return copy;
}

function toSummary({ traces, guessedTurns, distributions }: Folded): TraceSummary {
  return { count: traces, guessedTurns, rows: ROW_IDS.map((id) => toRow(ROW_NAMES[id], distributions[id])) };
}

function toRow(metric: string, distribution: Distribution): TraceRow {
  const { mean, min, max, percentiles } = distribution.summary();
  const { 50: p50, 90: p90, 95: p95, 99: p99 } = percentiles;
  return { metric, mean, min, p50, p90, p95, p99, max };
}
