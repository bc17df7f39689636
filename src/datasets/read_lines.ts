import { DataError } from "../core/errors.ts";
import { readFileBytes } from "./bytes/file_bytes.ts";
import { encodingOf, findBinaryKind } from "./bytes/file_kind.ts";

/** A line of a text file, without its end. */
export interface TextLine {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Reads the lines of a text file as a stream, blank ones left out; accepts a byte order mark, CRLF line ends, and CR alone
 * where no line ends otherwise. Throws `DataError` where the file cannot be read or is no text.
 */
export async function* readLines(path: string): AsyncGenerator<TextLine, void, undefined> {
  let number = 0;
  for await (const text of splitLines(readText(path))) {
    number++;
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (line.trim() !== "") yield { number, text: line };
  }
}

/**
 * Reads the text of a file piece by piece: UTF-8, or UTF-16 where its mark says so; packed or not. Throws `DataError` where
 * the file cannot be read or is no text, by the name of what it is and the line where it shows.
 */
export async function* readText(path: string): AsyncGenerator<string, void, undefined> {
  // Not a decoder stream: a reader that has enough would end it inside a character, which counts as bad text there.
  let decoder: TextDecoder | null = null;
  try {
    for await (const bytes of readFileBytes(path)) {
      decoder ??= openDecoder(path, bytes);
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder?.decode() ?? "";
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new DataError(`Cannot read "${path}": line ${await findBrokenLine(path)} is not UTF-8 text`, {
      cause,
      hint: "Save it as UTF-8 (iconv -f GB18030 -t UTF-8, or from whatever it is), or as UTF-16 with a byte order mark",
    });
  }
}

/** Counts the lines before the first bytes that are no UTF-8; a replacement character that a text has itself is none. */
async function findBrokenLine(path: string): Promise<number> {
  const decoder = new TextDecoder("utf-8");
  let number = 1;
  for await (const bytes of readFileBytes(path)) {
    const text = decoder.decode(bytes, { stream: true });
    const broken = text.indexOf("\ufffd");
    for (const character of broken < 0 ? text : text.slice(0, broken)) if (character === "\n") number++;
    if (broken >= 0) break;
  }
  return number;
}

function openDecoder(path: string, head: Uint8Array): TextDecoder {
  const encoding = encodingOf(head);
  const kind = encoding === "utf-8" ? findBinaryKind(head) : null;
  if (kind !== null) throw new DataError(`Cannot read "${path}" as text: it is ${kind}`);
  return new TextDecoder(encoding, { fatal: true });
}

async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  // Parts of a line are kept apart until it ends: joining them at each chunk would be quadratic for a very long line.
  let parts: string[] = [];
  let lineEnd: string | null = null;
  for await (const chunk of chunks) {
    lineEnd ??= findLineEnd(chunk);
    const lines = chunk.split(lineEnd ?? "\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      yield parts.length === 0 ? line : parts.join("") + line;
      parts = [];
    }
    if (last !== "") parts.push(last);
  }
  if (parts.length > 0) yield parts.join("");
}

/** What ends the lines of a text that begins so: old programs of tables write CR alone. `null`: not known yet. */
function findLineEnd(chunk: string): "\n" | "\r" | null {
  if (chunk.includes("\n")) return "\n";
  return /\r[^]/.test(chunk) ? "\r" : null;
}
