/**
 * Byte-pair merging takes time with the square of a piece of text, and a piece is a run of letters, of spaces or of signs.
 * No language has runs of this length; texts that do are cut there, which changes their count by less than a thousandth.
 */
const MAX_RUN_CHARS = 1024;

const LONG_RUN = new RegExp(
  String
    .raw`[\p{L}\p{M}]{${MAX_RUN_CHARS}}|\s{${MAX_RUN_CHARS}}|\p{N}{${MAX_RUN_CHARS}}|[^\s\p{L}\p{M}\p{N}]{${MAX_RUN_CHARS}}`,
  "gu",
);

/** What is longer is counted up to here, and the rest taken to have as many tokens a character. */
export const MAX_COUNTED_CHARS = 2_000_000;

/** Makes the count of a text take time in proportion to its length, and no more than a stated time however long it is. */
export function createBoundedCount(count: (text: string) => number): (text: string) => number {
  return (text) => {
    if (text.length < MAX_RUN_CHARS) return count(text);
    if (text.length <= MAX_COUNTED_CHARS) return countPieces(text, count);
    const counted = countPieces(text.slice(0, MAX_COUNTED_CHARS), count);
    return Math.round(counted * text.length / MAX_COUNTED_CHARS);
  };
}

function countPieces(text: string, count: (text: string) => number): number {
  let total = 0;
  let from = 0;
  for (const { index, 0: run } of text.matchAll(LONG_RUN)) {
    const end = index + run.length;
    total += count(text.slice(from, end));
    from = end;
  }
  return from === text.length ? total : total + count(text.slice(from));
}
