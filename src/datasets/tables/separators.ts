/** What programs of tables write, the likeliest first. */
const SEPARATORS = [",", "\t", ";", "|"] as const;

/** What separates the fields of a line. */
export type Separator = typeof SEPARATORS[number];

/** Finds the separator of the first line of a table, outside of quotes: of several the one that is there most often. */
export function separatorOf(head: string): Separator {
  const bare = head.replaceAll(/"[^"]*"/g, "");
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}
