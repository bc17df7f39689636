import { isJsonObject, type JsonValue } from "../json.ts";

/** The steps of a path into JSON: a member's name, an index (from the end when negative), or `null` for all entries. */
export type JsonPath = readonly (string | number | null)[];

const STEP = /\.(\*)|\.([^.[\]*\s]+)|\[(\*)\]|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Reads a path such as `$.choices[0].delta.content`, the simple part of JSONPath: members (`.name`, `['name']`), indices
 * (`[0]`, `[-1]`) and all entries (`[*]`, `.*`). Returns `null` when the text is no such path.
 *
 * @example
 * ```ts
 * import { parseJsonPath } from "./json_path.ts";
 *
 * console.assert(JSON.stringify(parseJsonPath("$.choices[0].text")) === '["choices",0,"text"]');
 * ```
 */
export function parseJsonPath(text: string): JsonPath | null {
  if (!text.startsWith("$")) return null;
  const steps: (string | number | null)[] = [];
  let at = 1;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) return null;
    steps.push(toStep(match));
    at = STEP.lastIndex;
  }
  return steps;
}

function toStep([, dotStar, name, bracketStar, index, single, double]: RegExpExecArray): string | number | null {
  if (dotStar !== undefined || bracketStar !== undefined) return null;
  if (index !== undefined) return Number(index);
  return name ?? (single ?? double ?? "").replace(/\\(.)/g, "$1");
}

/** Returns all values that a path leads to; none where a step has nothing to go to. */
export function findAtPath(value: JsonValue, path: JsonPath): readonly JsonValue[] {
  let found: readonly JsonValue[] = [value];
  for (const step of path) found = found.flatMap((current) => follow(current, step));
  return found;
}

function follow(value: JsonValue, step: string | number | null): readonly JsonValue[] {
  if (Array.isArray(value)) return followArray(value, step);
  if (!isJsonObject(value)) return [];
  if (step === null) return Object.values(value);
  return Object.hasOwn(value, step) ? [value[step] ?? null] : [];
}

function followArray(entries: readonly JsonValue[], step: string | number | null): readonly JsonValue[] {
  if (step === null) return entries;
  const entry = typeof step === "number" ? entries.at(step) : undefined;
  return entry === undefined ? [] : [entry];
}
