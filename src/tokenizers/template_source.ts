import { isJsonObject, type JsonObject } from "../core/json.ts";

/** The texts of a tokenizer's chat templates; `null`: there is none. */
export interface TemplateSources {
  readonly default: string | null;
  /** Used instead where tools are given. */
  readonly toolUse: string | null;
}

/** Where chat templates may stand, each `null` where the file or key is missing. */
export interface TemplatePlaces {
  /** Text of `chat_template.jinja`. */
  readonly jinjaFile: string | null;
  /** Parsed `tokenizer_config.json`. */
  readonly config: JsonObject;
  /** Parsed `chat_template.json`. */
  readonly jsonFile: unknown;
}

/**
 * Picks the chat templates of a tokenizer: the file `chat_template.jinja`, else the key `chat_template` of
 * `tokenizer_config.json`, else that of `chat_template.json`. The key holds a text, or a list of named texts of which
 * `default` (else the first) and `tool_use` count.
 */
export function pickTemplates(places: TemplatePlaces): TemplateSources {
  if (places.jinjaFile !== null) return { default: places.jinjaFile, toolUse: null };
  const fromConfig = readTemplates(places.config["chat_template"]);
  if (fromConfig.default !== null) return fromConfig;
  return readTemplates(isJsonObject(places.jsonFile) ? places.jsonFile["chat_template"] : null);
}

function readTemplates(value: unknown): TemplateSources {
  if (typeof value === "string") return { default: value, toolUse: null };
  if (!Array.isArray(value)) return readNamed(isJsonObject(value) ? Object.entries(value) : []);
  return readNamed(value.filter(isJsonObject).map((entry) => [entry["name"], entry["template"]] as const));
}

function readNamed(entries: readonly (readonly [unknown, unknown])[]): TemplateSources {
  const texts = new Map<unknown, string>();
  for (const [name, text] of entries) {
    if (typeof text === "string") texts.set(name, text);
  }
  const first: string | undefined = texts.values().next().value;
  return { default: texts.get("default") ?? first ?? null, toolUse: texts.get("tool_use") ?? null };
}
