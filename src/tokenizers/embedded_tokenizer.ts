import { createBoundedCount } from "./bounded_count.ts";
import { keepStableWords } from "./stable_words.ts";
import type { Tokenizer, Word } from "./tokenizer.ts";

/** A token of the encoding: its text, or its bytes where they are no valid UTF-8 alone. */
type Rank = string | readonly number[];

/** The name under which the embedded tokenizer stands in results. */
const EMBEDDED_TOKENIZER_NAME = "o200k_base (embedded)";

/** Text of a special token is text like any other: prompts and replies are data. */
const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };

/** More than the words of English: random texts repeat theirs, and a hit is much cheaper than merging again. */
const MERGE_CACHE_ENTRIES = 200_000;

/** Loads the tokenizer that is used where none was given: `o200k_base`, without special tokens and chat template. */
export async function loadEmbeddedTokenizer(): Promise<Tokenizer> {
  const [encoding, { default: ranks }] = await Promise.all([
    import("gpt-tokenizer/encoding/o200k_base"),
    import("gpt-tokenizer/bpeRanks/o200k_base"),
  ]);
  encoding.setMergeCacheSize(MERGE_CACHE_ENTRIES);
  const encode = (text: string): number[] => encoding.encode(text, AS_PLAIN_TEXT);
  let plainIds: readonly number[] | undefined;
  let words: readonly Word[] | undefined;
  return {
    name: EMBEDDED_TOKENIZER_NAME,
    origin: "embedded",
    encode,
    decode: (ids) => decodeRanks(ids, ranks),
    countTokens: createBoundedCount((text) => encoding.countTokens(text, AS_PLAIN_TEXT)),
    plainIds: () => plainIds ??= listPlainIds(ranks),
    words: () => words ??= keepStableWords(listWords(ranks), encode),
    chatTemplate: null,
  };
}

/** Joins the tokens' bytes before decoding them: a character may be spread over several tokens. */
function decodeRanks(ids: readonly number[], ranks: readonly Rank[]): string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  let pending: number[] = [];
  for (const id of ids) {
    const rank = ranks[id];
    if (rank === undefined) throw new RangeError(`Token ${id} is not in ${EMBEDDED_TOKENIZER_NAME}`);
    if (typeof rank !== "string") {
      pending.push(...rank);
      continue;
    }
    if (pending.length > 0) text += decoder.decode(Uint8Array.from(pending));
    pending = [];
    text += rank;
  }
  return pending.length > 0 ? text + decoder.decode(Uint8Array.from(pending)) : text;
}

function listPlainIds(ranks: readonly Rank[]): number[] {
  const ids: number[] = [];
  ranks.forEach((rank, id) => {
    if (typeof rank === "string") ids.push(id);
  });
  return ids;
}

function listWords(ranks: readonly Rank[]): Word[] {
  const words: Word[] = [];
  ranks.forEach((rank, id) => {
    if (typeof rank === "string" && /^ [A-Za-z]{2,}$/.test(rank)) words.push({ id, text: rank.slice(1) });
  });
  return words;
}
