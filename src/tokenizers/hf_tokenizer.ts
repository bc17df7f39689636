import type { Tokenizer as HfTokenizer } from "@huggingface/tokenizers";
import { DataError, reasonOf } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { createBoundedCount } from "./bounded_count.ts";
import { keepStableWords } from "./stable_words.ts";
import type { ChatTemplate, Tokenizer, Word } from "./tokenizer.ts";
import { listPlainIds, listWordCandidates, type Vocabulary } from "./vocabulary.ts";

/** What a tokenizer in the form of `tokenizer.json` is made of. */
export interface HfTokenizerParts {
  readonly name: string;
  /** Parsed `tokenizer.json`. */
  readonly definition: JsonObject;
  /** Parsed `tokenizer_config.json`. */
  readonly config: JsonObject;
  /** Tokens that the configuration names: `bos_token`, `eos_token` and the like. */
  readonly specialTokens: Readonly<Record<string, string>>;
  readonly chatTemplate: ChatTemplate | null;
}

/** Creates a tokenizer from the contents of `tokenizer.json`; it encodes and decodes as the Python library does. */
export async function createHfTokenizer(parts: HfTokenizerParts): Promise<Tokenizer> {
  const inner = await construct(parts);
  const encodeBare = (text: string): number[] => inner.encode(text, { add_special_tokens: false }).ids;
  let plainIds: readonly number[] | undefined;
  let words: readonly Word[] | undefined;
  return {
    name: parts.name,
    origin: "tokenizer",
    encode: (text, { addSpecialTokens = false } = {}) =>
      inner.encode(text, { add_special_tokens: addSpecialTokens }).ids,
    decode: (ids, options = {}) => decodeIds(inner, ids, options.skipSpecialTokens ?? false),
    countTokens: createBoundedCount((text) => encodeBare(text).length),
    plainIds: () => plainIds ??= listPlainIds(readVocabulary(inner, parts)),
    words: () => words ??= keepStableWords(listWordCandidates(readVocabulary(inner, parts)), encodeBare),
    chatTemplate: parts.chatTemplate,
  };
}

async function construct(parts: HfTokenizerParts): Promise<HfTokenizer> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  try {
    return new Tokenizer(parts.definition, parts.config);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`Cannot use the tokenizer "${parts.name}": ${reason}`, {
      cause,
      hint: "It must be a tokenizer.json of the Hugging Face tokenizers library",
    });
  }
}

function decodeIds(inner: HfTokenizer, ids: readonly number[], skipSpecialTokens: boolean): string {
  // The library refuses an empty list, and tidies spaces unless told not to, which the Python library does not.
  if (ids.length === 0) return "";
  return inner.decode([...ids], { skip_special_tokens: skipSpecialTokens, clean_up_tokenization_spaces: false });
}

function readVocabulary(inner: HfTokenizer, parts: HfTokenizerParts): Vocabulary {
  const specialIds = new Set<number>();
  for (const [id, token] of inner.get_added_tokens_decoder()) {
    if (token.special) specialIds.add(id);
  }
  for (const token of Object.values(parts.specialTokens)) {
    const id = inner.token_to_id(token);
    if (id !== undefined) specialIds.add(id);
  }
  const model = parts.definition["model"] as JsonObject;
  const withAddedTokens = true;
  return { tokens: inner.get_vocab(withAddedTokens), specialIds, modelType: String(model["type"] ?? "BPE") };
}
