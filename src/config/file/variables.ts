import type { Problem } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Environment } from "../parsing/environment.ts";
import { findKeyLine } from "./key_lines.ts";
import type { ConfigFile } from "./config_text.ts";

/** A file and what is written in it. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
}

/** Names a key of a file with its line. */
export function nameKey(key: string, { path, text }: ReadFile): string {
  const line = findKeyLine(text, key);
  return `"${key}" in ${path}${line === null ? "" : `, line ${line}`}`;
}

/** `$${` stands for `${` itself; in a default, no braces. */
const REFERENCE = /\$(\$\{)|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/**
 * Fills `${NAME}` and `${NAME:-default}` in all texts of a configuration file, after it was parsed: what a variable holds
 * cannot change the file's structure. An empty variable counts as not set; one without value and default is a problem.
 */
export function fillVariables(values: JsonObject, env: Environment, { path, text }: ReadFile): ConfigFile {
  const problems: Problem[] = [];
  const entries = Object.entries(values).map(([key, value]) => {
    const missing = new Set<string>();
    const filled = fill(value, env, missing);
    for (const name of missing) {
      const message = `The variable "${name}" of ${nameKey(key, { path, text })} is not set`;
      problems.push({ message, hint: `Set it, or write a default: \${${name}:-value}`, key });
    }
    return [key, missing.size > 0 ? null : filled] as const;
  });
  return { values: Object.fromEntries(entries), text, problems };
}

function fill(value: JsonValue, env: Environment, missing: Set<string>): JsonValue {
  if (typeof value === "string") return fillText(value, env, missing);
  if (Array.isArray(value)) return value.map((item: JsonValue) => fill(item, env, missing));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, env, missing)]));
}

function fillText(text: string, env: Environment, missing: Set<string>): string {
  return text.replace(REFERENCE, (...[whole = "", escaped, name = "", fallback]: (string | undefined)[]) => {
    if (escaped !== undefined) return escaped;
    const value = env[name];
    if (value !== undefined && value !== "") return value;
    if (fallback !== undefined) return fallback;
    missing.add(name);
    return whole;
  });
}
