import { DataError, reasonOf } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { createChatTemplate } from "./chat_template.ts";
import { createHfTokenizer } from "./hf_tokenizer.ts";
import { pickTemplates } from "./template_source.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { openTokenizerFiles, type ReadTokenizerFile, type ResolveHubFile, TOKENIZER_FILE } from "./tokenizer_files.ts";

/** How a tokenizer is loaded. */
export interface LoadTokenizerOptions {
  /** Downloads files of models on a hub; without it only local paths work. */
  readonly resolveHubFile?: ResolveHubFile;
  /** The time that chat templates show; the wall clock when left out. */
  readonly nowIso?: () => string;
}

/**
 * Loads the tokenizer at a location: a directory, a `tokenizer.json` file or the id of a model on a hub. Throws
 * `DataError` where it cannot be found, read or used.
 */
export async function loadTokenizer(location: string, options: LoadTokenizerOptions = {}): Promise<Tokenizer> {
  const readFile = await openTokenizerFiles(location, options.resolveHubFile ?? null);
  const definition = await readDefinition(location, readFile);
  const config = await readConfig(location, readFile);
  const jinjaFile = await readFile("chat_template.jinja");
  const hasTemplate = jinjaFile !== null || config["chat_template"] !== undefined;
  const jsonFile = hasTemplate ? null : await readJson(location, "chat_template.json", readFile);
  const specialTokens = readSpecialTokens(config);
  const chatTemplate = await createChatTemplate({
    name: location,
    sources: pickTemplates({ jinjaFile, config, jsonFile }),
    specialTokens,
    ...(options.nowIso === undefined ? {} : { nowIso: options.nowIso }),
  });
  return createHfTokenizer({ name: location, definition, config, specialTokens, chatTemplate });
}

async function readDefinition(location: string, readFile: ReadTokenizerFile): Promise<JsonObject> {
  const definition = await readJson(location, TOKENIZER_FILE, readFile);
  if (definition === null) {
    throw new DataError(`Cannot load the tokenizer "${location}": it has no ${TOKENIZER_FILE}`, {
      hint: `Save it in the fast format, for instance with AutoTokenizer.from_pretrained(…).save_pretrained("DIR"), ` +
        `and give --tokenizer-path DIR`,
    });
  }
  if (isJsonObject(definition) && isJsonObject(definition["model"])) return definition;
  throw new DataError(`Cannot load the tokenizer "${location}": its ${TOKENIZER_FILE} has no "model"`, {
    hint: "It must be a tokenizer.json of the Hugging Face tokenizers library",
  });
}

async function readConfig(location: string, readFile: ReadTokenizerFile): Promise<JsonObject> {
  const config = await readJson(location, "tokenizer_config.json", readFile);
  return isJsonObject(config) ? config : {};
}

async function readJson(location: string, file: string, readFile: ReadTokenizerFile): Promise<unknown> {
  const text = await readFile(file);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`Cannot load the tokenizer "${location}": ${file} is not JSON: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** Special tokens stand in the configuration as texts or as objects with their text under `content`. */
function readSpecialTokens(config: JsonObject): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    if (!key.endsWith("_token")) continue;
    const text = isJsonObject(value) ? value["content"] : value;
    if (typeof text === "string") tokens[key] = text;
  }
  return tokens;
}
