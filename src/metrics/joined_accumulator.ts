import { type Accumulator, type AccumulatorState, createAccumulator } from "./accumulator.ts";
import type { AccumulatorOptions } from "./accumulator_options.ts";

/** States that stand for records kept elsewhere. */
export interface StateSource {
  /** Changes with the states. */
  readonly version: number;
  states(): readonly AccumulatorState[];
  /** Hears of what all states together came to. */
  onJoined(state: AccumulatorState): void;
}

/**
 * An accumulator that takes records in, and with them the states of others as they are when somebody asks. It holds no
 * copy of the states of its own: a newer one of the same origin replaces the one before.
 */
export function joinStates(options: AccumulatorOptions, source: StateSource): Accumulator {
  const own = createAccumulator(options);
  let startMs: number | null = null;
  let joined: { readonly version: number; readonly whole: Accumulator } | null = null;
  const whole = (): Accumulator => {
    const { version } = source;
    if (joined?.version === version) return joined.whole;
    const made = createAccumulator(options);
    if (startMs !== null) made.beginAt(startMs);
    made.merge(own.state());
    const states = source.states();
    for (const state of states) made.merge(state);
    joined = { version, whole: made };
    if (states.length > 0) source.onJoined(made.state());
    return made;
  };
  return {
    beginAt(atMs) {
      startMs = atMs;
      own.beginAt(atMs);
      joined = null;
    },
    add(record) {
      own.add(record);
      joined = null;
    },
    live: (nowMs) => whole().live(nowMs),
    figures: (nowMs) => whole().figures(nowMs),
    finish: () => whole().finish(),
    samples: (id) => whole().samples(id),
    state: () => whole().state(),
    merge(state) {
      own.merge(state);
      joined = null;
    },
  };
}
