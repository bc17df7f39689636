import type { Problem } from "../../core/errors.ts";
import type { OptionSpec } from "../option_spec.ts";
import { readArguments, type StrayWord, type TypedOption } from "./argument_reader.ts";
import { createEnvironmentLayer, type Environment, suspectVariables } from "./environment.ts";
import { type RawValue, readBoolean, validateValue } from "./value_check.ts";
import { DEFAULT_SOURCE, type LayerValue, type ValueLayer, type ValueSource } from "./value_layer.ts";

/** A command line understood, with everything that is wrong with it. */
export interface ParsedOptions<Values = Readonly<Record<string, unknown>>> {
  /** Every option's value by key; the default where nothing (or something unusable) was given. */
  readonly values: Values;
  /** Keys that the user gave, in whatever way. */
  readonly explicit: ReadonlySet<string>;
  /** Where each value came from, by key. */
  readonly sources: ReadonlyMap<string, ValueSource>;
  /** Words that belong to no option; a command without such words reports them. */
  readonly words: readonly StrayWord[];
  readonly problems: readonly Problem[];
  /** What the user should know, though nothing is wrong. */
  readonly notes: readonly string[];
}

interface Reading {
  readonly values: Record<string, unknown>;
  readonly explicit: Set<string>;
  readonly sources: Map<string, ValueSource>;
  readonly problems: Problem[];
  readonly notes: string[];
}

/**
 * Reads options from a command line, then from the environment (`STREAMGAUGE_<KEY>`), then takes defaults. It never
 * throws: all mistakes are collected.
 */
export function parseOptions(specs: readonly OptionSpec[], argv: readonly string[], env: Environment): ParsedOptions {
  const parsed = parseLayers(specs, argv, [createEnvironmentLayer(env)]);
  return { ...parsed, notes: [...suspectVariables(specs, env), ...parsed.notes] };
}

/** Reads options from a command line, then from other layers of configuration in their order, then takes defaults. */
export function parseLayers(
  specs: readonly OptionSpec[],
  argv: readonly string[],
  layers: readonly ValueLayer[],
): ParsedOptions {
  const { options, words, problems } = readArguments(specs, argv);
  const sources = new Map<string, ValueSource>();
  const reading: Reading = { values: {}, explicit: new Set(), sources, problems: [...problems], notes: [] };
  for (const spec of specs) {
    reading.values[spec.key] = spec.defaultValue;
    reading.sources.set(spec.key, DEFAULT_SOURCE);
    const typed = options.filter((option) => option.spec === spec);
    if (typed.length > 0) readTyped(spec, typed, reading);
    else readFromLayers(spec, layers, reading);
  }
  return { ...reading, words };
}

function readTyped(spec: OptionSpec, typed: readonly TypedOption[], reading: Reading): void {
  const last = typed.at(-1);
  if (last === undefined) return;
  if (typed.length > 1 && spec.isRepeatable !== true && (spec.arity === "many" || spec.arity === "any")) {
    reading.notes.push(`--${spec.flag} was given ${typed.length} times: only the last one counts`);
  }
  const values = spec.isRepeatable === true ? typed.flatMap((option) => option.values) : last.values;
  const raw = toRaw(spec, { ...last, values });
  if (raw === null) {
    reading.problems.push(missingValue(spec));
    return;
  }
  accept(spec, { kind: "flag", name: `--${last.isNegated ? "no-" : ""}${spec.flag}`, raw }, reading);
}

function readFromLayers(spec: OptionSpec, layers: readonly ValueLayer[], reading: Reading): void {
  for (const layer of layers) {
    const found = layer.find(spec);
    if (found === null) continue;
    accept(spec, found, reading);
    return;
  }
}

function accept(spec: OptionSpec, { kind, name, raw }: LayerValue, reading: Reading): void {
  const checked = validateValue(spec, { source: name, raw });
  reading.problems.push(...checked.problems);
  if (checked.problems.length > 0) return;
  reading.values[spec.key] = checked.value;
  reading.explicit.add(spec.key);
  reading.sources.set(spec.key, { kind, name });
  if (spec.deprecated !== undefined) reading.notes.push(`${name} is deprecated: ${spec.deprecated}`);
}

function toRaw(spec: OptionSpec, typed: TypedOption): RawValue | null {
  const [first] = typed.values;
  if (spec.arity === "flag" || spec.arity === "tristate") {
    const isOn = first === undefined ? true : readBoolean(first);
    return isOn === null ? first ?? null : isOn !== typed.isNegated;
  }
  if (spec.arity === "one") return first ?? null;
  return spec.arity === "many" && first === undefined ? null : typed.values;
}

function missingValue(spec: OptionSpec): Problem {
  const sample = spec.placeholder ?? "VALUE";
  const message = `Option --${spec.flag} needs a value`;
  return { message, hint: `Write --${spec.flag} ${sample}; a value that begins with a dash goes behind "="` };
}
