import type { ByteWindow } from "./byte_window.ts";
import type { LeafForm } from "./json_leaves.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/** What may follow a backslash, besides `u` and four digits: `" \ / b f n r t`. */
const ESCAPED: ReadonlySet<number> = new Set([0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);

/** Steps over a value that begins at `at`; returns where it ends, -1 where it is none or where the bytes end within. */
export type ScanValue = (window: ByteWindow, at: number) => number;

/** Steps over values; what `JSON.parse` would refuse is refused here. */
export const SCAN_VALUE: Readonly<Record<LeafForm, ScanValue>> = {
  string: scanString,
  number: ({ bytes }, at) => scanNumber(bytes, at),
  numbers: ({ bytes }, at) => scanNumbers(bytes, at),
};

function scanString(window: ByteWindow, at: number): number {
  const { bytes } = window;
  const length = bytes.length;
  at = window.skipPlainText(at);
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) {
      const size = escapeSize(bytes, at);
      if (size === 0) return -1;
      at += size;
    } else if (byte < 0x20) return -1;
    else if (byte < 0x80) at++;
    else {
      const size = characterSize(bytes, at);
      if (size === 0) return -1;
      at += size;
    }
  }
  return -1;
}

/** Bytes of the character that begins here outside of ASCII; 0 where there is none in UTF-8. */
function characterSize(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  // Not written longer than need be, no half of a pair, nothing above the last character.
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (size === 0 || second < least || second > most) return 0;
  for (let index = 2; index < size; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}

function escapeSize(bytes: Uint8Array, at: number): number {
  const byte = bytes[at + 1] ?? 0;
  if (ESCAPED.has(byte)) return 2;
  if (byte !== LOWER_U) return 0;
  for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(bytes[digit] ?? 0)) return 0;
  return 6;
}

/** Plain numbers only; one with an exponent is left to `JSON.parse`. */
function scanNumber(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x2d) at++;
  const first = at;
  while (isDigit(bytes[at])) at++;
  if (at === first || (bytes[first] === 0x30 && at > first + 1)) return -1;
  if (bytes[at] !== 0x2e) return at;
  const fraction = ++at;
  while (isDigit(bytes[at])) at++;
  return at === fraction ? -1 : at;
}

function scanNumbers(bytes: Uint8Array, at: number): number {
  for (;;) {
    at = scanNumber(bytes, at);
    if (at < 0 || bytes[at] !== 0x2c) return at;
    at++;
    if (bytes[at] === 0x20) at++;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
