import { crc32 } from "node:zlib";

/** A record: the field beside its number is its kind. */
export interface LogRecord {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

const BLOCK = 32_768;

/** Reads the log of an offline run in another way than it is written; throws where a checksum is wrong. */
export function readRecordLog(file: Uint8Array): LogRecord[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: LogRecord[] = [];
  let parts: Uint8Array[] = [];
  let at = 7;
  while (at < file.length) {
    const left = BLOCK - at % BLOCK;
    if (left < 7) {
      at += left;
      continue;
    }
    const length = view.getUint16(at + 4, true);
    const type = file[at + 6] ?? 0;
    const data = file.subarray(at + 7, at + 7 + length);
    if (crc32(data, crc32(new Uint8Array([type]))) !== view.getUint32(at, true)) throw new Error(`Checksum at ${at}`);
    if (7 + length > left) throw new Error(`A chunk crosses a block at ${at}`);
    parts.push(data);
    at += 7 + length;
    if (type === 1 || type === 4) {
      records.push(toRecord(parts));
      parts = [];
    }
  }
  return records;
}

function toRecord(parts: readonly Uint8Array[]): LogRecord {
  const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
  return { kind: lastField(bytes), bytes };
}

function lastField(bytes: Uint8Array): number {
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      factor *= 128;
      if (byte < 128) return value;
    }
  };
  let field = 0;
  while (at < bytes.length) {
    const tag = varint();
    field = tag >>> 3;
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 2) at = varint() + at;
    else throw new Error(`Wire type ${tag & 7}`);
  }
  return field;
}
