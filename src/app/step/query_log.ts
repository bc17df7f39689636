import type { Clock } from "../../core/clock.ts";
import type { Accumulator } from "../../metrics/accumulator.ts";
import { toFiguresJson } from "../../report/files/summary_json.ts";
import type { RunListener } from "../run/run_listener.ts";

interface QueryLogParts {
  readonly everyN: number;
  readonly listener: RunListener;
  readonly accumulator: Accumulator;
  readonly clock: Clock;
}

/** Writes the figures so far into the log each N requests (`--log-every-n-query`), by the keys of the summary. */
export function createQueryLog({ everyN, listener, accumulator, clock }: QueryLogParts): { count(): void } {
  let counted = 0;
  return {
    count() {
      counted++;
      if (everyN <= 0 || counted % everyN !== 0) return;
      listener.log("query", JSON.stringify(toFiguresJson(accumulator.figures(clock.nowMs()))));
    },
  };
}
