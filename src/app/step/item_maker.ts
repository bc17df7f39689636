import type { ApiDialect, BodyOptions } from "../../apis/dialect.ts";
import type { GenerationSettings } from "../../core/generation.ts";
import { toWireJson } from "../../core/json.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Random } from "../../core/random.ts";
import type { Session, Turn } from "../../core/session.ts";
import type { TracedSession } from "../../core/trace_ids.ts";
import { TextRoom } from "../../core/text_room.ts";
import { drawValue } from "../../core/value_distribution.ts";
import type { ValueDistribution } from "../../core/value_distribution.ts";
import type { WorkItem } from "../../core/work_item.ts";
import { type BodySource, type MadeBody, makeBody } from "../workload/body_source.ts";

/** Which item is made of a session. */
export type ItemPlace = Pick<WorkItem, "index" | "phase" | "dueAtMs" | "ordinal">;

/** Makes the item of a session; of the same session and place always the same one. */
export type MakeItem = (session: Session, place: ItemPlace) => WorkItem;

/** Makes the item of a session as soon as its body is there; `null`: nothing more is made. */
export type ItemRequest = (session: Session, place: ItemPlace) => WorkItem | Promise<WorkItem | null>;

/** What items are made with. */
export interface ItemParts {
  readonly generation: GenerationSettings;
  /** For the draws of `max_tokens` and of pauses, each item by itself. */
  readonly seed: number;
  /** The pause between turns where the dataset has none of its own. */
  readonly thinkTime: ValueDistribution | null;
  /** What the ids of sessions begin with that have none of their own; `null`: they get none. */
  readonly idPrefix: string | null;
  /** By which headers a service joins the trace of a session; `null`: nothing is traced. */
  readonly trace: ((session: Omit<TracedSession, "stepIndex">) => string) | null;
}

/** Creates the maker of a step's items, by its dialect. */
export function createItemMaker({ dialect, ...parts }: ItemParts & { readonly dialect: ApiDialect }): MakeItem {
  const begin = createItemDrafts(parts);
  return (session, place) => {
    const draft = begin(session, place);
    return draft.finish(makeBody(dialect, draft.turn, draft.options));
  };
}

/** Creates what asks for a step's items, whose bodies may be made elsewhere. */
export function createItemRequest({ bodies, ...parts }: ItemParts & { readonly bodies: BodySource }): ItemRequest {
  const begin = createItemDrafts(parts);
  return (session, place) => {
    const draft = begin(session, place);
    const made = bodies.make(draft.turn, draft.options);
    if (!(made instanceof Promise)) return draft.finish(made);
    return made.then((late) => late === null ? null : draft.finish(late));
  };
}

/** An item without its body. */
interface ItemDraft {
  readonly turn: Turn;
  readonly options: BodyOptions;
  finish(made: MadeBody): WorkItem;
}

function createItemDrafts(parts: ItemParts): (session: Session, place: ItemPlace) => ItemDraft {
  const { generation, seed, thinkTime, idPrefix, trace } = parts;
  const texts = new TextRoom();
  const toHeaders = (headers: WorkItem["headers"], { phase, index }: ItemPlace) =>
    trace === null ? headers : { traceparent: trace({ phase, sessionIndex: index }), ...headers };
  return (session, place) => {
    const random = whenDrawn(() => createRandom(deriveSeed(seed, `${place.ordinal}`)));
    const maxTokens = session.turns.map((turn) => turn.maxTokens ?? sampleMaxTokens(generation, random));
    const model = session.model ?? generation.model;
    const identity = toIdentity(session, idPrefix === null ? null : `${idPrefix}-${place.phase}-${place.index}`);
    const options = { settings: generation, model, maxTokens: maxTokens[0] ?? null };
    const turns = session.turns.map((turn, index) => index === 0 ? turn : toPausing(turn, thinkTime, random));
    const finish = ({ body, isStream }: MadeBody): WorkItem => ({
      ...place,
      body: texts.encode(toWireJson(body)),
      isStream,
      model,
      label: session.label ?? null,
      requestId: identity.requestId,
      headers: toHeaders(identity.headers, place),
      conversation: turns.length > 1 ? { turns, maxTokens } : null,
    });
    return { turn: firstTurn(session), options, finish };
  };
}

function toPausing(turn: Turn, thinkTime: ValueDistribution | null, random: () => Random): Turn {
  if (turn.waitBeforeMs !== undefined || thinkTime === null) return turn;
  return { ...turn, waitBeforeMs: drawValue(thinkTime, random()) };
}

/** Most items draw nothing: seeding costs more than all else of such a one. */
function whenDrawn(create: () => Random): () => Random {
  let random: Random | null = null;
  return () => random ??= create();
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

function sampleMaxTokens({ maxTokens }: GenerationSettings, random: () => Random): number | null {
  if (maxTokens === null) return null;
  const [min, max] = maxTokens;
  return min === max ? min : random().integer(min, max);
}
