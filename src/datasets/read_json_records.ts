import { isJsonObject } from "../core/json.ts";
import { DataError } from "../core/errors.ts";
import { createArrayScanner } from "./json_array_scanner.ts";
import { isJsonLine } from "./json_line.ts";
import { createValueScanner } from "./json_value_scanner.ts";
import { readLines, readText, type TextLine } from "./read_lines.ts";
import { findRows } from "./wrapped_rows.ts";

/**
 * Reads a file of JSON records as a stream: the elements of a JSON array, else its lines, else the values that stand one
 * after the other over several lines. A single object that holds a table (`{"data": [row, …]}`, columns, rows by name) is
 * that table.
 */
export async function* readJsonRecords(path: string): AsyncGenerator<TextLine, void, undefined> {
  if (await startsWith(path, "[")) yield* readJsonArray(path, null);
  else yield* unwrapOnly(await isIndented(path) ? readJsonValues(path) : readLines(path));
}

/**
 * Reads a file whose lines are JSON values, also where it is one array of them over several lines, as an editor saves
 * it. A line that is an array itself is a value.
 */
export async function* readJsonLines(path: string): AsyncGenerator<TextLine, void, undefined> {
  for await (const { text } of readLines(path)) {
    const isArray = text.trimStart().startsWith("[") && !isJsonLine(text);
    return yield* isArray ? readJsonArray(path, null) : readLines(path);
  }
}

/** Whether the first line is the beginning of an object that goes on below it. */
async function isIndented(path: string): Promise<boolean> {
  for await (const { text } of readLines(path)) {
    return text.trimStart().startsWith("{") && !isJsonLine(text) && createValueScanner().feed(text).length === 0;
  }
  return false;
}

async function* readJsonValues(path: string): AsyncGenerator<TextLine, void, undefined> {
  const scanner = createValueScanner();
  let number = 0;
  for await (const chunk of readText(path)) {
    for (const text of scanner.feed(chunk)) yield { number: ++number, text };
  }
  const rest = scanner.rest();
  if (rest !== "") yield { number: ++number, text: rest };
}

/** A file with one record only may hold a table in it. */
async function* unwrapOnly(records: AsyncIterable<TextLine>): AsyncGenerator<TextLine, void, undefined> {
  let first: TextLine | null = null;
  let count = 0;
  for await (const record of records) {
    if (++count === 1) {
      first = record;
      continue;
    }
    if (first !== null) yield first;
    first = null;
    yield record;
  }
  if (first !== null) yield* unwrap(first);
}

function* unwrap(record: TextLine): Generator<TextLine, void, undefined> {
  const value: unknown = isJsonLine(record.text) ? JSON.parse(record.text) : null;
  const rows = isJsonObject(value) ? findRows(value) : null;
  if (rows === null) return yield record;
  for (const [index, row] of rows.entries()) yield { number: index + 1, text: JSON.stringify(row) };
}

/**
 * Reads the elements of a JSON array as a stream, each as its text, numbered from 1: the array that the file is, or with
 * a key the array under this key of the object that the file is. Elements are not checked beyond their ends. Throws
 * `DataError` where there is no such array or the file ends within it.
 */
export async function* readJsonArray(path: string, key: string | null): AsyncGenerator<TextLine, void, undefined> {
  const scanner = createArrayScanner(key);
  let number = 0;
  for await (const chunk of readText(path)) {
    for (const text of scanner.feed(chunk)) yield { number: ++number, text };
    if (scanner.state() === "after") return;
  }
  const what = key === null ? "a JSON array" : `a JSON object with an array "${key}"`;
  if (scanner.state() === "before") throw new DataError(`Cannot read "${path}": it is not ${what}`);
  throw new DataError(`Cannot read "${path}": the file ends within its array, after element ${number}`);
}

/** Tells whether the first character of a file that is not white space is this one. */
export async function startsWith(path: string, character: string): Promise<boolean> {
  for await (const chunk of readText(path)) {
    const text = chunk.trimStart();
    if (text !== "") return text.startsWith(character);
  }
  return false;
}
