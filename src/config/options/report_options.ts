import { type OptionTable, ownOptions } from "../option_spec.ts";
import { anyText } from "./value_schemas.ts";

/** Values of the options of `report`. */
export interface ReportValues {
  readonly output: string | null;
}

/** Options of `report`. */
export const REPORT_OPTIONS: OptionTable<ReportValues> = ownOptions<ReportValues>("Output", {
  output: {
    placeholder: "FILE",
    completes: "file",
    schema: anyText(),
    defaultValue: null,
    defaultText: "perf_report.html in the folder of the run; in the current folder for several runs",
    help: "Where the page is written",
  },
});
