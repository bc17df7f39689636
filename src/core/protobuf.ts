/**
 * Protocol buffer messages from tables of their fields, for the wire formats of trackers and collectors. Encoding only.
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A field's number with its type; a type in brackets is packed. */
export type FieldSpec = readonly [number: number, type: ScalarType | MessageSpec | readonly [PackedType]];

/** The fields of a message by the names under which values have them. */
export interface MessageSpec {
  readonly [name: string]: FieldSpec;
}

/** Stands for numbers that are filled in later (`MessageTemplate`). */
export class Hole {
  /** Of the first one among those that are filled in. */
  readonly index: number;
  /** So many numbers of 32 bits, as bytes; `null`: one number of the field's own type. */
  readonly words: number | null;

  constructor(index: number, words: number | null = null) {
    this.index = index;
    this.words = words;
  }
}

/**
 * What values of a message hold; lists stand for repeated fields, `undefined` for fields that are not set, and bytes may
 * stand for a message that is encoded already.
 */
export type MessageValue = { readonly [name: string]: FieldValue };

type FieldValue = SingleValue | readonly SingleValue[] | undefined;
type SingleValue = string | number | bigint | boolean | Uint8Array | MessageValue | Hole;
/** `nanos`: ms of the epoch, written as whole nanoseconds of 64 bits. */
type ScalarType = "string" | "bytes" | "bool" | "int" | "fixed32" | "fixed64" | "nanos" | "float" | "double";
type PackedType = "float" | "double" | "fixed64";

interface Scalar {
  readonly wireType: WireType;
  write(writer: BinaryWriter, value: SingleValue): void;
}

const SCALARS: Readonly<Record<ScalarType, Scalar>> = {
  string: { wireType: WireType.LengthDelimited, write: (writer, value) => writer.bytes(encodeText(String(value))) },
  bytes: { wireType: WireType.LengthDelimited, write: (writer, value) => writer.bytes(toBytes(value)) },
  bool: { wireType: WireType.Varint, write: (writer, value) => writer.bool(value === true) },
  int: { wireType: WireType.Varint, write: writeInteger },
  fixed32: { wireType: WireType.Bit32, write: (writer, value) => writer.fixed32(Number(value)) },
  fixed64: { wireType: WireType.Bit64, write: (writer, value) => writer.fixed64(toInteger(value)) },
  nanos: { wireType: WireType.Bit64, write: (writer, value) => writeNanos(writer, Number(value)) },
  float: { wireType: WireType.Bit32, write: (writer, value) => writer.float(Number(value)) },
  double: { wireType: WireType.Bit64, write: (writer, value) => writer.double(Number(value)) },
};

/**
 * Encodes a message; members that the table does not name are left out.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * deepStrictEqual([...encodeMessage({ name: [1, "string"], step: [2, "int"] }, { name: "a", step: 3 })], [
 *   10, 1, 97, 16, 3,
 * ]);
 * ```
 */
export function encodeMessage(spec: MessageSpec, value: MessageValue): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writeMessage(writer, fieldsOf(spec), value);
  return writer.finish();
}

/** A field as it is written. */
interface Field {
  readonly name: string;
  /** Number and wire type in one. */
  readonly tag: number;
  /** All values at once, under one tag. */
  readonly isPacked: boolean;
  write(writer: BinaryWriter, value: SingleValue): void;
}

const FIELDS = new WeakMap<MessageSpec, readonly Field[]>();

function fieldsOf(spec: MessageSpec): readonly Field[] {
  const known = FIELDS.get(spec);
  if (known !== undefined) return known;
  const fields = Object.entries(spec).map(toField);
  FIELDS.set(spec, fields);
  return fields;
}

function toField([name, [number, type]]: readonly [string, FieldSpec]): Field {
  if (typeof type === "string") {
    return { name, tag: toTag(number, SCALARS[type].wireType), isPacked: false, write: SCALARS[type].write };
  }
  const tag = toTag(number, WireType.LengthDelimited);
  if (isPacked(type)) return { name, tag, isPacked: true, write: SCALARS[type[0]].write };
  const fields = fieldsOf(type);
  const write = (writer: BinaryWriter, value: SingleValue) => {
    if (value instanceof Uint8Array) return void writer.bytes(value);
    writer.fork();
    writeMessage(writer, fields, value as MessageValue);
    writer.join();
  };
  return { name, tag, isPacked: false, write };
}

function toTag(number: number, wireType: WireType): number {
  return (number << 3) | wireType;
}

/** Names come again and again: encoding them anew is most of what a message costs. */
const TEXTS = new Map<string, Uint8Array>();
const MAX_TEXTS = 2_000;
const MAX_CHARS = 64;
const ENCODER = new TextEncoder();

function encodeText(text: string): Uint8Array {
  const known = TEXTS.get(text);
  if (known !== undefined) return known;
  const bytes = ENCODER.encode(text);
  if (TEXTS.size < MAX_TEXTS && text.length <= MAX_CHARS) TEXTS.set(text, bytes);
  return bytes;
}

const MAX_INT32 = 2 ** 31 - 1;

/** What fits into 32 bits has the same bytes, without a detour. */
function writeInteger(writer: BinaryWriter, value: SingleValue): void {
  if (typeof value === "number" && value >= 0 && value <= MAX_INT32) writer.int32(Math.trunc(value));
  else writer.int64(toInteger(value));
}

const HALF = 2 ** 32;
const QUARTER = 2 ** 16;

/** In two halves of 32 bits: a bigint for each of the times of a span costs more than all the rest of it. */
function writeNanos(writer: BinaryWriter, epochMs: number): void {
  const [low, high] = toNanoHalves(epochMs);
  writer.fixed32(low).fixed32(high);
}

/** Turns ms of the epoch into whole nanoseconds: their lower and their upper 32 bits. */
export function toNanoHalves(epochMs: number): readonly [low: number, high: number] {
  const wholeMs = Math.floor(epochMs);
  const low = (wholeMs % QUARTER) * 1e6 + Math.round((epochMs - wholeMs) * 1e6);
  const high = Math.floor(wholeMs / QUARTER) * 1e6;
  const lower = low + (high % QUARTER) * QUARTER;
  return [lower % HALF, Math.floor(high / QUARTER) + Math.floor(lower / HALF)];
}

function writeMessage(writer: BinaryWriter, fields: readonly Field[], message: MessageValue): void {
  for (const field of fields) {
    const value = message[field.name];
    if (value === undefined) continue;
    if (!isList(value)) writeSingle(writer, field, value);
    else if (field.isPacked) writePacked(writer, field, value);
    else for (const single of value) writeSingle(writer, field, single);
  }
}

function writeSingle(writer: BinaryWriter, field: Field, value: SingleValue): void {
  writer.uint32(field.tag);
  field.write(writer, value);
}

function writePacked(writer: BinaryWriter, field: Field, values: readonly SingleValue[]): void {
  writer.uint32(field.tag).fork();
  for (const value of values) field.write(writer, value);
  writer.join();
}

function isPacked(type: FieldSpec[1]): type is readonly [PackedType] {
  return Array.isArray(type);
}

function isList(value: FieldValue): value is readonly SingleValue[] {
  return Array.isArray(value);
}

function toBytes(value: SingleValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError("Bytes were expected");
}

/** Whole numbers beyond 2^53 come as bigint. */
function toInteger(value: SingleValue): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.trunc(Number(value)));
}
