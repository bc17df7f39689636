/** The requests of one point as columns, in order of their start; times in ms from the first sending, `NaN`: undefined. */
export interface PointRequests {
  readonly count: number;
  /** Requests at once, as asked; `null`: no limit. */
  readonly slots: number | null;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** 1: failed. */
  readonly failed: Uint8Array;
  readonly latencyMs: Float64Array;
  readonly ttftMs: Float64Array;
  readonly tpotMs: Float64Array;
  readonly promptTokens: Float64Array;
  readonly outputTokens: Float64Array;
  /** All gaps between output events, and the request that each belongs to. */
  readonly gapMs: Float64Array;
  readonly gapOwner: Uint32Array;
}

/** Puts the requests of repeats one after another; `null`: of none there are any. */
export function joinRequests(parts: readonly (PointRequests | null)[]): PointRequests | null {
  const known = parts.filter((part) => part !== null);
  const [first, ...others] = known;
  return first === undefined ? null : others.reduce(append, first);
}

function append(one: PointRequests, other: PointRequests): PointRequests {
  const laterMs = one.endMs.reduce((latest, end) => Math.max(latest, end), 0);
  return {
    count: one.count + other.count,
    slots: one.slots,
    startMs: joinColumns(one.startMs, other.startMs.map((ms) => ms + laterMs)),
    endMs: joinColumns(one.endMs, other.endMs.map((ms) => ms + laterMs)),
    failed: Uint8Array.from([...one.failed, ...other.failed]),
    latencyMs: joinColumns(one.latencyMs, other.latencyMs),
    ttftMs: joinColumns(one.ttftMs, other.ttftMs),
    tpotMs: joinColumns(one.tpotMs, other.tpotMs),
    promptTokens: joinColumns(one.promptTokens, other.promptTokens),
    outputTokens: joinColumns(one.outputTokens, other.outputTokens),
    gapMs: joinColumns(one.gapMs, other.gapMs),
    gapOwner: Uint32Array.from([...one.gapOwner, ...other.gapOwner.map((owner) => owner + one.count)]),
  };
}

function joinColumns(one: Float64Array, other: Float64Array): Float64Array {
  const joined = new Float64Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}
