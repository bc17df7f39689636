import type { WorkloadPlan } from "../../config/run_plan.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session, Turn } from "../../core/session.ts";
import { drawValue } from "../../core/value_distribution.ts";
import { createWeightedDraw } from "../../datasets/mixes/weighted_draw.ts";

type SessionChange = (session: Session) => Session;

/** Draws for each session what the options leave to chance: its model, and the length of each reply. */
export async function* drawForSessions(
  sessions: AsyncIterable<Session> | Iterable<Session>,
  workload: Pick<WorkloadPlan, "models" | "outputLength">,
  seed: number,
): AsyncGenerator<Session, void, undefined> {
  const drawModel = createModelDraw(workload, seed);
  const drawLengths = createLengthDraw(workload, seed);
  for await (const session of sessions) yield drawModel(drawLengths(session));
}

/** A session that names its model keeps it. */
function createModelDraw({ models }: Pick<WorkloadPlan, "models">, seed: number): SessionChange {
  const [first, ...others] = models ?? [];
  if (first === undefined) return (session) => session;
  const draw = createWeightedDraw([first, ...others], createRandom(deriveSeed(seed, "models")));
  return (session) => {
    const { model } = draw();
    return session.model === undefined ? { ...session, model } : session;
  };
}

/** A turn that says how long its reply is to be keeps that. */
function createLengthDraw({ outputLength }: Pick<WorkloadPlan, "outputLength">, seed: number): SessionChange {
  if (outputLength === null) return (session) => session;
  const random = createRandom(deriveSeed(seed, "output-len"));
  const limit = (turn: Turn): Turn => {
    const maxTokens = Math.max(1, Math.round(drawValue(outputLength, random)));
    return turn.maxTokens === undefined ? { ...turn, maxTokens } : turn;
  };
  return (session) => ({ ...session, turns: session.turns.map(limit) });
}
