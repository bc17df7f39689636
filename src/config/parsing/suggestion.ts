import { closest, distance } from "fastest-levenshtein";

/** Finds the known word that somebody probably meant; `null` when none is near. */
export function suggest(typed: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const lower = typed.toLowerCase();
  const nearest = closest(lower, [...known]);
  // Four in ten characters may be wrong: two swapped letters of a short word, too little for another word.
  const allowed = Math.ceil(Math.max(lower.length, nearest.length) * 0.4);
  if (distance(lower, nearest) <= allowed) return nearest;
  const containing = known.filter((word) => lower.length >= 3 && word.includes(lower));
  return containing.length === 1 ? containing[0] ?? null : null;
}
