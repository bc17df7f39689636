import { DataError } from "../../core/errors.ts";
import { createRandom, deriveSeed, type Random } from "../../core/random.ts";

/** What shared prefixes are made with. */
export interface PrefixSettings {
  readonly prefixTokens: number;
  /** So many different prefixes take turns. */
  readonly prefixCount: number;
  readonly seed: number;
}

/** Two prefixes that are drawn alike are rare; where they are not, there are hardly enough of them. */
const MAX_DRAWS = 100;

/** Draws the prefixes that random prompts begin with; item n gets prefix n modulo their number. */
export function createPrefixPool<T extends string | number>(
  draw: (random: Random) => T,
  { prefixTokens, prefixCount, seed }: PrefixSettings,
): (index: number) => readonly T[] {
  const pool: (readonly T[])[] = [];
  const seen = new Set<string>();
  for (let part = 0; part < prefixCount; part++) {
    const random = createRandom(deriveSeed(seed, part === 0 ? "prefix" : `prefix/${part}`));
    pool.push(drawNew(() => Array.from({ length: prefixTokens }, () => draw(random)), seen));
  }
  return (index) => pool[index % prefixCount] ?? [];
}

function drawNew<T extends string | number>(draw: () => readonly T[], seen: Set<string>): readonly T[] {
  for (let draws = 0; draws < MAX_DRAWS; draws++) {
    const prefix = draw();
    const key = prefix.join(" ");
    if (seen.has(key)) continue;
    seen.add(key);
    return prefix;
  }
  throw new DataError(`There are not enough different prefixes: ${seen.size} were found`, {
    hint: "Give a smaller --prefix-count or a larger --prefix-length",
  });
}
