import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { toggle } from "./value_schemas.ts";

/** The forms in which a comparison can be written into a file. */
const COMPARISON_FORMS = ["html", "markdown", "json", "junit", "github"] as const;

/** Values of the options of `compare`. */
export interface CompareValues {
  readonly fail_on: readonly string[];
  readonly export: readonly string[];
  readonly json: boolean;
}

const EXPORT_FORM = new RegExp(`^(?:(?:${COMPARISON_FORMS.filter((form) => form !== "github").join("|")})=.+|github)$`);

/** The options of `compare` by key. */
export const COMPARE_TABLE: OptionTable<CompareValues> = ownOptions<CompareValues>("Comparison", {
  fail_on: {
    arity: "many",
    placeholder: "RULE",
    isRepeatable: true,
    schema: () => z.array(z.string()),
    defaultValue: [],
    defaultText: "none",
    help: "Changes that end with exit code 1 where they are beyond noise, such as 'p99_ttft>+5%' 'rps<-3%'",
  },
  export: {
    arity: "many",
    placeholder: "FORM=FILE",
    isRepeatable: true,
    schema: () =>
      z.array(z.string().regex(EXPORT_FORM, "must be html=FILE, markdown=FILE, json=FILE, junit=FILE or github")),
    defaultValue: [],
    defaultText: "none",
    help: "Write the comparison into files as well; github prints annotations and adds to the summary of the job",
  },
  json: { arity: "flag", schema: () => toggle(), defaultValue: false, help: "Print the comparison as JSON" },
});
