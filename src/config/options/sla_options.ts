import type { OptionTable } from "../option_spec.ts";
import { anyText, decimal, integer, toggle } from "./value_schemas.ts";

const GROUP = "SLA search";

/** Values of the options of the search for the highest load within limits. */
export interface SlaValues {
  readonly sla_auto_tune: boolean;
  readonly sla_variable: string;
  readonly sla_params: string | null;
  readonly sla_num_runs: number;
  readonly sla_upper_bound: number;
  readonly sla_lower_bound: number;
  readonly sla_fixed_parallel: number | null;
  readonly sla_number_multiplier: number | null;
}

/** Options of the search for the highest load within limits. */
export const SLA_OPTIONS: OptionTable<SlaValues> = {
  sla_auto_tune: {
    flag: "sla-auto-tune",
    key: "sla_auto_tune",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Search for the highest load within limits",
    isPlanned: true,
  },
  sla_variable: {
    flag: "sla-variable",
    key: "sla_variable",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: "parallel",
    help: "What the search varies",
    isPlanned: true,
  },
  sla_params: {
    flag: "sla-params",
    key: "sla_params",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: null,
    help: "Limits as JSON",
    isPlanned: true,
  },
  sla_num_runs: {
    flag: "sla-num-runs",
    key: "sla_num_runs",
    group: GROUP,
    arity: "one",
    schema: integer(),
    defaultValue: 3,
    help: "Runs of each point",
    isPlanned: true,
  },
  sla_upper_bound: {
    flag: "sla-upper-bound",
    key: "sla_upper_bound",
    group: GROUP,
    arity: "one",
    schema: integer(),
    defaultValue: 65536,
    help: "Highest load tried",
    isPlanned: true,
  },
  sla_lower_bound: {
    flag: "sla-lower-bound",
    key: "sla_lower_bound",
    group: GROUP,
    arity: "one",
    schema: integer(),
    defaultValue: 1,
    help: "Lowest load tried",
    isPlanned: true,
  },
  sla_fixed_parallel: {
    flag: "sla-fixed-parallel",
    key: "sla_fixed_parallel",
    group: GROUP,
    arity: "one",
    schema: integer(),
    defaultValue: null,
    help: "Slots while the rate is varied",
    isPlanned: true,
  },
  sla_number_multiplier: {
    flag: "sla-number-multiplier",
    key: "sla_number_multiplier",
    group: GROUP,
    arity: "one",
    schema: decimal(),
    defaultValue: null,
    help: "Requests for each unit of load",
    isPlanned: true,
  },
};
