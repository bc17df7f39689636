import { DataError, reasonOf, UsageError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { unpackedName } from "../bytes/file_bytes.ts";
import { parseJson } from "../json_line.ts";
import { readJsonRecords } from "../read_json_records.ts";
import { readLines, type TextLine } from "../read_lines.ts";

/** A file of records by its extension: JSON records, or lines of text. */
export interface TextFile {
  readonly path: string;
  readonly isJson: boolean;
  readonly readRecords: (path: string) => AsyncIterable<TextLine>;
}

const EXTENSIONS = [".txt", ".json", ".jsonl"] as const;

/** Chooses how the file of a dataset is read, by its extension; throws `UsageError` where that says nothing. */
export function chooseTextFile(dataset: string, path: string | null): TextFile {
  if (path === null) {
    throw new UsageError(`The dataset "${dataset}" needs a file`, { hint: "Give --dataset-path FILE" });
  }
  const extension = EXTENSIONS.find((end) => unpackedName(path).toLowerCase().endsWith(end));
  if (extension === undefined) {
    throw new UsageError(`Cannot use "${path}" for the dataset "${dataset}": its format is unknown`, {
      hint: `The name of the file must end in ${EXTENSIONS.join(", ")}`,
    });
  }
  const isJson = extension !== ".txt";
  return { path, isJson, readRecords: isJson ? readJsonRecords : readLines };
}

/** Parses a record as JSON; throws `DataError` that names file and place. */
export function parseRecord(path: string, { number, text }: TextLine): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new DataError(`Cannot read dataset "${path}": record ${number} is not JSON: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** Returns the first of some members that is there. */
export function firstMember(record: JsonObject, keys: readonly string[]): unknown {
  const key = keys.find((candidate) => record[candidate] !== undefined && record[candidate] !== null);
  return key === undefined ? undefined : record[key];
}

/** Returns the text of a record: itself, or the first of some members; `null` where there is none. */
export function readRecordText(record: unknown, keys: readonly string[]): string | null {
  const text = isJsonObject(record) ? firstMember(record, keys) : record;
  return typeof text === "string" && text.trim() !== "" ? text : null;
}
