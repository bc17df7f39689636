/** How the files begin that are no text, and what they are called. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", "a ZIP archive, or a workbook of Excel: save that as CSV"],
  ["PAR1", "a Parquet file, whose name must end in .parquet"],
  ["%PDF", "a PDF document"],
  ["\x89PNG", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["\x7fELF", "a program"],
  ["MZ", "a program"],
  ["SQLite format 3", "an SQLite database"],
  ["GGUF", "a GGUF model"],
  ["ARROW1", "an Arrow file"],
  ["BZh", "packed with bzip2"],
  ["\xfd7zXZ", "packed with xz"],
  ["7z\xbc\xaf", "a 7z archive"],
  ["\x80\x04", "a Python pickle"],
];

const HEAD_BYTES = 1024;

/** Names what a file is that begins with these bytes; `null`: it may be text. */
export function findBinaryKind(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const known = SIGNATURES.find(([signature]) => head.startsWith(signature));
  if (known !== undefined) return known[1];
  return head.includes("\0") ? "a binary file" : null;
}

/** Returns the encoding that a byte order mark states; UTF-8 without one of the others. */
export function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}
