import { concatBytes } from "../../core/bytes.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { TextLine } from "../read_lines.ts";

/** A line with its place in the file, to read it again. */
export interface PlacedLine extends TextLine {
  readonly startByte: number;
  readonly lengthBytes: number;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** Opens a file for reading; throws `DataError` where that cannot be done. */
export async function openTrace(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path, { read: true });
    if ((await file.stat()).isFile) return file;
    file.close();
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const reason = isMissing ? "there is no such file" : reasonOf(cause);
    throw new DataError(`Cannot read the trace "${path}": ${reason}`, { cause });
  }
  throw new DataError(`Cannot read the trace "${path}": it is not a file`);
}

/** Reads the lines of a UTF-8 file that are not blank, each with its place. */
export async function* readPlacedLines(path: string): AsyncGenerator<PlacedLine, void, undefined> {
  using file = await openTrace(path);
  let number = 0;
  let startByte = 0;
  for await (const bytes of splitLines(file)) {
    number++;
    const text = decodeLine(bytes, path, number);
    if (text.trim() !== "") yield { number, text, startByte, lengthBytes: bytes.length };
    startByte += bytes.length;
  }
}

/** Reads a line at its place again. */
export async function readLineAt(
  file: Deno.FsFile,
  path: string,
  { number, startByte, lengthBytes }: Omit<PlacedLine, "text">,
): Promise<TextLine> {
  await file.seek(startByte, Deno.SeekMode.Start);
  const bytes = new Uint8Array(lengthBytes);
  let filled = 0;
  while (filled < lengthBytes) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) throw new DataError(`Cannot read the trace "${path}" again: it has become shorter`);
    filled += count;
  }
  return { number, text: decodeLine(bytes, path, number) };
}

/** Gives the bytes of each line, its end included. */
async function* splitLines(file: Deno.FsFile): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  let parts: Uint8Array[] = [];
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    const chunk = buffer.slice(0, count);
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      parts.push(chunk.subarray(from, end + 1));
      yield joinParts(parts);
      parts = [];
      from = end + 1;
    }
    if (from < count) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield joinParts(parts);
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : concatBytes(parts);
}

function decodeLine(bytes: Uint8Array, path: string, number: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch (cause) {
    throw new DataError(`Cannot read the trace "${path}": line ${number} is not UTF-8 text`, { cause });
  }
}
