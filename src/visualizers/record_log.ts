/**
 * The file format of offline runs of wandb and swanlab: records in blocks as in a log of LevelDB, with a header of their
 * own and the plain CRC-32 over type and data.
 */
import { crc32 } from "node:zlib";
import { concatBytes } from "../core/bytes.ts";

/** What a file begins with. */
export interface RecordLogHeader {
  /** Four characters. */
  readonly magic: string;
  readonly number: number;
  readonly version: number;
}

const BLOCK_BYTES = 32_768;
const CHUNK_HEADER_BYTES = 7;
const KINDS = { full: 1, first: 2, middle: 3, last: 4 } as const;

/** Puts records into a file's bytes; the header counts as a part of the first block. */
export function encodeRecordLog(header: RecordLogHeader, records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const pieces = [encodeHeader(header)];
  let position = CHUNK_HEADER_BYTES;
  const put = (piece: Uint8Array<ArrayBuffer>) => {
    pieces.push(piece);
    position += piece.length;
  };
  for (const record of records) {
    let rest = record;
    let isFirst = true;
    do {
      const left = BLOCK_BYTES - position % BLOCK_BYTES;
      if (left < CHUNK_HEADER_BYTES) put(new Uint8Array(left));
      const room = BLOCK_BYTES - position % BLOCK_BYTES - CHUNK_HEADER_BYTES;
      const data = rest.subarray(0, room);
      rest = rest.subarray(data.length);
      put(encodeChunk(kindOf(isFirst, rest.length === 0), data));
      isFirst = false;
    } while (rest.length > 0);
  }
  return concatBytes(pieces);
}

function kindOf(isFirst: boolean, isLast: boolean): number {
  if (isFirst) return isLast ? KINDS.full : KINDS.first;
  return isLast ? KINDS.last : KINDS.middle;
}

function encodeHeader({ magic, number, version }: RecordLogHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CHUNK_HEADER_BYTES);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint16(4, number, true);
  bytes[6] = version;
  return bytes;
}

function encodeChunk(kind: number, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CHUNK_HEADER_BYTES + data.length);
  bytes[6] = kind;
  bytes.set(data, CHUNK_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc32(bytes.subarray(6)), true);
  view.setUint16(4, data.length, true);
  return bytes;
}
