import { ResponseFault } from "./response_head.ts";

const CR = 13;
const LF = 10;
const TAB = 9;
const SPACE = 32;
const SEMICOLON = 59;
/** More hexadecimal digits than a safe integer has. */
const MAX_SIZE_DIGITS = 13;

/** What ends a line of a head. */
export const LINE_END: RegExp = /\r?\n/;

/** A character for each byte. */
export function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** So many bytes are looked at one by one before the platform is asked, which takes as long as that. */
const NEAR_BYTES = 16;

/** Where the next line feed is, -1 where there is none: the line of a chunk's size has but a few bytes. */
export function findLf(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + NEAR_BYTES);
  for (let at = from; at < near; at++) if (bytes[at] === LF) return at;
  return bytes.indexOf(LF, near);
}

/** Returns where the head ends, the empty line included; -1 when it is not whole. */
export function findHeadEnd(carry: Uint8Array, bytes: Uint8Array, at: number): number {
  const byteAt = (index: number): number | undefined => index >= at ? bytes[index] : carry[carry.length - (at - index)];
  for (let lf = bytes.indexOf(LF, at); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    const before = byteAt(lf - 1) === CR ? byteAt(lf - 2) : byteAt(lf - 1);
    if (before === LF) return lf + 1;
  }
  return -1;
}

const BEGINNING = new TextEncoder().encode("HTTP/1.");

/** What is no HTTP is told at once, not when the peer happens to send an empty line. */
export function checkBeginning(head: Uint8Array): void {
  if (BEGINNING.every((byte, index) => index >= head.length || head[index] === byte)) return;
  throw new ResponseFault(`not an HTTP/1 status line: "${toLatin1(head.subarray(0, 40)).split(LINE_END)[0]}"`);
}

/** Whether a byte is one of those that end a line. */
export function isLineEnd(byte: number | undefined): boolean {
  return byte === CR || byte === LF;
}

/** Reads the size that a line of `from` to `to` begins with; behind it stand blanks, extensions, the line's end. */
export function readChunkSize(bytes: Uint8Array, from: number, to: number): number {
  let size = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = hexDigit(bytes[at] ?? 0);
    if (digit < 0) break;
    size = size * 16 + digit;
  }
  const digits = at - from;
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  const isEnd = at === to - 1 || (bytes[at] === CR && at === to - 2);
  const isSize = digits > 0 && digits <= MAX_SIZE_DIGITS && (isEnd || bytes[at] === SEMICOLON);
  if (!isSize) throw new ResponseFault("invalid chunk size");
  return size;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const small = byte | 0x20;
  return small >= 97 && small <= 102 ? small - 87 : -1;
}
