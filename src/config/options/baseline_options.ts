import { type OptionTable, ownOptions } from "../option_spec.ts";
import { COMPARE_TABLE, type CompareValues } from "./compare_options.ts";
import { text } from "./value_schemas.ts";

/** Values of the options that hold a run against an earlier one. */
export interface BaselineValues extends Pick<CompareValues, "fail_on" | "export"> {
  readonly baseline: string | null;
}

/** Options that hold a run against an earlier one; their rules and forms are those of `compare`. */
export const BASELINE_OPTIONS: OptionTable<BaselineValues> = {
  ...ownOptions<Pick<BaselineValues, "baseline">>("Comparison", {
    baseline: {
      placeholder: "FOLDER",
      completes: "directory",
      schema: () => text(),
      defaultValue: null,
      help: "An earlier run with which this one is compared when it is over, as streamgauge compare does",
    },
  }),
  fail_on: COMPARE_TABLE.fail_on,
  export: COMPARE_TABLE.export,
};
