import type { Problem } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";

/** What a configuration file holds, its variables filled in. */
export interface ConfigFile {
  readonly values: JsonObject;
  /** The file as it is written: mistakes are told with their lines. */
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** The outcome of reading a text as YAML, TOML or JSON: plain data, or why not. */
export type ParsedText = { readonly data: unknown } | { readonly reason: string; readonly hint?: string };
