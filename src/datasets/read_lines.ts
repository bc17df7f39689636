import { DataError, reasonOf } from "../core/errors.ts";

/** A line of a text file, without its end. */
export interface TextLine {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Reads the lines of a UTF-8 file as a stream, blank ones left out; accepts a byte order mark and CRLF line ends. Throws
 * `DataError` where the file cannot be read or is not UTF-8.
 */
export async function* readLines(path: string): AsyncGenerator<TextLine, void, undefined> {
  let number = 0;
  for await (const text of splitLines(readText(path, () => `after line ${number}`))) {
    number++;
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (line.trim() !== "") yield { number, text: line };
  }
}

/**
 * Reads the text of a UTF-8 file piece by piece. Throws `DataError` where the file cannot be read or is not UTF-8;
 * `describePlace` then says how far its reader has come.
 */
export async function* readText(path: string, describePlace: () => string): AsyncGenerator<string, void, undefined> {
  // Not a decoder stream: a reader that has enough would end it inside a character, which counts as bad text there.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const file = await Deno.open(path, { read: true });
    for await (const bytes of file.readable) yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw toReadError(path, cause);
    throw new DataError(`Cannot read "${path}": it is not UTF-8 text ${describePlace()}`, { cause });
  }
}

async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  // Parts of a line are kept apart until it ends: joining them at each chunk would be quadratic for a very long line.
  let parts: string[] = [];
  for await (const chunk of chunks) {
    const lines = chunk.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      yield parts.length === 0 ? line : parts.join("") + line;
      parts = [];
    }
    if (last !== "") parts.push(last);
  }
  if (parts.length > 0) yield parts.join("");
}

function toReadError(path: string, cause: unknown): unknown {
  if (cause instanceof Deno.errors.NotFound) return new DataError(`The file "${path}" does not exist`, { cause });
  const isFileError = Object.values(Deno.errors).some((kind) => cause instanceof kind);
  return isFileError ? new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause }) : cause;
}
