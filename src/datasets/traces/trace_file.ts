import { concatBytes } from "../../core/bytes.ts";
import { DataError } from "../../core/errors.ts";
import { packingOf, readFileBytes } from "../bytes/file_bytes.ts";
import { encodingOf, findBinaryKind } from "../bytes/file_kind.ts";
import type { TextLine } from "../read_lines.ts";

/** A line with its place in the file, to read it again. */
export interface PlacedLine extends TextLine {
  readonly startByte: number;
  readonly lengthBytes: number;
}

/** The bytes of a trace, to read parts of them again; those of a file that is packed or UTF-16 are kept in memory. */
export interface TraceBytes extends Disposable {
  /** Fills a buffer with the bytes from a place on; `false`: there are not so many. */
  readInto(buffer: Uint8Array, startByte: number): Promise<boolean>;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** So much is unpacked into memory; what is larger must be unpacked by its owner. */
const MAX_UNPACKED_BYTES = 2 ** 30;

/** Opens a file for reading; throws `DataError` where that cannot be done. */
export async function openTrace(path: string): Promise<TraceBytes> {
  const file = await openPlain(path);
  if (file !== null) {
    return {
      readInto: (buffer, startByte) => readFromFile(file, buffer, startByte),
      [Symbol.dispose]: () => file.close(),
    };
  }
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of readUtf8(path)) {
    pieces.push(piece);
    total += piece.length;
    if (total <= MAX_UNPACKED_BYTES) continue;
    throw new DataError(`Cannot replay "${path}": unpacked it has more than 1 GiB`, { hint: "Unpack it first" });
  }
  const bytes = concatBytes(pieces);
  return {
    readInto(buffer, startByte) {
      const part = bytes.subarray(startByte, startByte + buffer.length);
      buffer.set(part);
      return Promise.resolve(part.length === buffer.length);
    },
    [Symbol.dispose]: () => {},
  };
}

/** Reads the lines of a text file that are not blank, each with its place. */
export async function* readPlacedLines(path: string): AsyncGenerator<PlacedLine, void, undefined> {
  let number = 0;
  let startByte = 0;
  for await (const bytes of splitLines(readUtf8(path))) {
    number++;
    const text = decodeLine(bytes, path, number);
    if (text.trim() !== "") yield { number, text, startByte, lengthBytes: bytes.length };
    startByte += bytes.length;
  }
}

/** Reads a line at its place again. */
export async function readLineAt(
  trace: TraceBytes,
  path: string,
  { number, startByte, lengthBytes }: Omit<PlacedLine, "text">,
): Promise<TextLine> {
  const bytes = new Uint8Array(lengthBytes);
  if (await trace.readInto(bytes, startByte)) return { number, text: decodeLine(bytes, path, number) };
  throw new DataError(`Cannot read the trace "${path}" again: it has become shorter`);
}

/** Opens a file whose bytes are its text; `null` where they must be unpacked or decoded first. */
async function openPlain(path: string): Promise<Deno.FsFile | null> {
  const file = await Deno.open(path, { read: true });
  const head = new Uint8Array(4);
  const count = await file.read(head) ?? 0;
  const isPlain = encodingOf(head) === "utf-8" && !(count === 4 && packingOf(head) !== null);
  if (isPlain) return file;
  file.close();
  return null;
}

async function readFromFile(file: Deno.FsFile, buffer: Uint8Array, startByte: number): Promise<boolean> {
  await file.seek(startByte, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < buffer.length) {
    const count = await file.read(buffer.subarray(filled));
    if (count === null) return false;
    filled += count;
  }
  return true;
}

/** Gives the text of a file as UTF-8. */
async function* readUtf8(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  let decoder: TextDecoder | null | undefined;
  const encoder = new TextEncoder();
  for await (const bytes of readFileBytes(path)) {
    if (decoder === undefined) decoder = openDecoder(path, bytes);
    if (decoder === null) yield bytes;
    else yield encoder.encode(decoder.decode(bytes, { stream: true }));
  }
}

/** `null`: the bytes are UTF-8 as they are. */
function openDecoder(path: string, head: Uint8Array): TextDecoder | null {
  const encoding = encodingOf(head);
  if (encoding !== "utf-8") return new TextDecoder(encoding);
  const kind = findBinaryKind(head);
  if (kind !== null) throw new DataError(`Cannot read the trace "${path}": it is ${kind}`);
  return null;
}

/** Gives the bytes of each line, its end included; that is CR alone where the file begins so. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = [];
  let lineEnd: number | null = null;
  for await (const chunk of chunks) {
    let from = 0;
    lineEnd ??= findLineEnd(chunk);
    const ending = lineEnd ?? LINE_FEED;
    for (let end = chunk.indexOf(ending); end !== -1; end = chunk.indexOf(ending, from)) {
      parts.push(chunk.subarray(from, end + 1));
      yield joinParts(parts);
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield joinParts(parts);
}

/** `null`: not known yet. */
function findLineEnd(chunk: Uint8Array): number | null {
  if (chunk.includes(LINE_FEED)) return LINE_FEED;
  const at = chunk.indexOf(CARRIAGE_RETURN);
  return at >= 0 && at < chunk.length - 1 ? CARRIAGE_RETURN : null;
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : concatBytes(parts);
}

/** What a JSON array that has an element a line has besides them: its brackets, and the commas. */
const ARRAY_BRACKET = /^\s*[[\]]\s*,?\s*$/;
const LIST_COMMA = /,\s*$/;

function decodeLine(bytes: Uint8Array, path: string, number: number): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$|\r$/, "");
    if (ARRAY_BRACKET.test(text)) return "";
    return text.startsWith("{") ? text.replace(LIST_COMMA, "") : text;
  } catch (cause) {
    throw new DataError(`Cannot read the trace "${path}": line ${number} is not UTF-8 text`, { cause });
  }
}
