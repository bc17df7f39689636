import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { MASK, maskHeaders, maskJson, maskJsonText } from "../../core/secret_mask.ts";
import { PERF_OPTIONS, type PerfValues } from "../options/perf_options.ts";
import { findJsonProblem } from "../parsing/json_position.ts";

/** What the options came to, for `benchmark_args.json`. */
export interface ResolvedParts {
  readonly modelId: string;
  readonly displayUrls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly applyChatTemplate: boolean;
}

/**
 * Makes `benchmark_args.json`: the keys of `evalscope perf` in its order, every secret masked. Options of our own are
 * left out, and so is the text of `--prompt` where content must not be stored.
 */
export function toArgsJson(values: PerfValues, parts: ResolvedParts): JsonObject {
  const overrides: Readonly<Record<string, JsonValue>> = {
    // A word in evalscope perf, which takes one only.
    url: parts.displayUrls.length > 1 ? parts.displayUrls : parts.displayUrls[0] ?? "",
    headers: maskHeaders(parts.headers),
    apply_chat_template: parts.applyChatTemplate,
    visualizer: values.visualizer.length > 1 ? values.visualizer : values.visualizer[0] ?? null,
    query_template: maskTemplate(values.query_template),
    prompt: values.store_content || values.prompt?.startsWith("@") !== false ? values.prompt : "(not stored)",
  };
  const args: Record<string, JsonValue> = {};
  for (const spec of PERF_OPTIONS) {
    if (spec.isOurs === true) continue;
    const value = spec.key in overrides ? overrides[spec.key] ?? null : valueOf(values, spec.key);
    args[spec.key] = spec.isSecret === true && typeof value === "string" ? MASK : maskJson(value);
    if (spec.key === "model") args.model_id = parts.modelId;
  }
  return args;
}

function valueOf(values: PerfValues, key: string): JsonValue {
  const byKey: Readonly<Record<string, JsonValue>> = { ...values };
  return byKey[key] ?? null;
}

/** Masks keys inside an inline template; the template stays as it was typed where there are none. */
export function maskTemplate(typed: string | null): string | null {
  if (typed === null || typed.startsWith("@")) return typed;
  if (findJsonProblem(typed) !== null) return maskJsonText(typed);
  const parsed: unknown = JSON.parse(typed);
  if (!isJsonObject(parsed)) return typed;
  const masked = JSON.stringify(maskJson(parsed));
  return masked === JSON.stringify(parsed) ? typed : masked;
}
