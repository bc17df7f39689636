/** Text to token ids and back, and chat templates. This folder must not know anything of ours but core. */
import type { Message } from "../core/session.ts";
import type { JsonValue } from "../core/json.ts";

/** A tokenizer, loaded. */
export interface Tokenizer {
  /** How it is named in results: the path or hub id, or `o200k_base (embedded)`. */
  readonly name: string;
  /** `embedded`: the default one, used where none was given. */
  readonly origin: "tokenizer" | "embedded";
  encode(text: string, options?: { readonly addSpecialTokens?: boolean }): number[];
  decode(ids: readonly number[], options?: { readonly skipSpecialTokens?: boolean }): string;
  countTokens(text: string): number;
  /** Ids that may stand in random text: the vocabulary without special and byte-fallback tokens, ascending. */
  plainIds(): readonly number[];
  /** `null` where the tokenizer has no chat template. */
  readonly chatTemplate: ChatTemplate | null;
}

/** A chat template, compiled once. */
export interface ChatTemplate {
  render(messages: readonly Message[], options?: ChatTemplateOptions): string;
}

/** What a template is rendered with. */
export interface ChatTemplateOptions {
  readonly addGenerationPrompt?: boolean;
  readonly tools?: readonly JsonValue[];
}
