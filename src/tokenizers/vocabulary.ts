import type { Word } from "./tokenizer.ts";

/** A vocabulary as the parts of this folder see it. */
export interface Vocabulary {
  readonly tokens: ReadonlyMap<string, number>;
  readonly specialIds: ReadonlySet<number>;
  /** The type of the model in `tokenizer.json`: `BPE`, `Unigram`, `WordPiece`. */
  readonly modelType: string;
}

/** Fewer words than this are no vocabulary of words: the markers stand there by chance. */
const MIN_MARKED_WORDS = 50;

/** Lists the ids of a vocabulary without special and byte-fallback tokens, ascending. */
export function listPlainIds(vocabulary: Vocabulary): number[] {
  const ids: number[] = [];
  for (const [token, id] of vocabulary.tokens) {
    if (!vocabulary.specialIds.has(id) && !/^<0x[0-9A-Fa-f]{2}>$/.test(token)) ids.push(id);
  }
  return ids.sort((a, b) => a - b);
}

/**
 * Lists the tokens that look like whole words after a space, by id: `Ġword` (byte-level), `▁word` (SentencePiece), and,
 * in a WordPiece vocabulary, those without `##`.
 */
export function listWordCandidates(vocabulary: Vocabulary): Word[] {
  const marked = collectWords(vocabulary, /^[Ġ▁]([A-Za-z]{2,})$/);
  if (marked.length >= MIN_MARKED_WORDS || vocabulary.modelType !== "WordPiece") return marked;
  return collectWords(vocabulary, /^([A-Za-z]{2,})$/);
}

function collectWords(vocabulary: Vocabulary, pattern: RegExp): Word[] {
  const words: Word[] = [];
  for (const [token, id] of vocabulary.tokens) {
    const text = pattern.exec(token)?.[1];
    if (text !== undefined && !vocabulary.specialIds.has(id)) words.push({ id, text });
  }
  return words.sort((a, b) => a.id - b.id);
}
