import { concatBytes } from "../../core/bytes.ts";
import { PROTOCOL_VERSION } from "./messages.ts";
import type { FromShard, ToShard } from "./messages.ts";

/** A message of either direction. */
export type ShardMessage = ToShard | FromShard;

/** The kinds of arrays that messages hold, by the letter that stands for them. */
const ARRAYS = { b: Uint8Array, u: Uint32Array, d: Float64Array } as const;

type ArrayLetter = keyof typeof ARRAYS;

/** Stands for an array in the JSON part: its kind, and where its bytes lie. No message of ours has such a key. */
const ARRAY_KEY = "\u0000array";

type ArrayPlace = readonly [letter: ArrayLetter, offset: number, length: number];

/** Version, then the length of the JSON part. */
const HEAD_BYTES = 8;

/** Every array begins where its elements may. */
const ALIGNMENT_BYTES = 8;

/**
 * Writes a message as bytes, for links that are no memory of one process: version (4 bytes), length of the JSON part (4),
 * JSON, then the bytes of its arrays as they are, so that a time stamp keeps every bit. Little-endian, as all machines are
 * that it runs on.
 */
export function encodeMessage(message: ShardMessage): Uint8Array<ArrayBuffer> {
  return encodeData(message);
}

/** Writes plain data as `encodeMessage` writes a message. */
export function encodeData(message: object): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  let offset = 0;
  const json = JSON.stringify(message, (_key, value: unknown) => {
    const letter = letterOf(value);
    if (letter === null || !ArrayBuffer.isView(value)) return value;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    const padding = new Uint8Array(-bytes.byteLength & (ALIGNMENT_BYTES - 1));
    const place: ArrayPlace = [letter, offset, bytes.byteLength / ARRAYS[letter].BYTES_PER_ELEMENT];
    blocks.push(bytes, padding);
    offset += bytes.byteLength + padding.byteLength;
    return { [ARRAY_KEY]: place };
  });
  const text = new TextEncoder().encode(json);
  const head = new DataView(new ArrayBuffer(HEAD_BYTES));
  head.setUint32(0, PROTOCOL_VERSION, true);
  head.setUint32(4, text.byteLength, true);
  return concatBytes([new Uint8Array(head.buffer), text, ...blocks]);
}

/** Reads a message; throws where it is of another version or no message at all. */
export function decodeMessage(bytes: Uint8Array): ShardMessage {
  return decodeData(bytes) as ShardMessage;
}

/** Reads what `encodeData` wrote; both ends have the same version, so that the type is the one that was written. */
export function decodeData(bytes: Uint8Array): unknown {
  if (bytes.byteLength < HEAD_BYTES) throw new Error(`A message of ${bytes.byteLength} bytes is none`);
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const version = head.getUint32(0, true);
  if (version !== PROTOCOL_VERSION) throw new Error(`A message speaks protocol ${version}, not ${PROTOCOL_VERSION}`);
  const blocksAt = HEAD_BYTES + head.getUint32(4, true);
  if (blocksAt > bytes.byteLength) throw new Error("A message is cut off");
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(HEAD_BYTES, blocksAt));
  const blocks = bytes.subarray(blocksAt);
  return JSON.parse(text, (_key, value: unknown) => {
    const place = placeOf(value);
    return place === null ? value : readArray(blocks, place);
  });
}

function letterOf(value: unknown): ArrayLetter | null {
  for (const letter of Object.keys(ARRAYS) as ArrayLetter[]) if (value instanceof ARRAYS[letter]) return letter;
  return null;
}

function placeOf(value: unknown): ArrayPlace | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, ARRAY_KEY)) return null;
  return (value as { readonly [ARRAY_KEY]: ArrayPlace })[ARRAY_KEY];
}

/**
 * Copies: the array is handed on for itself, and must not keep the whole message. Not by `slice`: that of a `Buffer`, which
 * some sources of bytes give, is a view.
 */
function readArray(blocks: Uint8Array, [letter, offset, length]: ArrayPlace): Uint8Array | Uint32Array | Float64Array {
  const ArrayOf = ARRAYS[letter];
  const end = offset + length * ArrayOf.BYTES_PER_ELEMENT;
  if (end > blocks.byteLength) throw new Error("A message is cut off");
  const copy = new Uint8Array(end - offset);
  copy.set(blocks.subarray(offset, end));
  return new ArrayOf(copy.buffer, 0, length);
}
