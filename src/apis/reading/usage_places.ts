import { isJsonObject } from "../../core/json.ts";
import type { Usage } from "../dialect.ts";
import { toChoiceList } from "./choice_list.ts";
import { fillUsage, readUsageObject, toCount } from "./token_usage.ts";

type Members = Readonly<Record<string, unknown>>;

/** Members of an event or body that hold a usage object, each with what it may be wrapped in. */
const PLACES: readonly (readonly string[])[] = [
  ["usage"],
  ["x_groq", "usage"],
  ["usageMetadata"],
  ["usage_metadata"],
  ["token_usage"],
  ["message", "usage"],
  ["response", "usage"],
  ["delta", "usage"],
  ["meta", "usage"],
  ["meta", "tokens"],
  ["meta", "billed_units"],
  ["amazon-bedrock-invocationMetrics"],
];

/**
 * Finds the usage of an event or of a whole body wherever services put it: beside the choices, in a choice (Moonshot) or
 * its delta, in `x_groq`, in `timings` (llama.cpp), in `meta` (Cohere), in the metadata of gateways. `null` when it
 * states neither of the two main counts; what one place lacks another may have.
 */
export function findUsage(event: object): Usage | null {
  const members = event as Members;
  let usage: Usage | null = null;
  for (const [outer = "", inner] of PLACES) {
    const value = members[outer];
    if (value === undefined || value === null) continue;
    usage = fillUsage(usage, readUsageObject(inner === undefined ? value : memberOf(value, inner)));
  }
  usage ??= findInChoices(members.choices);
  return members.timings === undefined ? usage : fillUsage(usage, readTimings(members.timings));
}

function findInChoices(choices: unknown): Usage | null {
  for (const choice of toChoiceList(choices)) {
    const usage = readUsageObject(memberOf(choice, "usage")) ??
      readUsageObject(memberOf(memberOf(choice, "delta"), "usage")) ??
      readUsageObject(memberOf(memberOf(choice, "message"), "usage"));
    if (usage !== null) return usage;
  }
  return null;
}

/** llama.cpp: the prompt is what was read anew (`prompt_n`) and what the cache held (`cache_n`). */
function readTimings(timings: unknown): Usage | null {
  const usage = readUsageObject(timings);
  if (usage === null || !isJsonObject(timings)) return null;
  const read = toCount(timings["prompt_n"]);
  return { ...usage, promptTokens: read === null ? null : read + (usage.cachedTokens ?? 0) };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Members)[name] : undefined;
}
