import type { z } from "zod";
import type { JsonValue } from "../core/json.ts";

/**
 * How many words follow a flag: `flag` none; `tristate` none, and `--no-…` exists; `one` exactly one; `many` one or
 * more; `any` none or more.
 */
export type OptionArity = "flag" | "tristate" | "one" | "many" | "any";

/**
 * One option of a command: parsing, help, defaults, validation, `benchmark_args.json`, shell completion and
 * documentation all come from these entries.
 */
export interface OptionSpec<Value = unknown> {
  /** The long flag without dashes, e.g. `max-tokens`. */
  readonly flag: string;
  /** The short flag without its dash. */
  readonly short?: string;
  /** The name in `benchmark_args.json`, configuration files and `STREAMGAUGE_…`, e.g. `max_tokens`. */
  readonly key: string;
  /** Heading in the help. */
  readonly group: string;
  readonly arity: OptionArity;
  /** What stands for the value in the help, e.g. `N`, `SECONDS`, `K=V`. */
  readonly placeholder?: string;
  /**
   * Takes what was typed — a boolean for `flag` and `tristate`, a string for `one`, an array of strings for `many` and
   * `any` — and gives the value. Its messages say what would be right.
   */
  readonly schema: z.ZodType<Value>;
  /** As it stands in `benchmark_args.json` when nothing was given; `null`: nothing. */
  readonly defaultValue: JsonValue;
  /** Shown in the help, e.g. `ms`, `s`, `tokens`. */
  readonly unit?: string;
  /** One sentence, no full stop needed. */
  readonly help: string;
  /** Allowed words, for help, completion and suggestions. */
  readonly choices?: readonly string[];
  /** Masked wherever it could be written. */
  readonly isSecret?: boolean;
  /** Why it is deprecated and what to use. */
  readonly deprecated?: string;
  /** Not a flag of `evalscope perf`: left out of `benchmark_args.json`. */
  readonly isOurs?: boolean;
}
