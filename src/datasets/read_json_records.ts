import { DataError } from "../core/errors.ts";
import { createArrayScanner } from "./json_array_scanner.ts";
import { readLines, readText, type TextLine } from "./read_lines.ts";

/** Reads a file of JSON records as a stream: the elements of a JSON array, else its lines. */
export async function* readJsonRecords(path: string): AsyncGenerator<TextLine, void, undefined> {
  yield* await startsWith(path, "[") ? readJsonArray(path, null) : readLines(path);
}

/**
 * Reads the elements of a JSON array as a stream, each as its text, numbered from 1: the array that the file is, or with
 * a key the array under this key of the object that the file is. Elements are not checked beyond their ends. Throws
 * `DataError` where there is no such array or the file ends within it.
 */
export async function* readJsonArray(path: string, key: string | null): AsyncGenerator<TextLine, void, undefined> {
  const scanner = createArrayScanner(key);
  let number = 0;
  for await (const chunk of readText(path, () => `after element ${number}`)) {
    for (const text of scanner.feed(chunk)) yield { number: ++number, text };
    if (scanner.state() === "after") return;
  }
  const what = key === null ? "a JSON array" : `a JSON object with an array "${key}"`;
  if (scanner.state() === "before") throw new DataError(`Cannot read "${path}": it is not ${what}`);
  throw new DataError(`Cannot read "${path}": the file ends within its array, after element ${number}`);
}

/** Tells whether the first character of a file that is not white space is this one. */
export async function startsWith(path: string, character: string): Promise<boolean> {
  for await (const chunk of readText(path, () => "at its start")) {
    const text = chunk.trimStart();
    if (text !== "") return text.startsWith(character);
  }
  return false;
}
