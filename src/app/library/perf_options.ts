import type { PerfValues } from "../../config/options/perf_options.ts";

/**
 * What may be written for an option: a single value where a list is meant, text where a number may have a unit
 * (`duration: "30s"`), `null` for what is not given.
 */
export type OptionInput<Value> = Value extends readonly (infer Item)[] ? Value | Item
  : Value extends number ? number | string
  : Value;

/**
 * The options of `streamgauge perf` for a call: the keys of a configuration file and of `benchmark_args.json`, that is
 * the names of the flags with underscores.
 */
export type PerfOptions = {
  readonly [Key in keyof PerfValues]?: OptionInput<PerfValues[Key]>;
};
