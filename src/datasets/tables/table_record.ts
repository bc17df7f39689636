import { unpackedName } from "../bytes/file_bytes.ts";

/** A record of a table: the row of a file with columns, a value of a JSON file, or a line of text. */
export interface TableRecord {
  /** Counts from 1 within its file; the number of the line where the file has lines. */
  readonly number: number;
  /** An object by column, or else whatever the file holds; a `BadLineError` where it holds what cannot be read. */
  readonly value: unknown;
}

/** Reads the records of one file. */
export type ReadTable = (path: string) => AsyncIterable<TableRecord>;

/** The formats that tables are read from, by the extensions of their files. */
export const TABLE_EXTENSIONS = {
  parquet: [".parquet"],
  csv: [".csv", ".tsv"],
  json: [".json", ".jsonl", ".ndjson"],
  tar: [".tar"],
  text: [".txt", ".md"],
} as const;

/** A format of tables. */
export type TableFormat = keyof typeof TABLE_EXTENSIONS;

/** Tells the format of a file by its extension; `null`: none of those known. */
export function formatOf(path: string): TableFormat | null {
  const lower = unpackedName(path).toLowerCase();
  const found = Object.entries(TABLE_EXTENSIONS).find(([, ends]) => ends.some((end) => lower.endsWith(end)));
  return found === undefined ? null : found[0] as TableFormat;
}

/** What is wanted of a table. */
export interface TableSettings {
  /** Columns that are enough, where the file is read by columns; all of them when left out. */
  readonly columns?: readonly string[];
}
