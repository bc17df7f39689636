import { PROTOCOL_VERSION } from "./messages.ts";
import type { FromShard, RecordBatch, ToShard } from "./messages.ts";
import { packBatch, unpackBatch } from "./packed_records.ts";
import type { PackedBatch } from "./packed_records.ts";

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

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Every array begins where its elements may. */
const ALIGNMENT_BYTES = 8;

/**
 * Writes a message as bytes, for links that are no memory of one process: version (4 bytes), length of the JSON part (4),
 * JSON, then the bytes of its arrays as they are, so that a time stamp keeps every bit. Little-endian, as all machines are
 * that it runs on.
 */
export function encodeMessage(message: ShardMessage): Uint8Array<ArrayBuffer> {
  return encodeData(message.kind === "records" ? packBatch(message) : message);
}

/** Writes plain data as `encodeMessage` writes a message. */
export function encodeData(message: object): Uint8Array<ArrayBuffer> {
  const arrays: ArrayBufferView[] = [];
  let size = 0;
  const json = JSON.stringify(setArraysAside(message, (array) => {
    const letter = letterOf(array);
    const place: ArrayPlace = [letter, size, array.byteLength / ARRAYS[letter].BYTES_PER_ELEMENT];
    arrays.push(array);
    size += alignedSize(array);
    return { [ARRAY_KEY]: place };
  }));
  const text = encoder.encode(json);
  const whole = new Uint8Array(HEAD_BYTES + text.byteLength + size);
  const head = new DataView(whole.buffer);
  head.setUint32(0, PROTOCOL_VERSION, true);
  head.setUint32(4, text.byteLength, true);
  whole.set(text, HEAD_BYTES);
  let at = HEAD_BYTES + text.byteLength;
  for (const array of arrays) {
    whole.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += alignedSize(array);
  }
  return whole;
}

function alignedSize({ byteLength }: ArrayBufferView): number {
  return byteLength + (-byteLength & (ALIGNMENT_BYTES - 1));
}

/** Reads a message; throws where it is of another version or no message at all. */
export function decodeMessage(bytes: Uint8Array): ShardMessage {
  const message = decodeData(bytes) as Exclude<ShardMessage, RecordBatch> | PackedBatch;
  return message.kind === "records" ? unpackBatch(message) : message;
}

/** Reads what `encodeData` wrote; both ends have the same version, so that the type is the one that was written. */
export function decodeData(bytes: Uint8Array): unknown {
  if (bytes.byteLength < HEAD_BYTES) throw new Error(`A message of ${bytes.byteLength} bytes is none`);
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const version = head.getUint32(0, true);
  if (version !== PROTOCOL_VERSION) throw new Error(`A message speaks protocol ${version}, not ${PROTOCOL_VERSION}`);
  const blocksAt = HEAD_BYTES + head.getUint32(4, true);
  if (blocksAt > bytes.byteLength) throw new Error("A message is cut off");
  const text = decoder.decode(bytes.subarray(HEAD_BYTES, blocksAt));
  const blocks = bytes.subarray(blocksAt);
  const message: unknown = JSON.parse(text);
  if (isObject(message)) putArraysBack(message, (place) => readArray(blocks, place));
  return message;
}

/** An object or a list, by the names or places of what is in it. */
type Members = Record<string | number, unknown>;

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

/**
 * Puts something else in the place of each array; only what holds one is copied. What `JSON.stringify` and `JSON.parse`
 * call back for each value would do it too, and cost four times as much.
 */
function setArraysAside(value: Members | object, replace: (array: ArrayBufferView) => object): object {
  if (ArrayBuffer.isView(value)) return replace(value);
  const members = value as Members;
  let copy: Members | null = null;
  for (const key of placesOf(members)) {
    const member = members[key];
    if (!isObject(member)) continue;
    const plain = setArraysAside(member, replace);
    if (plain === member) continue;
    copy ??= Array.isArray(members) ? [...members] as unknown as Members : { ...members };
    copy[key] = plain;
  }
  return copy ?? value;
}

function putArraysBack(members: Members, read: (place: ArrayPlace) => ArrayBufferView): void {
  for (const key of placesOf(members)) {
    const member = members[key];
    if (!isObject(member)) continue;
    if (Object.hasOwn(member, ARRAY_KEY)) members[key] = read(member[ARRAY_KEY] as ArrayPlace);
    else putArraysBack(member, read);
  }
}

/** Of a list its numbers: as names they would be made for each place of a long one. */
function placesOf(members: Members): Iterable<string | number> {
  return Array.isArray(members) ? members.keys() : Object.keys(members);
}

function letterOf(array: ArrayBufferView): ArrayLetter {
  for (const letter of Object.keys(ARRAYS) as ArrayLetter[]) if (array instanceof ARRAYS[letter]) return letter;
  throw new Error(`Messages hold no ${array.constructor.name}`);
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
