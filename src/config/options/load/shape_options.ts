import { type OptionTable, perfOptions } from "../../option_spec.ts";
import { parseRamp, parseStages } from "../../texts/stage_text.ts";
import { decimal, readable, readableWords, seconds, word } from "../value_schemas.ts";

const ARRIVALS = ["poisson", "constant", "gamma"] as const;

/** How gaps between requests scatter. */
export type ArrivalName = typeof ARRIVALS[number];

/** Values of the options that shape the load over time; ramps and stages stay as they were typed. */
export interface ShapeValues {
  readonly arrival: ArrivalName | null;
  readonly burstiness: number | null;
  readonly ramp: string | null;
  readonly stages: readonly string[] | null;
  readonly ramp_up: number | null;
}

/** Options that shape the load over time. */
export const SHAPE_OPTIONS: OptionTable<ShapeValues> = perfOptions<ShapeValues>("Load over time", {
  arrival: {
    placeholder: "SHAPE",
    schema: () => word(ARRIVALS),
    defaultValue: null,
    defaultText: "poisson, or gamma with --burstiness",
    choices: ARRIVALS,
    help: "How the gaps between requests of a --rate scatter",
    isOurs: true,
    shapesWorkload: true,
  },
  burstiness: {
    placeholder: "K",
    schema: () => decimal({ above: 0 }),
    defaultValue: null,
    defaultText: "1, which is poisson",
    help: "Shape of gamma arrivals: below 1 they come in bursts, above 1 evenly",
    isOurs: true,
    shapesWorkload: true,
  },
  ramp: {
    placeholder: "START:END:SECONDS",
    schema: () => readable(parseRamp),
    defaultValue: null,
    help: "Rate that goes evenly from START to END, then stays until --number or --duration end the point",
    isOurs: true,
    shapesWorkload: true,
  },
  stages: {
    arity: "many",
    placeholder: "TIME@LOAD",
    schema: () => readableWords(parseStages),
    defaultValue: null,
    help: "Load over time, such as 30s@5,60s@20,30s@5: rates with --open-loop or --rate, else slots",
    isOurs: true,
    shapesWorkload: true,
  },
  ramp_up: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ above: 0 }),
    defaultValue: null,
    help: "Open the slots of --parallel one by one over so long",
    isOurs: true,
    shapesWorkload: true,
  },
});
