import type { JsonObject } from "./json.ts";

/** `--query-template`: a body with marks in its strings, or the text of a template that becomes one when rendered. */
export type QueryTemplate = JsonObject | string;

/** Tells whether a text is, or holds, a template of Jinja2. */
export function hasJinja(text: string): boolean {
  return /\{\{|\{%/.test(text);
}

/** What the user asked of generation; a dialect turns it into its own body keys. `null`: not given. */
export interface GenerationSettings {
  readonly model: string;
  readonly stream: boolean;
  /** Both ends included; one value twice when fixed. */
  readonly maxTokens: readonly [number, number] | null;
  readonly minTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly frequencyPenalty: number | null;
  readonly repetitionPenalty: number | null;
  readonly logprobs: boolean | null;
  readonly nChoices: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[] | null;
  readonly stopTokenIds: readonly number[] | null;
  /** Merged last into the body. */
  readonly extraArgs: JsonObject;
  readonly queryTemplate: QueryTemplate | null;
  /** Names of the settings above that the user gave on the command line, in environment or file: `["maxTokens", …]`. */
  readonly explicit: readonly string[];
}
