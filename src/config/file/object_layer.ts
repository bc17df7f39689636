import type { Problem } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { OptionSpec } from "../option_spec.ts";
import { findMeaning } from "../parsing/foreign_flags.ts";
import { suggest } from "../parsing/suggestion.ts";
import { type RawValue, readBoolean } from "../parsing/value_check.ts";
import { nameKey, type ReadFile } from "./variables.ts";
import { toPlainOptions } from "./run_files.ts";
import type { SourceKind, ValueLayer } from "../parsing/value_layer.ts";

/** A layer of values with what is wrong with it as a whole. */
export interface ReadLayer {
  readonly layer: ValueLayer;
  readonly problems: readonly Problem[];
  /** What the user should know, though nothing is wrong. */
  readonly notes: readonly string[];
}

/** How a layer calls itself and its keys. */
interface LayerNaming {
  readonly kind: SourceKind;
  readonly nameOf: (key: string) => string;
  /** Keys that have no place in it, with the reason. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Makes a layer of the values of a configuration file. */
export function createFileLayer(values: JsonObject, specs: readonly OptionSpec[], file: ReadFile): ReadLayer {
  const nameOf = (key: string) => nameKey(key, file);
  const refused = { config: "a configuration file cannot name another one" };
  return createLayer(values, specs, { kind: "file", nameOf, refused });
}

/** Makes a layer of the options of a call. */
export function createCallLayer(values: JsonObject, specs: readonly OptionSpec[]): ReadLayer {
  return createLayer(values, specs, { kind: "call", nameOf: (key) => `"${key}" in the options`, refused: {} });
}

/** Keys are those of options, with `_` or `-`, or the names of their flags; `null` counts as not given. */
function createLayer(data: JsonObject, specs: readonly OptionSpec[], naming: LayerNaming): ReadLayer {
  const { values, notes } = toPlainOptions(data, specs);
  const found = new Map<OptionSpec, { readonly key: string; readonly value: JsonValue }>();
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === null) continue;
    const spec = findSpec(key, specs);
    const earlier = spec === null ? undefined : found.get(spec);
    const reason = naming.refused[spec?.key ?? ""];
    if (spec === null) problems.push(unknownKey(key, specs, naming));
    else if (reason !== undefined) problems.push({ message: `Cannot use ${naming.nameOf(key)}: ${reason}` });
    else if (earlier !== undefined) {
      const message = `${naming.nameOf(key)} and "${earlier.key}" mean the same option`;
      problems.push({ message, hint: "Keep one", key: spec.key });
    } else found.set(spec, { key, value });
  }
  return { layer: toLayer(found, naming), problems, notes };
}

function toLayer(
  found: ReadonlyMap<OptionSpec, { readonly key: string; readonly value: JsonValue }>,
  { kind, nameOf }: LayerNaming,
): ValueLayer {
  return {
    find(spec) {
      const entry = found.get(spec);
      return entry === undefined ? null : { kind, name: nameOf(entry.key), raw: toRaw(spec, entry.value) };
    },
  };
}

function findSpec(key: string, specs: readonly OptionSpec[]): OptionSpec | null {
  const plain = key.replaceAll("-", "_");
  const isName = ({ key, aliases = [] }: OptionSpec) =>
    key === plain || aliases.some((alias) => alias.replaceAll("-", "_") === plain);
  return specs.find(isName) ?? null;
}

function unknownKey(key: string, specs: readonly OptionSpec[], { nameOf }: LayerNaming): Problem {
  const foreign = findMeaning(key);
  if (foreign !== null && specs.some((spec) => spec.key === foreign.key)) {
    return { message: `Unknown key ${nameOf(key)}`, hint: `That is "${foreign.key}" here`, key: foreign.key };
  }
  const near = suggest(key.replaceAll("-", "_"), specs.map((spec) => spec.key));
  const message = `Unknown key ${nameOf(key)}`;
  if (near === null) return { message, hint: "Keys are the names of options: see perf --help" };
  return { message, hint: `Did you mean "${near}"?`, key: near };
}

/** Writes a value as it would have been typed, which is what the schema of an option reads. */
function toRaw(spec: OptionSpec, value: JsonValue): RawValue {
  if (spec.arity === "flag" || spec.arity === "tristate") {
    return typeof value === "boolean" ? value : readBoolean(toWord(value)) ?? toWord(value);
  }
  const [first, ...more] = spec.isRepeatable === true && Array.isArray(value) ? value.map(toWord) : [];
  if (spec.arity === "one") return first === undefined ? toWord(value) : more.length === 0 ? first : [first, ...more];
  if (Array.isArray(value)) return value.map(toWord);
  const separator = spec.pairSeparator;
  if (separator === undefined || !isJsonObject(value)) return [toWord(value)];
  return Object.entries(value).map(([name, member]) => `${name}${separator}${toWord(member)}`);
}

function toWord(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
