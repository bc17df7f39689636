/** Text to token ids and back, and chat templates. This folder must not know anything of ours but core. */
import type { Message } from "../core/session.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";

/** A tokenizer, loaded. */
export interface Tokenizer {
  /** How it is named in results: the path or hub id, or `o200k_base (embedded)`. */
  readonly name: string;
  /** `embedded`: the default one, used where none was given. */
  readonly origin: "tokenizer" | "embedded";
  /** Adds no special tokens (such as a begin-of-text token) unless told to. */
  encode(text: string, options?: { readonly addSpecialTokens?: boolean }): number[];
  decode(ids: readonly number[], options?: { readonly skipSpecialTokens?: boolean }): string;
  /** Without special tokens. */
  countTokens(text: string): number;
  /** Ids that may stand in random text: the vocabulary without special and byte-fallback tokens, ascending. */
  plainIds(): readonly number[];
  /**
   * Words that are one token each wherever they stand after a space, in the order of their ids. Text made of them has
   * as many tokens as words, which makes random text of an exact length cheap. Empty where the vocabulary has none.
   */
  words(): readonly Word[];
  /** `null` where the tokenizer has no chat template. */
  readonly chatTemplate: ChatTemplate | null;
}

/** A word (Latin letters only) that is one token where it follows a space. */
export interface Word {
  readonly id: number;
  readonly text: string;
}

/** A chat template, compiled once. */
export interface ChatTemplate {
  render(messages: readonly Message[], options?: ChatTemplateOptions): string;
}

/** What a template is rendered with. */
export interface ChatTemplateOptions {
  readonly addGenerationPrompt?: boolean;
  readonly tools?: readonly JsonValue[];
  /** Further variables of the template, such as `enable_thinking`. */
  readonly variables?: JsonObject;
}
