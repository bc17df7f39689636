/** Event files of TensorBoard: records of TFRecord with messages of its protocol. */
import { concatBytes } from "../../core/bytes.ts";
import { encodeMessage, type MessageSpec, type MessageValue } from "../../core/protobuf.ts";

const TENSOR: MessageSpec = {
  type: [1, "int"],
  shape: [2, { dimensions: [2, { size: [1, "int"] }] }],
  floats: [5, ["float"]],
  strings: [8, "string"],
};
const METADATA: MessageSpec = {
  plugin: [1, { name: [1, "string"], content: [2, "bytes"] }],
  dataClass: [4, "int"],
};
const EVENT: MessageSpec = {
  wallTimeSeconds: [1, "double"],
  step: [2, "int"],
  fileVersion: [3, "string"],
  summary: [5, { values: [1, { tag: [1, "string"], tensor: [8, TENSOR], metadata: [9, METADATA] }] }],
  source: [10, { writer: [1, "string"] }],
};
const FLOAT_TYPE = 1;
const STRING_TYPE = 7;
const SCALAR_CLASS = 1;
const TENSOR_CLASS = 2;

/** Encodes the record that every file begins with. */
export function encodeFileStart(atMs: number): Uint8Array<ArrayBuffer> {
  const source = { writer: "streamgauge" };
  return frame(encodeMessage(EVENT, { wallTimeSeconds: atMs / 1000, fileVersion: "brain.Event:2", source }));
}

/** Encodes the values of one moment as one record. */
export function encodeEvent(
  { atMs, step }: { readonly atMs: number; readonly step: number },
  values: readonly MessageValue[],
): Uint8Array<ArrayBuffer> {
  return frame(encodeMessage(EVENT, { wallTimeSeconds: atMs / 1000, step, summary: { values } }));
}

/** Makes a scalar. */
export function toScalar(tag: string, value: number): MessageValue {
  return {
    tag,
    tensor: { type: FLOAT_TYPE, shape: {}, floats: [value] },
    metadata: { plugin: { name: "scalars" }, dataClass: SCALAR_CLASS },
  };
}

/** Makes a text; Markdown is rendered. */
export function toText(tag: string, text: string): MessageValue {
  return toStrings(tag, [1], [text]);
}

/** Makes a table of texts. */
export function toTable(tag: string, rows: readonly (readonly string[])[]): MessageValue {
  return toStrings(tag, [rows.length, rows[0]?.length ?? 0], rows.flat());
}

/** Makes a value of the hparams plugin, whose content is a message of its own; readers want the empty tensor. */
export function toPluginValue(tag: string, content: Uint8Array): MessageValue {
  return {
    tag,
    tensor: { type: FLOAT_TYPE, shape: { dimensions: [{ size: 0 }] } },
    metadata: { plugin: { name: "hparams", content }, dataClass: TENSOR_CLASS },
  };
}

function toStrings(tag: string, sizes: readonly number[], strings: readonly string[]): MessageValue {
  return {
    tag,
    tensor: { type: STRING_TYPE, shape: { dimensions: sizes.map((size) => ({ size })) }, strings },
    metadata: { plugin: { name: "text" }, dataClass: TENSOR_CLASS },
  };
}

/** Puts length and checksums around a record. */
function frame(data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return concatBytes([length, encodeChecksum(length), data, encodeChecksum(data)]);
}

function encodeChecksum(data: Uint8Array): Uint8Array {
  const crc = crc32c(data);
  const bytes = new Uint8Array(4);
  // Masked, so that a checksum of bytes that hold checksums is none of them.
  new DataView(bytes.buffer).setUint32(0, ((crc >>> 15 | crc << 17) >>> 0) + 0xa282ead8, true);
  return bytes;
}

/** The reflected polynomial of Castagnoli. */
const POLYNOMIAL = 0x82f63b78;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** Computes the CRC-32C of bytes. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ crc >>> 8;
  return (crc ^ 0xffffffff) >>> 0;
}
