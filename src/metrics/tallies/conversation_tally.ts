import type { RequestRecord } from "../../core/record.ts";
import { createDistribution, type Distribution, type DistributionState } from "../distribution.ts";
import { CONVERSATION_ROWS, type ConversationRow } from "../definitions/conversation_rows.ts";
import type { RequestFigures } from "../request_figures.ts";
import type { TraceRow, TraceSummary } from "../step_metrics.ts";
import { divide } from "../step_totals.ts";
import {
  type ConversationFigureId,
  sumUpTurns,
  toConversationFigures,
  toTurnFacts,
  type TurnFacts,
} from "./conversation.ts";

/** Figures of conversations; a conversation is folded when all its records came, so that memory stays flat. */
export interface ConversationTally {
  /** Takes a turn, with the figures of a successful one. */
  add(record: RequestRecord, figures: RequestFigures | null): void;
  /** Computes the figures; conversations that have not ended count as abandoned. More may be added afterwards. */
  finish(): ConversationFigures;
  state(): ConversationTallyState;
  merge(state: ConversationTallyState): void;
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

/** The figures of a load of single requests. */
export const NO_CONVERSATIONS: ConversationFigures = {
  conversations: null,
  finished: null,
  abandoned: null,
  turnsPerRequest: null,
  cachedShare: null,
  traces: null,
};

const COUNTS = [
  "finished",
  "abandoned",
  /** Conversations with at least one completed turn. */
  "answered",
  "guessedTurns",
  "turns",
  "turnNumbers",
  "cachedTokens",
  "promptTokens",
] as const;

type Counts = { -readonly [Name in typeof COUNTS[number]]: number };

/** Conversations that have ended. */
interface Folded {
  readonly counts: Counts;
  readonly distributions: Readonly<Record<ConversationFigureId, Distribution>>;
}

/** The content of a tally as plain data. */
export interface ConversationTallyState {
  readonly counts: Readonly<Counts>;
  readonly distributions: Readonly<Record<ConversationFigureId, DistributionState>>;
  /** The turns so far of conversations that have not ended, by session. */
  readonly open: readonly (readonly [sessionIndex: number, turns: readonly TurnFacts[]])[];
}

type OpenTurns = Map<number, readonly TurnFacts[]>;

/** Creates a tally of no conversations. */
export function createConversationTally(): ConversationTally {
  const open: OpenTurns = new Map();
  const folded = createFolded();
  const addTurns = (sessionIndex: number, added: readonly TurnFacts[]): void => {
    const turns = [...open.get(sessionIndex) ?? [], ...added];
    if (isWhole(turns)) {
      open.delete(sessionIndex);
      fold(folded, turns);
    } else open.set(sessionIndex, turns);
  };
  return {
    add: (record, figures) => addTurns(record.place.sessionIndex, [toTurnFacts(record, figures)]),
    finish: () => finish(open, folded),
    state: () => ({ ...toFoldedState(folded), open: [...open] }),
    merge: (state) => {
      mergeFolded(folded, state);
      for (const [sessionIndex, turns] of state.open) addTurns(sessionIndex, turns);
    },
  };
}

/** Turns may come out of order, from several event loops: all are there when the last one and those before it are. */
function isWhole(turns: readonly TurnFacts[]): boolean {
  const end = turns.find(({ isEnd }) => isEnd);
  return end !== undefined && turns.length === end.turnIndex + 1;
}

function createFolded(): Folded {
  return {
    counts: Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts,
    distributions: mapFigures(() => createDistribution()),
  };
}

function fold({ counts, distributions }: Folded, turns: readonly TurnFacts[]): void {
  const conversation = sumUpTurns(turns);
  const isFinished = turns.some(({ isEnd, reply }) => isEnd && reply !== null);
  counts[isFinished ? "finished" : "abandoned"]++;
  if (conversation.turns === 0) return;
  counts.answered++;
  for (const name of ["guessedTurns", "turns", "turnNumbers", "cachedTokens", "promptTokens"] as const) {
    counts[name] += conversation[name];
  }
  const figures = toConversationFigures(conversation);
  for (const { id } of CONVERSATION_ROWS) {
    const value = figures[id];
    if (value !== null) distributions[id].add(value);
  }
}

function toFoldedState({ counts, distributions }: Folded): Omit<ConversationTallyState, "open"> {
  return { counts, distributions: mapFigures((id) => distributions[id].state()) };
}

function mergeFolded({ counts, distributions }: Folded, others: Omit<ConversationTallyState, "open">): void {
  for (const name of COUNTS) counts[name] += others.counts[name];
  for (const { id } of CONVERSATION_ROWS) distributions[id].merge(others.distributions[id]);
}

function finish(open: OpenTurns, folded: Folded): ConversationFigures {
  const all = createFolded();
  mergeFolded(all, toFoldedState(folded));
  for (const turns of open.values()) fold(all, turns);
  const { counts } = all;
  const count = counts.finished + counts.abandoned;
  if (count === 0) return NO_CONVERSATIONS;
  return {
    conversations: count,
    finished: counts.finished,
    abandoned: counts.abandoned,
    turnsPerRequest: divide(counts.turnNumbers, counts.turns),
    cachedShare: divide(counts.cachedTokens, counts.promptTokens),
    traces: counts.answered === 0 ? null : toSummary(all),
  };
}

function toSummary({ counts, distributions }: Folded): TraceSummary {
  const { answered, guessedTurns } = counts;
  return { count: answered, guessedTurns, rows: CONVERSATION_ROWS.map((row) => toRow(row, distributions[row.id])) };
}

function toRow({ metric }: ConversationRow, distribution: Distribution): TraceRow {
  const { mean, min, max, percentiles } = distribution.summary();
  const { 50: p50, 90: p90, 95: p95, 99: p99 } = percentiles;
  return { metric, mean, min, p50, p90, p95, p99, max };
}

function mapFigures<Value>(toValue: (id: ConversationFigureId) => Value): Record<ConversationFigureId, Value> {
  return Object.fromEntries(CONVERSATION_ROWS.map(({ id }) => [id, toValue(id)])) as Record<
    ConversationFigureId,
    Value
  >;
}
