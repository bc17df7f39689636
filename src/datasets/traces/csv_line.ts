/**
 * Splits a line of CSV (RFC 4180) into its fields, without spaces around them. Fields may stand in double quotes, in
 * which a doubled quote is one; they cannot hold line breaks.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual(splitCsvLine('1, "a ""b"", c",'), ["1", 'a "b", c', ""]);
 * ```
 */
export function splitCsvLine(line: string): string[] {
  const fields = line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?=,|$)/g);
  return [...fields].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll('""', '"')
  );
}
