import { type OptionTable, ownOptions } from "../option_spec.ts";
import { integer, text, toggle } from "./value_schemas.ts";

/** Values of the options of `show`. */
export interface ShowValues {
  readonly request: number | null;
  readonly point: string | null;
  readonly json: boolean;
}

/** The options of `show` by key. */
export const SHOW_TABLE: OptionTable<ShowValues> = ownOptions<ShowValues>("Output", {
  request: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    help: "Show all that is kept of one request, by its number in the order in which they ended",
  },
  point: {
    placeholder: "NAME",
    schema: () => text(),
    defaultValue: null,
    defaultText: "the only one",
    help: "The point of the request, such as parallel_4_number_20",
  },
  json: { arity: "flag", schema: () => toggle(), defaultValue: false, help: "Print the run as JSON" },
});
