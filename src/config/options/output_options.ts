import type { OptionTable } from "../option_spec.ts";
import { text, toggle } from "./value_schemas.ts";

const GROUP = "Output";

/** Values of the options that say where results go. */
export interface OutputValues {
  readonly outputs_dir: string;
  readonly no_timestamp: boolean;
  readonly store_content: boolean;
  readonly json: boolean;
}

/** Options that say where results go. */
export const OUTPUT_OPTIONS: OptionTable<OutputValues> = {
  outputs_dir: {
    flag: "outputs-dir",
    key: "outputs_dir",
    group: GROUP,
    arity: "one",
    placeholder: "DIR",
    schema: text(),
    defaultValue: "outputs",
    completes: "directory",
    help: "Where the folder of the run is made",
  },
  no_timestamp: {
    flag: "no-timestamp",
    key: "no_timestamp",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Leave the folder level with date and time out",
  },
  store_content: {
    flag: "store-content",
    key: "store_content",
    group: GROUP,
    arity: "tristate",
    schema: toggle(),
    defaultValue: true,
    help: "Keep prompts and replies in the database",
    isOurs: true,
  },
  json: {
    flag: "json",
    key: "json",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Print the summary alone, as JSON, on standard output",
    isOurs: true,
  },
};
