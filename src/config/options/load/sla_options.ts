import type { JsonValue } from "../../../core/json.ts";
import { type OptionTable, perfOptions } from "../../option_spec.ts";
import { decimal, integer, jsonListOrObject, share, toggle, word } from "../value_schemas.ts";

const VARIABLES = ["parallel", "rate"] as const;

/** Values of the options of the search for the highest load within limits. */
export interface SlaValues {
  readonly sla_auto_tune: boolean;
  readonly sla_variable: typeof VARIABLES[number];
  readonly sla_params: JsonValue;
  readonly sla_num_runs: number;
  readonly sla_upper_bound: number;
  readonly sla_lower_bound: number;
  readonly sla_fixed_parallel: number | null;
  readonly sla_number_multiplier: number | null;
  readonly sla_tolerance: number;
  readonly sla_success_rate: number;
}

const EXAMPLE = '[{"p99_ttft": "<=500ms"}]';

/** Options of the search for the highest load within limits. */
export const SLA_OPTIONS: OptionTable<SlaValues> = perfOptions<SlaValues>("SLA search", {
  sla_auto_tune: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Search for the highest load that keeps --sla-params; the first --parallel or --rate is the start",
    shapesWorkload: true,
  },
  sla_variable: {
    placeholder: "NAME",
    schema: () => word(VARIABLES),
    defaultValue: "parallel",
    choices: VARIABLES,
    help: "What the search varies",
    shapesWorkload: true,
  },
  sla_params: {
    placeholder: "JSON|@FILE",
    schema: () => jsonListOrObject(EXAMPLE),
    defaultValue: null,
    completes: "file",
    help: `Limits: ${EXAMPLE} or [{"name": "ttft", "operator": "<=", "value": 0.5}]; objects of the first form are ` +
      "alternatives, criteria inside one hold together",
    shapesWorkload: true,
  },
  sla_num_runs: {
    placeholder: "N",
    schema: () => integer({ min: 1, max: 1000 }),
    defaultValue: 3,
    help: "Runs of each load tried",
    shapesWorkload: true,
  },
  sla_upper_bound: {
    placeholder: "X",
    schema: () => decimal({ above: 0 }),
    defaultValue: 65536,
    help: "Highest load tried",
    shapesWorkload: true,
  },
  sla_lower_bound: {
    placeholder: "X",
    schema: () => decimal({ above: 0 }),
    defaultValue: 1,
    help: "Lowest load tried; a rate may be below 1",
    shapesWorkload: true,
  },
  sla_fixed_parallel: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    defaultText: "no limit, which is an open loop",
    help: "Requests at once while the rate is varied",
    shapesWorkload: true,
  },
  sla_number_multiplier: {
    placeholder: "X",
    schema: () => decimal({ above: 0 }),
    defaultValue: null,
    defaultText: "2, or as many as the percentiles need",
    help: "Requests of a run for each unit of load",
    shapesWorkload: true,
  },
  sla_tolerance: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: 0.02,
    help: "How near to each other the highest good and the lowest bad rate must be at the end (0.02 or 2%)",
    isOurs: true,
    shapesWorkload: true,
  },
  sla_success_rate: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: 1,
    help: "Share of requests that must succeed at a load that counts as good",
    isOurs: true,
    shapesWorkload: true,
  },
});
