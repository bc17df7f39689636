/** One exchange of times: asked and answered by the clock of the run, seen between by the clock of an agent. */
export interface ClockSample {
  readonly askedAtMs: number;
  readonly agentAtMs: number;
  readonly answeredAtMs: number;
}

/** How the clock of an agent stands to the clock of the run. */
export interface ClockOffset {
  /** Added to the agent's clock it gives the clock of the run. */
  readonly offsetMs: number;
  /** The offset is off by this much at most. */
  readonly errorMs: number;
}

/** The first exchanges wait for the agent to load; among so many some are quick. */
export const CLOCK_SAMPLES = 12;

/**
 * Estimates the offset of an agent's clock from exchanges of times, without any use of the wall clock: the agent's stamp
 * lies between asking and answering, so the exchange with the least round trip bounds it best (Cristian's algorithm).
 */
export function estimateClockOffset(samples: readonly ClockSample[]): ClockOffset {
  const [best] = [...samples].sort((a, b) => roundTripMs(a) - roundTripMs(b));
  if (best === undefined) throw new Error("A clock offset needs a sample");
  return {
    offsetMs: (best.askedAtMs + best.answeredAtMs) / 2 - best.agentAtMs,
    errorMs: roundTripMs(best) / 2,
  };
}

function roundTripMs({ askedAtMs, answeredAtMs }: ClockSample): number {
  return answeredAtMs - askedAtMs;
}
