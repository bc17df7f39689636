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

/** The ids of a session's trace, in hexadecimal. */
export interface TraceIds {
  readonly traceId: string;
  /** Of the session: the parent of what the service does, and of single turns. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const RANGE = 2 ** 32;

/** Returns the ids of a session's trace: the same wherever and whenever they are asked for. */
export function traceIdsOf({ seed, share }: TracePlan, session: TracedSession): TraceIds {
  const { stepIndex, phase, sessionIndex } = session;
  const { one, other, mixed } = hashOf(seed, `${stepIndex}/${phase}/${sessionIndex}`);
  return {
    traceId: toHex(one) + toHex(other) + toHex(mixed(1)) + toHex(mixed(2)),
    spanId: toHex(mixed(3)) + toHex(mixed(4)),
    isSampled: mixed(5) < share * RANGE,
  };
}

/** Returns the span id of one turn of several. */
export function turnSpanIdOf(
  { seed }: TracePlan,
  { stepIndex, phase, sessionIndex }: TracedSession,
  turn: number,
): string {
  const { one, other } = hashOf(seed, `${stepIndex}/${phase}/${sessionIndex}/${turn}`);
  return toHex(one) + toHex(other);
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
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

/** Ids that are all zero mean none. */
function toHex(value: number): string {
  return Math.max(1, value).toString(16).padStart(8, "0");
}
