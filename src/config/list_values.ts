import { isJsonObject, type JsonValue } from "../core/json.ts";
import { MASK, maskHeaders, maskJson, maskUrl } from "../core/secret_mask.ts";
import type { OptionSpec } from "./option_spec.ts";
import { PERF_OPTIONS, type PerfValues } from "./options/perf_options.ts";
import type { ParsedOptions } from "./parsing/parse_options.ts";
import { DEFAULT_SOURCE, type ValueSource } from "./parsing/value_layer.ts";
import { maskTemplate } from "./resolving/args_json.ts";

/** An option's value as it may be shown, with where it came from. */
export interface ShownValue {
  readonly key: string;
  readonly value: JsonValue;
  readonly source: ValueSource;
}

/** Lists the values of all options, secrets masked, in the order of the help. */
export function listValues({ values, sources }: ParsedOptions<PerfValues>): readonly ShownValue[] {
  const byKey: Readonly<Record<string, JsonValue>> = { ...values };
  return PERF_OPTIONS.map((spec) => ({
    key: spec.key,
    value: maskValue(spec, byKey[spec.key] ?? null),
    source: sources.get(spec.key) ?? DEFAULT_SOURCE,
  }));
}

function maskValue(spec: OptionSpec, value: JsonValue): JsonValue {
  if (spec.key === "headers" && isJsonObject(value)) return maskHeaders(toTexts(value));
  if (spec.isSecret === true) return value === null ? null : MASK;
  if (Array.isArray(value) && spec.key === "url") return value.map((address: JsonValue) => maskUrl(String(address)));
  if (typeof value !== "string") return maskJson(value);
  return spec.key === "query_template" ? maskTemplate(value) : spec.key.endsWith("url") ? maskUrl(value) : value;
}

function toTexts(object: Readonly<Record<string, JsonValue>>): Record<string, string> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, String(value)]));
}
