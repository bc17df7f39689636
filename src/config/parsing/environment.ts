import { distance } from "fastest-levenshtein";
import type { OptionSpec } from "../option_spec.ts";
import { type RawValue, readBoolean } from "./value_check.ts";
import type { ValueLayer } from "./value_layer.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "STREAMGAUGE_";

/** Returns the environment variable of an option. */
function variableName(spec: OptionSpec): string {
  return PREFIX + spec.key.toUpperCase();
}

/** Finds the environment variable that sets an option; empty ones count as not set. */
function findVariable(spec: OptionSpec, env: Environment): { name: string; text: string } | null {
  for (const name of [variableName(spec), ...(spec.envNames ?? [])]) {
    const text = env[name];
    if (text !== undefined && text !== "") return { name, text };
  }
  return null;
}

/** Makes the layer of values that the environment sets. */
export function createEnvironmentLayer(env: Environment): ValueLayer {
  return {
    find(spec) {
      const variable = findVariable(spec, env);
      if (variable === null) return null;
      return { kind: "environment", name: variable.name, raw: readVariable(spec, variable.text) };
    },
  };
}

/**
 * Splits a variable's text as the option's arity wants it: lists by spaces or commas, or a JSON array of texts; words of
 * an option that takes one and gathers several by spaces alone.
 */
function readVariable(spec: OptionSpec, text: string): RawValue {
  if (spec.arity === "flag" || spec.arity === "tristate") return readBoolean(text) ?? text;
  if (spec.arity === "one") return spec.isRepeatable === true ? oneOrMore(splitWords(text), text) : text;
  return readJsonList(text) ?? text.split(/[\s,]+/).filter((word) => word !== "");
}

function splitWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A single value stays as it was written. */
function oneOrMore(words: readonly string[], text: string): RawValue {
  return words.length > 1 ? words : text;
}

/** Finds variables whose names nearly are those of options: probably typing errors. */
export function suspectVariables(specs: readonly OptionSpec[], env: Environment): readonly string[] {
  const known = specs.flatMap((spec) => [variableName(spec), ...spec.envNames ?? []]);
  return Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name)).flatMap((name) => {
    const near = known.find((candidate) => distance(candidate, name) <= 2);
    return near === undefined ? [] : [`The environment variable ${name} is not used; did you mean ${near}?`];
  });
}

function readJsonList(text: string): readonly string[] | null {
  if (!text.trimStart().startsWith("[")) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map((item) => typeof item === "string" ? item : JSON.stringify(item)) : null;
  } catch {
    return null; // Not JSON after all: words, such as "[a b".
  }
}
