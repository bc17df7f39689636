import { deriveSeed, mixBits } from "./random.ts";
import type { Phase } from "./work_item.ts";

/** Which sessions of a run are traced, and by which ids: known to who sends them and to who reports them. */
export interface TracePlan {
  /** Drawn once a run. */
  readonly seed: number;
  /** The share (0…1) of sessions that are traced. */
  readonly share: number;
}

/** A session in a run. */
export interface TracedSession {
  /** From 0. */
  readonly stepIndex: number;
  readonly phase: Phase;
  readonly sessionIndex: number;
}

/** An id as numbers of 32 bits each, the first ones first. */
export type Id = readonly number[];

/** The ids of a session's trace. */
export interface TraceIds {
  readonly traceId: Id;
  /** Of the session: the parent of what the service does, and of single turns. */
  readonly spanId: Id;
  readonly isSampled: boolean;
}

const RANGE = 2 ** 32;

/** Returns the ids of a session's trace: the same wherever and whenever they are asked for. */
export function traceIdsOf({ seed, share }: TracePlan, session: TracedSession): TraceIds {
  const { stepIndex, phase, sessionIndex } = session;
  const { one, other, mixed } = hashOf(seed, `${stepIndex}/${phase}/${sessionIndex}`);
  return {
    traceId: [notZero(one), notZero(other), notZero(mixed(1)), notZero(mixed(2))],
    spanId: [notZero(mixed(3)), notZero(mixed(4))],
    isSampled: mixed(5) < share * RANGE,
  };
}

/** Returns the span id of one turn of several. */
export function turnSpanIdOf(
  { seed }: TracePlan,
  { stepIndex, phase, sessionIndex }: TracedSession,
  turn: number,
): Id {
  const { one, other } = hashOf(seed, `${stepIndex}/${phase}/${sessionIndex}/${turn}`);
  return [notZero(one), notZero(other)];
}

/** Two numbers of 32 bits that are a place's own, and more that follow from both. */
function hashOf(seed: number, place: string) {
  const one = deriveSeed(seed, place);
  const other = deriveSeed(~seed, place);
  const mixed = (index: number) => mixBits(one ^ Math.imul(other, 2 * index + 1) ^ Math.imul(index, GOLDEN));
  return { one, other, mixed };
}

/** 2^32 over the golden ratio: its multiples are spread evenly. */
const GOLDEN = 0x9e3779b9;

/** Makes the header of the W3C by which a service joins the trace. */
export function toTraceparent({ traceId, spanId, isSampled }: TraceIds): string {
  return `00-${toHexId(traceId)}-${toHexId(spanId)}-${isSampled ? "01" : "00"}`;
}

/** The bytes of an id. */
export function toIdBytes(id: Id): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(id.length * 4);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (id[i >> 2] ?? 0) >>> (24 - 8 * (i & 3));
  return bytes;
}

/** Ids that are all zero mean none. */
function notZero(value: number): number {
  return Math.max(1, value);
}

/** All bytes in two hexadecimal digits: a number of 32 bits is slow to write in them. */
const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

function toHexId(id: Id): string {
  let text = "";
  for (const part of id) {
    text += `${HEX[part >>> 24]}${HEX[(part >>> 16) & 255]}${HEX[(part >>> 8) & 255]}${HEX[part & 255]}`;
  }
  return text;
}
