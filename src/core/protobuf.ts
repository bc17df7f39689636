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

/** What values of a message hold; lists stand for repeated fields, `undefined` for fields that are not set. */
export type MessageValue = { readonly [name: string]: FieldValue };

type FieldValue = SingleValue | readonly SingleValue[] | undefined;
type SingleValue = string | number | bigint | boolean | Uint8Array | MessageValue;
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
  writeMessage(writer, spec, value);
  return writer.finish();
}

/** Messages that come again and again, with their bytes once they are known. */
const KEPT = new WeakMap<MessageValue, Uint8Array | null>();

/** Has the bytes of a message kept from its first encoding on; it must not change, and stand in fields of one type only. */
export function keepBytes(message: MessageValue): MessageValue {
  KEPT.set(message, null);
  return message;
}

type Fields = readonly (readonly [name: string, field: FieldSpec])[];
const FIELDS = new WeakMap<MessageSpec, Fields>();

function listFields(spec: MessageSpec): Fields {
  const known = FIELDS.get(spec);
  if (known !== undefined) return known;
  const fields = Object.entries(spec);
  FIELDS.set(spec, fields);
  return fields;
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
  const wholeMs = Math.floor(epochMs);
  const low = (wholeMs % QUARTER) * 1e6 + Math.round((epochMs - wholeMs) * 1e6);
  const high = Math.floor(wholeMs / QUARTER) * 1e6;
  const lower = low + (high % QUARTER) * QUARTER;
  writer.fixed32(lower % HALF).fixed32(Math.floor(high / QUARTER) + Math.floor(lower / HALF));
}

function writeMessage(writer: BinaryWriter, spec: MessageSpec, message: MessageValue): void {
  for (const [name, [number, type]] of listFields(spec)) {
    const value = message[name];
    if (value === undefined) continue;
    const values: readonly SingleValue[] = isList(value) ? value : [value];
    if (isPacked(type)) writePacked(writer, { number, type: type[0], values });
    else for (const single of values) writeSingle(writer, { number, type, value: single });
  }
}

interface SingleField {
  readonly number: number;
  readonly type: ScalarType | MessageSpec;
  readonly value: SingleValue;
}

function writeSingle(writer: BinaryWriter, { number, type, value }: SingleField): void {
  if (typeof type === "string") {
    const { wireType, write } = SCALARS[type];
    write(writer.tag(number, wireType), value);
    return;
  }
  const message = value as MessageValue;
  const kept = KEPT.get(message);
  writer.tag(number, WireType.LengthDelimited);
  if (kept === undefined) {
    writer.fork();
    writeMessage(writer, type, message);
    writer.join();
    return;
  }
  const bytes = kept ?? encodeMessage(type, message);
  if (kept === null) KEPT.set(message, bytes);
  writer.bytes(bytes);
}

function writePacked(
  writer: BinaryWriter,
  { number, type, values }: { number: number; type: PackedType; values: readonly SingleValue[] },
): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  for (const value of values) SCALARS[type].write(writer, value);
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
