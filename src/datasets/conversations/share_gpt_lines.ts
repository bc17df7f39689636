import { isJsonObject } from "../../core/json.ts";
import { BadLineError, parseJsonLine } from "../bad_lines.ts";
import type { DatasetContext } from "../dataset.ts";
import { findDatasetFile } from "../hub/find_dataset_file.ts";
import type { TextLine } from "../read_lines.ts";

/** A language of the ShareGPT files. */
export type ShareGptLanguage = "zh" | "en";

/** What the user said and, where the file has it, what the assistant said then. */
export interface Exchange {
  readonly human: string;
  readonly assistant: string | null;
}

const REPOS = { modelscope: "swift/sharegpt", huggingface: "shareAI/ShareGPT-Chinese-English-90k" } as const;

/** Finds the ShareGPT file of a language, downloaded where no path was given. */
export function findShareGptFile(language: ShareGptLanguage, context: DatasetContext): Promise<string> {
  const name = `common_${language}_70k.jsonl`;
  const isFromHuggingFace = context.path === null && context.hub.source === "huggingface";
  return findDatasetFile({ file: isFromHuggingFace ? `sharegpt_jsonl/${name}` : name, repos: REPOS }, context);
}

/**
 * Reads a line of ShareGPT, an object whose `conversation` is an array of objects with the texts `human` and
 * `assistant`; throws `BadLineError` for anything else.
 */
export function readExchanges(line: TextLine): readonly [Exchange, ...Exchange[]] {
  const value = parseJsonLine(line);
  const entries = isJsonObject(value) ? value["conversation"] : undefined;
  if (!Array.isArray(entries)) throw new BadLineError('has no array "conversation"');
  const [first, ...others] = entries.map(toExchange);
  if (first === undefined) throw new BadLineError("has a conversation without any exchange");
  return [first, ...others];
}

function toExchange(value: unknown, index: number): Exchange {
  const human = isJsonObject(value) ? value["human"] : undefined;
  if (typeof human !== "string" || human.trim() === "") {
    throw new BadLineError(`has no text "human" in exchange ${index + 1}`);
  }
  const assistant = isJsonObject(value) ? value["assistant"] : undefined;
  return { human, assistant: typeof assistant === "string" ? assistant : null };
}
