import type * as z from "zod";
import type { JsonValue } from "../core/json.ts";
import type { PerfGroup } from "./options/perf_groups.ts";

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
  /** Further long flags that mean the same; not shown in the help. */
  readonly aliases?: readonly string[];
  /** The name in `benchmark_args.json`, configuration files and `STREAMGAUGE_…`, e.g. `max_tokens`. */
  readonly key: string;
  /** Heading in the help. */
  readonly group: string;
  readonly arity: OptionArity;
  /** What stands for the value in the help, e.g. `N`, `SECONDS`, `K=V`. */
  readonly placeholder?: string;
  /**
   * Made when it is needed: most options are not given, and making one takes time. Takes what was typed — a boolean for `flag` and `tristate`, a string for `one`, an array of strings for `many` and
   * `any` — and gives the value. Its messages say what would be right: `must be …`.
   */
  readonly schema: () => z.ZodType<Value>;
  /** As it stands in `benchmark_args.json` when nothing was given; `null`: nothing. */
  readonly defaultValue: JsonValue;
  /** What the help says instead of the default value, e.g. `by the URL`. */
  readonly defaultText?: string;
  /** Shown in the help, e.g. `ms`, `s`, `tokens`. */
  readonly unit?: string;
  /** One sentence, no full stop needed. */
  readonly help: string;
  /** Allowed words, for validation, help, completion and suggestions. */
  readonly choices?: readonly string[];
  /** Further words that are allowed: those that match. */
  readonly choicePattern?: RegExp;
  /** What a shell offers for the value. */
  readonly completes?: "file" | "directory";
  /** Used every day: its place among those, which head the help and are all of the short one, and what is said there. */
  readonly everyday?: { readonly order: number; readonly help: string };
  /** Masked wherever it could be written. */
  readonly isSecret?: boolean;
  /** Stands between name and value where a configuration file may write a list of pairs as a mapping. */
  readonly pairSeparator?: "=" | ":";
  /** Given several times, the values gather, one that takes a word to a list; otherwise the last one counts. */
  readonly isRepeatable?: boolean;
  /** Environment variables asked after `STREAMGAUGE_<KEY>`. */
  readonly envNames?: readonly string[];
  /** Why it is deprecated and what to use. */
  readonly deprecated?: string;
  /** Another value makes another run of it: `--resume` refuses that. Where results go, for one, does not. */
  readonly shapesWorkload: boolean;
  /** Not a flag of `evalscope perf`: left out of `benchmark_args.json`. */
  readonly isOurs?: boolean;
}

/** An option as its group lists it: flag and key follow from its name, `arity` is `one` unless it says otherwise. */
export type OptionEntry<Value> =
  & Omit<OptionSpec<Value>, "flag" | "key" | "group" | "arity">
  & { readonly flag?: string; readonly arity?: OptionArity; readonly defaultValue: Value };

type Entries<Values> = { readonly [Key in keyof Values]: OptionEntry<Values[Key]> };

type OwnEntries<Values> = {
  readonly [Key in keyof Values]: Omit<OptionEntry<Values[Key]>, "shapesWorkload" | "isOurs">;
};

/** Makes the table of one group of options of `perf`. */
export function perfOptions<Values>(group: PerfGroup, entries: Entries<Values>): OptionTable<Values> {
  return complete(group, entries);
}

function complete<Values>(group: string, entries: Entries<Values>): OptionTable<Values> {
  const toSpec = ([key, entry]: [string, OptionEntry<unknown>]) =>
    [key, { flag: key.replaceAll("_", "-"), arity: "one", ...entry, key, group }] as const;
  // What is added is the same for every entry, whatever its value's type: the compiler cannot follow that.
  return Object.fromEntries(Object.entries<OptionEntry<unknown>>(entries).map(toSpec)) as OptionTable<Values>;
}

/** Makes the table of one group of options of a command that `evalscope` does not have. */
export function ownOptions<Values>(group: string, entries: OwnEntries<Values>): OptionTable<Values> {
  const own = Object.entries<object>(entries).map(([key, entry]) =>
    [key, { ...entry, shapesWorkload: false, isOurs: true }] as const
  );
  return complete(group, Object.fromEntries(own) as Entries<Values>);
}

/** The options of a command by key, each of them of the type that the command's values have. */
export type OptionTable<Values> = {
  readonly [Key in keyof Values]: OptionSpec<Values[Key]> & { readonly key: Key; readonly defaultValue: Values[Key] };
};
