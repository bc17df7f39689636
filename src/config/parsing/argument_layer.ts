import type { Problem } from "../../core/errors.ts";
import type { OptionSpec } from "../option_spec.ts";
import { readArguments, type StrayWord, type TypedOption } from "./argument_reader.ts";
import { type RawValue, readBoolean } from "./value_check.ts";
import type { LayerValue, ValueLayer } from "./value_layer.ts";

/** The layer of a command line, read once. */
export interface ArgumentLayer {
  readonly layer: ValueLayer;
  /** Words that belong to no option; a command without such words reports them. */
  readonly words: readonly StrayWord[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Makes the layer of what was typed on a command line. */
export function createArgumentLayer(specs: readonly OptionSpec[], argv: readonly string[]): ArgumentLayer {
  const { options, words, problems } = readArguments(specs, argv);
  const found = new Map<OptionSpec, LayerValue | "missing">();
  const notes: string[] = [];
  for (const [spec, typed] of Map.groupBy(options, (option) => option.spec)) {
    found.set(spec, toLayerValue(spec, typed) ?? "missing");
    if (typed.length > 1 && spec.isRepeatable !== true && isList(spec)) {
      notes.push(`--${spec.flag} was given ${typed.length} times: only the last one counts`);
    }
  }
  const missing = specs.filter((spec) => found.get(spec) === "missing").map(missingValue);
  const layer: ValueLayer = {
    find(spec) {
      const value = found.get(spec);
      return value === "missing" ? "unusable" : value ?? null;
    },
  };
  return { layer, words, problems: [...problems, ...missing], notes };
}

function isList({ arity }: OptionSpec): boolean {
  return arity === "many" || arity === "any";
}

/** The last of several counts, unless they gather; `null`: a value is needed and there is none. */
function toLayerValue(spec: OptionSpec, typed: readonly TypedOption[]): LayerValue | null {
  const last = typed.at(-1);
  if (last === undefined) return null;
  const values = spec.isRepeatable === true ? typed.flatMap((option) => option.values) : last.values;
  const raw = toRaw(spec, { ...last, values });
  return raw === null ? null : { kind: "flag", name: `--${last.isNegated ? "no-" : ""}${spec.flag}`, raw };
}

function toRaw(spec: OptionSpec, typed: TypedOption): RawValue | null {
  const [first] = typed.values;
  if (spec.arity === "flag" || spec.arity === "tristate") {
    const isOn = first === undefined ? true : readBoolean(first);
    return isOn === null ? first ?? null : isOn !== typed.isNegated;
  }
  if (spec.arity === "one") return typed.values.length > 1 ? typed.values : first ?? null;
  return spec.arity === "many" && first === undefined ? null : typed.values;
}

function missingValue(spec: OptionSpec): Problem {
  const sample = spec.placeholder ?? "VALUE";
  const message = `Option --${spec.flag} needs a value`;
  const hint = `Write --${spec.flag} ${sample}; a value that begins with a dash goes behind "="`;
  return { message, hint, key: spec.key };
}
