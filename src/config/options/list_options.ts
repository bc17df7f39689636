import { type OptionSpec, ownOptions } from "../option_spec.ts";
import { toggle } from "./value_schemas.ts";

/** Options of `list`. */
export const LIST_OPTIONS: readonly OptionSpec[] = Object.values(
  ownOptions<{ readonly json: boolean }>("Output", {
    json: { arity: "flag", schema: () => toggle(), defaultValue: false, help: "Print the list as JSON" },
  }),
);
