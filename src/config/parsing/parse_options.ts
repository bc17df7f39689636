import type { Problem } from "../../core/errors.ts";
import type { OptionSpec, OptionTable } from "../option_spec.ts";
import { createArgumentLayer } from "./argument_layer.ts";
import type { StrayWord } from "./argument_reader.ts";
import { createEnvironmentLayer, type Environment, suspectVariables } from "./environment.ts";
import { type RawValue, validateValue } from "./value_check.ts";
import { DEFAULT_SOURCE, type LayerValue, type ValueLayer, type ValueSource } from "./value_layer.ts";

/** What layers of configuration come to, with everything that is wrong with it. */
export interface MergedOptions<Values = Readonly<Record<string, unknown>>> {
  /** Every option's value by key; the default where nothing (or something unusable) was given. */
  readonly values: Values;
  /** Keys that the user gave, in whatever way. */
  readonly explicit: ReadonlySet<string>;
  /** What was given, as it was written, by key. */
  readonly given: ReadonlyMap<string, RawValue>;
  /** Where each value came from, by key. */
  readonly sources: ReadonlyMap<string, ValueSource>;
  readonly problems: readonly Problem[];
  /** What the user should know, though nothing is wrong. */
  readonly notes: readonly string[];
}

/** A command line understood. */
export interface ParsedOptions<Values = Readonly<Record<string, unknown>>> extends MergedOptions<Values> {
  /** Words that belong to no option; a command without such words reports them. */
  readonly words: readonly StrayWord[];
}

interface Merging {
  readonly values: Record<string, unknown>;
  readonly explicit: Set<string>;
  readonly given: Map<string, RawValue>;
  readonly sources: Map<string, ValueSource>;
  readonly problems: Problem[];
  readonly notes: string[];
}

/**
 * Reads options from a command line, then from the environment (`STREAMGAUGE_<KEY>`), then takes defaults. It never
 * throws: all mistakes are collected.
 */
export function parseOptions(specs: readonly OptionSpec[], argv: readonly string[], env: Environment): ParsedOptions {
  const typed = createArgumentLayer(specs, argv);
  const merged = mergeLayers(specs, [typed.layer, createEnvironmentLayer(env)]);
  return {
    ...merged,
    words: typed.words,
    problems: [...typed.problems, ...merged.problems],
    notes: [...suspectVariables(specs, env), ...typed.notes, ...merged.notes],
  };
}

/** Understands the command line of a command by the table of its options, which has the type of each value. */
export function parseTable<Values>(
  table: OptionTable<Values>,
  argv: readonly string[],
  env: Environment,
): ParsedOptions<Values> {
  const parsed = parseOptions(Object.values<OptionSpec>(table), argv, env);
  return { ...parsed, values: parsed.values as Values };
}

/** Takes each option from the first layer that has it, else its default. */
export function mergeLayers(specs: readonly OptionSpec[], layers: readonly ValueLayer[]): MergedOptions {
  const merging: Merging = {
    values: {},
    explicit: new Set(),
    given: new Map(),
    sources: new Map(),
    problems: [],
    notes: [],
  };
  for (const spec of specs) {
    merging.values[spec.key] = spec.defaultValue;
    merging.sources.set(spec.key, DEFAULT_SOURCE);
    const found = findFirst(spec, layers);
    if (found !== null) accept(spec, found, merging);
  }
  return merging;
}

/** A layer that has an option in a form that cannot be used hides it from those below: its mistake is told already. */
function findFirst(spec: OptionSpec, layers: readonly ValueLayer[]): LayerValue | null {
  for (const layer of layers) {
    const found = layer.find(spec);
    if (found !== null) return found === "unusable" ? null : found;
  }
  return null;
}

function accept(spec: OptionSpec, { kind, name, raw }: LayerValue, merging: Merging): void {
  const checked = validateValue(spec, { source: name, raw });
  merging.problems.push(...checked.problems.map((problem) => ({ ...problem, key: spec.key })));
  if (checked.problems.length > 0) return;
  merging.values[spec.key] = checked.value;
  merging.explicit.add(spec.key);
  merging.given.set(spec.key, raw);
  merging.sources.set(spec.key, { kind, name });
  if (spec.deprecated !== undefined) merging.notes.push(`${name} is deprecated: ${spec.deprecated}`);
}
