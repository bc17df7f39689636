import { CHUNK_CODE } from "../../../core/chunk_kind.ts";
import type { Tokenizer } from "../../../tokenizers/tokenizer.ts";
import type { EventTexts } from "../../run/token_counter.ts";

/** Pieces of a reply are mostly words of a vocabulary, which come again and again. */
const MAX_KNOWN_PIECES = 50_000;
const MAX_KNOWN_CHARS = 32;

const KNOWN = new WeakMap<Tokenizer, Map<string, number>>();

/**
 * Counts the tokens of text so far at each event, by the piece of text that each brought. `null` where the pieces do not
 * make up the text: then it is not known which event brought what.
 */
export function countEventTokens(texts: EventTexts, tokenizer: Tokenizer): Uint32Array<ArrayBuffer> | null {
  const { ends, kinds } = texts;
  const counts = new Uint32Array(ends.length);
  const taken = { content: 0, reasoning: 0 };
  let [total, lastEnd] = [0, 0];
  for (const [index, end] of ends.entries()) {
    const kind = kinds[index] === CHUNK_CODE.reasoning ? "reasoning" : "content";
    const piece = texts[kind].slice(taken[kind], taken[kind] + end - lastEnd);
    taken[kind] += end - lastEnd;
    lastEnd = end;
    total += countPiece(piece, tokenizer);
    counts[index] = total;
  }
  const isWhole = taken.content === texts.content.length && taken.reasoning === texts.reasoning.length;
  return isWhole ? counts : null;
}

function countPiece(piece: string, tokenizer: Tokenizer): number {
  if (piece === "") return 0;
  if (piece.length > MAX_KNOWN_CHARS) return tokenizer.countTokens(piece);
  const known = KNOWN.get(tokenizer) ?? new Map<string, number>();
  KNOWN.set(tokenizer, known);
  const before = known.get(piece);
  if (before !== undefined) return before;
  const count = tokenizer.countTokens(piece);
  if (known.size < MAX_KNOWN_PIECES) known.set(piece, count);
  return count;
}
