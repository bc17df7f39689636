import type { Clock } from "../../core/clock.ts";

/** Who works messages of records through. */
export interface TurnReader<Message> {
  readonly clock: Clock;
  /** Something else has to be done first. */
  readonly mustWait: () => boolean;
  /** Works one message through. */
  readonly take: (message: Message) => void;
}

/** A message waits for the dealing no longer than this: errors in its records may end the run, and they are shown. */
const MOST_WAIT_MS = 500;
const LOOK_EVERY_MS = 5;
const NEVER = new AbortController().signal;

/**
 * Whatever else waits goes first, one message of records after another: where they come faster than they are worked
 * through, they wait and not the dealing, so that the load goes on as it was asked for.
 */
export async function readInTurns<Message>(
  messages: AsyncIterable<Message>,
  { clock, mustWait, take }: TurnReader<Message>,
): Promise<void> {
  for await (const message of messages) {
    const untilMs = clock.nowMs() + MOST_WAIT_MS;
    while (mustWait() && clock.nowMs() < untilMs) await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, NEVER);
    take(message);
    await clock.yieldTurn();
  }
}
