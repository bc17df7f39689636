import { type OptionTable, perfOptions } from "../../option_spec.ts";
import { integer, text, toggle } from "../value_schemas.ts";

/** Values of the options about the run as a whole. */
export interface RunValues {
  readonly config: string | null;
  readonly dry_run: boolean;
  readonly repeat: number;
  readonly resume: string | null;
}

/** Options about the run as a whole. */
export const RUN_OPTIONS: OptionTable<RunValues> = perfOptions<RunValues>("Run", {
  config: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "YAML, TOML or JSON file with options; the command line and the environment win",
    isOurs: true,
    shapesWorkload: false,
  },
  dry_run: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Print the plan, the schedule and the first request body; send nothing and write no results",
    isOurs: true,
    shapesWorkload: false,
  },
  repeat: {
    placeholder: "N",
    schema: () => integer({ min: 1, max: 1000 }),
    defaultValue: 1,
    help: "Run each point so often, for mean, standard deviation and confidence interval",
    isOurs: true,
    shapesWorkload: true,
  },
  resume: {
    placeholder: "FOLDER",
    schema: () => text(),
    defaultValue: null,
    completes: "directory",
    help: "Go on with the missing points of the interrupted run in this folder, which holds its options",
    isOurs: true,
    shapesWorkload: false,
  },
});
