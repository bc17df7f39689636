import type { Clock } from "../core/clock.ts";
import type { ReplyText, RequestRecord } from "../core/record.ts";
import type { ItemStart, WorkItem } from "../core/work_item.ts";

/** One request of a session, ready to be sent. */
export interface TurnRequest {
  readonly item: WorkItem;
  readonly turnIndex: number;
  readonly isLastTurn: boolean;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly start: ItemStart;
}

/** What following a session needs from the shard. */
export interface SessionSteps {
  readonly clock: Clock;
  /** Aborted when no further turn of a started conversation may be sent. */
  readonly continuing: AbortSignal;
  /** The body of a later turn, the history with the replies so far included. */
  encodeTurn(item: WorkItem, turnIndex: number, replies: readonly ReplyText[]): Uint8Array<ArrayBuffer>;
  send(request: TurnRequest): Promise<RequestRecord>;
  onRecord(record: RequestRecord): void;
}

/** Sends the turns of a session in order; a failed turn ends it. Resolves with the time at which it was over. */
export async function carrySession(item: WorkItem, start: ItemStart, steps: SessionSteps): Promise<number> {
  const turnCount = item.conversation?.turns.length ?? 1;
  const replies: ReplyText[] = [];
  let turnStart: ItemStart | null = start;
  for (let turnIndex = 0; turnIndex < turnCount && turnStart !== null; turnIndex++) {
    const body = turnIndex === 0 ? item.body : steps.encodeTurn(item, turnIndex, replies);
    const isLastTurn = turnIndex === turnCount - 1;
    const record = await steps.send({ item, turnIndex, isLastTurn, body, start: turnStart });
    steps.onRecord(record);
    if (isLastTurn || record.failure !== null) return record.times.endAtMs;
    replies.push(record.reply);
    turnStart = await nextTurnStart(record, item.conversation?.turns[turnIndex + 1]?.waitBeforeMs, steps);
  }
  return steps.clock.nowMs();
}

/** Waits out the pause before a turn; `null` when the conversation must end. */
async function nextTurnStart(
  previous: RequestRecord,
  waitMs: number | undefined,
  { clock, continuing }: SessionSteps,
): Promise<ItemStart | null> {
  const { endAtMs } = previous.times;
  const dueAtMs = waitMs === undefined ? null : endAtMs + waitMs;
  if (dueAtMs !== null) await clock.sleepUntil(dueAtMs, continuing);
  return continuing.aborted ? null : { dueAtMs, slotAtMs: dueAtMs ?? endAtMs };
}
