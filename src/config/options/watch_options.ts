import { type OptionTable, ownOptions } from "../option_spec.ts";
import { integer } from "./value_schemas.ts";

/** Values of the options of `watch`. */
export interface WatchValues {
  readonly port: number;
}

/** The options of `watch` by key. */
export const WATCH_TABLE: OptionTable<WatchValues> = ownOptions<WatchValues>("Page", {
  port: {
    placeholder: "PORT",
    schema: () => integer({ min: 0, max: 65_535 }),
    defaultValue: 0,
    defaultText: "a free one",
    help: "The port of the page on 127.0.0.1",
  },
});
