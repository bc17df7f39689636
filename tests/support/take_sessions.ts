import type { Session, TurnInput } from "../../src/core/session.ts";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { cycleSessions } from "../../src/datasets/cycle_sessions.ts";

/** Takes so many sessions, cycling as a run does. */
export async function takeSessions(dataset: Dataset, count: number): Promise<Session[]> {
  return await Array.fromAsync(cycleSessions(dataset, count));
}

/** Takes what one pass over a dataset sends. */
export async function takeInputs(dataset: Dataset): Promise<(TurnInput | undefined)[]> {
  const sessions = await Array.fromAsync(dataset.sessions());
  return sessions.map((session) => session.turns[0]?.input);
}

/** Returns the text of the last message or of the prompt of a session. */
export function promptOf(session: Session | undefined): string {
  const input = session?.turns[0]?.input;
  if (input?.kind === "text") return input.text;
  if (input?.kind !== "messages") throw new Error(`No text in ${JSON.stringify(session)}`);
  return String(input.messages.at(-1)?.["content"]);
}

/** Returns the text of the last message of each turn of a session. */
export function turnTextsOf(session: Session | undefined): string[] {
  return (session?.turns ?? []).map((turn) => promptOf({ turns: [turn] }));
}
