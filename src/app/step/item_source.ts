import { createHash } from "node:crypto";
import type { ApiDialect } from "../../apis/dialect.ts";
import { asksForStream } from "../../apis/stream_request.ts";
import type { GenerationSettings } from "../../core/generation.ts";
import { toWireJson } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import type { Session, Turn } from "../../core/session.ts";
import type { TracedSession } from "../../core/trace_ids.ts";
import { drawValue } from "../../core/value_distribution.ts";
import type { ValueDistribution } from "../../core/value_distribution.ts";
import type { Phase, WorkItem } from "../../core/work_item.ts";

/** Makes items of sessions; keeps the identity of the workload. */
export interface ItemSource {
  /** Items of one phase, numbered from 0. Phases share one stream of sessions, so that their items are disjoint. */
  items(phase: Phase, plan: PhasePlan): AsyncGenerator<WorkItem>;
  /** SHA-256 over the bodies of the measured phase so far, in order; `null` before the first. */
  workloadHash(): string | null;
}

/** How many items a phase has and when they are due. */
export interface PhasePlan {
  /** `null`: without end. */
  readonly count: number | null;
  /** Ms after the start of the phase; `null`: as soon as a slot is free. */
  dueAtMs(index: number, session: Session): number | null;
}

interface ItemSourceParts {
  readonly sessions: AsyncIterator<Session>;
  readonly dialect: ApiDialect;
  readonly generation: GenerationSettings;
  /** Draws `max_tokens` and pauses. */
  readonly random: Random;
  /** The pause between turns where the dataset has none of its own. */
  readonly thinkTime: ValueDistribution | null;
  /** What the ids of sessions begin with that have none of their own; `null`: they get none. */
  readonly idPrefix: string | null;
  /** By which headers a service joins the trace of a session; `null`: nothing is traced. */
  readonly trace: ((session: Omit<TracedSession, "stepIndex">) => string) | null;
}

/** Creates the source of a step's items. */
export function createItemSource(parts: ItemSourceParts): ItemSource {
  const { sessions, dialect, generation, random, thinkTime, idPrefix, trace } = parts;
  const hash = createHash("sha256");
  const encoder = new TextEncoder();
  let hasHashed = false;

  const toPausing = (turn: Turn, index: number): Turn => {
    if (index === 0 || turn.waitBeforeMs !== undefined || thinkTime === null) return turn;
    return { ...turn, waitBeforeMs: drawValue(thinkTime, random) };
  };
  const toHeaders = (headers: WorkItem["headers"], { phase, index }: Pick<WorkItem, "index" | "phase">) =>
    trace === null ? headers : { traceparent: trace({ phase, sessionIndex: index }), ...headers };
  const toItem = (session: Session, place: Pick<WorkItem, "index" | "phase" | "dueAtMs">): WorkItem => {
    const maxTokens = session.turns.map((turn) => turn.maxTokens ?? sampleMaxTokens(generation, random));
    const model = session.model ?? generation.model;
    const first = firstTurn(session);
    const identity = toIdentity(session, idPrefix === null ? null : `${idPrefix}-${place.phase}-${place.index}`);
    const body = dialect.buildBody(first, { settings: generation, model, maxTokens: maxTokens[0] ?? null });
    return {
      ...place,
      body: encoder.encode(toWireJson(body)),
      isStream: asksForStream(dialect, body),
      model,
      label: session.label ?? null,
      requestId: identity.requestId,
      headers: toHeaders(identity.headers, place),
      conversation: session.turns.length > 1 ? { turns: session.turns.map(toPausing), maxTokens } : null,
    };
  };

  return {
    async *items(phase, plan) {
      for (let index = 0; plan.count === null || index < plan.count; index++) {
        const next = await sessions.next();
        if (next.done) return;
        const dueAtMs = plan.dueAtMs(index, next.value);
        // The stages of the load have ended.
        if (dueAtMs === Infinity) return;
        const item = toItem(next.value, { index, phase, dueAtMs });
        if (phase === "measured") {
          hash.update(item.body);
          hasHashed = true;
        }
        yield item;
      }
    },
    workloadHash: () => hasHashed ? hash.copy().digest("hex") : null,
  };
}

/** A session without an id of its own gets this one, which its requests then carry. */
function toIdentity(
  { requestId, headers }: Session,
  ownId: string | null,
): Pick<WorkItem, "requestId" | "headers"> {
  if (requestId !== undefined || ownId === null) return { requestId: requestId ?? null, headers: headers ?? null };
  return { requestId: ownId, headers: { ...headers, "x-request-id": ownId } };
}

function firstTurn(session: Session): Turn {
  const turn = session.turns[0];
  if (turn === undefined) throw new Error("A session has no turn");
  return turn;
}

function sampleMaxTokens({ maxTokens }: GenerationSettings, random: Random): number | null {
  if (maxTokens === null) return null;
  const [min, max] = maxTokens;
  return min === max ? min : random.integer(min, max);
}
