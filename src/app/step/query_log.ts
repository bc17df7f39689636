import type { Clock } from "../../core/clock.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import type { RunListener } from "../run/run_listener.ts";

interface QueryLogParts {
  readonly everyN: number;
  readonly listener: RunListener;
  readonly accumulator: Accumulator;
  readonly clock: Clock;
}

/** Writes the numbers so far into the log each N requests (`--log-every-n-query`). */
export function createQueryLog({ everyN, listener, accumulator, clock }: QueryLogParts): { count(): void } {
  let ended = 0;
  return {
    count() {
      ended++;
      if (everyN <= 0 || ended % everyN !== 0) return;
      listener.log("query", JSON.stringify({ requests: ended, ...accumulator.live(clock.nowMs()) }));
    },
  };
}
