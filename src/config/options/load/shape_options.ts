import type { OptionTable } from "../../option_spec.ts";
import { parseRamp, parseStages } from "../../texts/stage_text.ts";
import { decimal, readable, readableWords, seconds, word } from "../value_schemas.ts";

const GROUP = "Load over time";

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
export const SHAPE_OPTIONS: OptionTable<ShapeValues> = {
  arrival: {
    flag: "arrival",
    key: "arrival",
    group: GROUP,
    arity: "one",
    placeholder: "SHAPE",
    schema: word(ARRIVALS),
    defaultValue: null,
    defaultText: "poisson, or gamma with --burstiness",
    choices: ARRIVALS,
    help: "How the gaps between requests of a --rate scatter",
    isOurs: true,
  },
  burstiness: {
    flag: "burstiness",
    key: "burstiness",
    group: GROUP,
    arity: "one",
    placeholder: "K",
    schema: decimal({ above: 0 }),
    defaultValue: null,
    defaultText: "1, which is poisson",
    help: "Shape of gamma arrivals: below 1 they come in bursts, above 1 evenly",
    isOurs: true,
  },
  ramp: {
    flag: "ramp",
    key: "ramp",
    group: GROUP,
    arity: "one",
    placeholder: "START:END:SECONDS",
    schema: readable(parseRamp),
    defaultValue: null,
    help: "Rate that goes evenly from START to END, then stays until --number or --duration end the point",
    isOurs: true,
  },
  stages: {
    flag: "stages",
    key: "stages",
    group: GROUP,
    arity: "many",
    placeholder: "TIME@LOAD",
    schema: readableWords(parseStages),
    defaultValue: null,
    help: "Load over time, such as 30s@5,60s@20,30s@5: rates with --open-loop or --rate, else slots",
    isOurs: true,
  },
  ramp_up: {
    flag: "ramp-up",
    key: "ramp_up",
    group: GROUP,
    arity: "one",
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ above: 0 }),
    defaultValue: null,
    help: "Open the slots of --parallel one by one over so long",
    isOurs: true,
  },
};
