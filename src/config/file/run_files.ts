import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { MASK } from "../../core/secret_mask.ts";
import type { OptionSpec } from "../option_spec.ts";
import { parseRunArgs } from "./earlier_run.ts";

/** Options out of an object that a user or a run wrote. */
export interface PlainOptions {
  readonly values: JsonObject;
  readonly notes: readonly string[];
}

/** The member that only `benchmark_args.json` has, ours and that of `evalscope perf`: it follows from the model. */
const DERIVED_KEY = "model_id";

/** What a run came to, not what it was asked for. */
const RESULT_KEYS: readonly string[] = [DERIVED_KEY, "outputs_dir"];

/**
 * Takes the options out of what a run left: `run_args.json` has them in a member of its own, `benchmark_args.json` lists
 * all of them, defaults and masked secrets as well. Anything else is options as they are.
 */
export function toPlainOptions(data: JsonObject, specs: readonly OptionSpec[]): PlainOptions {
  const runArgs = parseRunArgs(data);
  if (runArgs !== null) return withoutMasks(Object.entries(runArgs.options) as [string, JsonValue][]);
  if (!(DERIVED_KEY in data)) return { values: data, notes: [] };
  const isDefault = ([key, value]: [string, JsonValue]) => {
    const spec = specs.find((known) => known.key === key);
    return spec !== undefined && isSame(spec.defaultValue, value);
  };
  return withoutMasks(Object.entries(data).filter((entry) => !RESULT_KEYS.includes(entry[0]) && !isDefault(entry)));
}

function withoutMasks(entries: readonly [string, JsonValue][]): PlainOptions {
  const isMasked = ([, value]: [string, JsonValue]) => JSON.stringify(value).includes(MASK);
  const masked = entries.filter(isMasked).map(([key]) => `--${key.replaceAll("_", "-")}`);
  const notes = masked.length === 0 ? [] : [`The file keeps no secrets: ${masked.join(", ")} must be given again`];
  return { values: Object.fromEntries(entries.filter((entry) => !isMasked(entry))), notes };
}

/** One value and a list of it are the same: a point of a sweep has one of several. */
function isSame(a: JsonValue, b: JsonValue): boolean {
  const plain = (value: JsonValue) => Array.isArray(value) && value.length === 1 ? value[0] ?? null : value;
  const text = (value: JsonValue) => JSON.stringify(isJsonObject(value) ? value : plain(value));
  return text(a) === text(b);
}
