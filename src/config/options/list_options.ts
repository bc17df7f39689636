import type { OptionSpec } from "../option_spec.ts";
import { toggle } from "./value_schemas.ts";

/** Options of `list`. */
export const LIST_OPTIONS: readonly OptionSpec[] = [{
  flag: "json",
  key: "json",
  group: "Output",
  arity: "flag",
  schema: toggle(),
  defaultValue: false,
  help: "Print the list as JSON",
  isOurs: true,
}];
