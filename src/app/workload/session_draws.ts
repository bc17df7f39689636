import type { WorkloadPlan } from "../../config/run_plan.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session, Turn } from "../../core/session.ts";
import { drawValue } from "../../core/value_distribution.ts";
import { createWeightedDraw } from "../../datasets/mixes/weighted_draw.ts";

/** Changes a session by its place among those of its step: the same way whoever makes it, and whichever came before. */
export type SessionDraw = (session: Session, place: number) => Session;

type DrawnPlan = Pick<WorkloadPlan, "models" | "outputLength">;

/** Draws for each session what the options leave to chance: its model, and the length of each reply. */
export async function* drawForSessions(
  sessions: AsyncIterable<Session> | Iterable<Session>,
  workload: DrawnPlan,
  seed: number,
): AsyncGenerator<Session, void, undefined> {
  const draw = createSessionDraw(workload, seed);
  let place = 0;
  for await (const session of sessions) yield draw(session, place++);
}

/** Creates the draw of a step's sessions. */
export function createSessionDraw(workload: DrawnPlan, seed: number): SessionDraw {
  const drawModel = createModelDraw(workload, deriveSeed(seed, "models"));
  const drawLengths = createLengthDraw(workload, deriveSeed(seed, "output-len"));
  return (session, place) => drawModel(drawLengths(session, place), place);
}

/** A session that names its model keeps it. */
function createModelDraw({ models }: Pick<WorkloadPlan, "models">, seed: number): SessionDraw {
  const [first, ...others] = models ?? [];
  if (first === undefined) return (session) => session;
  return (session, place) => {
    const draw = createWeightedDraw([first, ...others], createRandom(deriveSeed(seed, `${place}`)));
    return session.model === undefined ? { ...session, model: draw().model } : session;
  };
}

/** A turn that says how long its reply is to be keeps that. */
function createLengthDraw({ outputLength }: Pick<WorkloadPlan, "outputLength">, seed: number): SessionDraw {
  if (outputLength === null) return (session) => session;
  return (session, place) => {
    const random = createRandom(deriveSeed(seed, `${place}`));
    const limit = (turn: Turn): Turn => {
      const maxTokens = Math.max(1, Math.round(drawValue(outputLength, random)));
      return turn.maxTokens === undefined ? { ...turn, maxTokens } : turn;
    };
    return { ...session, turns: session.turns.map(limit) };
  };
}
