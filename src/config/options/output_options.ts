import { type OptionTable, perfOptions } from "../option_spec.ts";
import { text, toggle } from "./value_schemas.ts";

/** Values of the options that say where results go. */
export interface OutputValues {
  readonly outputs_dir: string;
  readonly no_timestamp: boolean;
  readonly store_content: boolean;
  readonly json: boolean;
}

/** Options that say where results go. */
export const OUTPUT_OPTIONS: OptionTable<OutputValues> = perfOptions<OutputValues>("Output", {
  outputs_dir: {
    placeholder: "DIR",
    schema: text(),
    defaultValue: "outputs",
    completes: "directory",
    help: "Where the folder of the run is made",
    shapesWorkload: false,
  },
  no_timestamp: {
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Leave the folder level with date and time out",
    shapesWorkload: false,
  },
  store_content: {
    arity: "tristate",
    schema: toggle(),
    defaultValue: true,
    help: "Keep prompts and replies in the database",
    isOurs: true,
    shapesWorkload: false,
  },
  json: {
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Print the summary alone, as JSON, on standard output",
    isOurs: true,
    shapesWorkload: false,
  },
});
