/**
 * Pixels as a PNG file. The format is a few lines over zlib, which the runtime brings; packages for it are ten times as
 * slow, since they compress in JavaScript.
 */
import { concatBytes } from "../../core/bytes.ts";
import { crc32, deflateSync } from "node:zlib";
import type { ImageMode } from "../../core/image_mode.ts";
import { CHANNELS, PALETTE, type Pixels } from "./drawing.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOR_TYPES: Readonly<Record<ImageMode, number>> = { L: 0, RGB: 2, P: 3, LA: 4, RGBA: 6 };
const BITS = 8;

/** Plain areas become small at the lowest level already, and higher ones take more time. */
const COMPRESSION_LEVEL = 3;

/** Encodes an image as PNG, 8 bits a channel. */
export function encodePng(image: Pixels): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, image.widthPx);
  header.setUint32(4, image.heightPx);
  header.setUint8(8, BITS);
  header.setUint8(9, COLOR_TYPES[image.mode]);
  const parts = [
    Uint8Array.from(SIGNATURE),
    toChunk("IHDR", new Uint8Array(header.buffer)),
    ...(image.mode === "P" ? [toChunk("PLTE", PALETTE)] : []),
    toChunk("IDAT", deflateSync(toUnfilteredRows(image), { level: COMPRESSION_LEVEL })),
    toChunk("IEND", new Uint8Array(0)),
  ];
  return concatBytes(parts);
}

/** Puts the byte of its filter, none, before each row. */
function toUnfilteredRows({ widthPx, heightPx, mode, bytes }: Pixels): Uint8Array {
  const rowBytes = widthPx * CHANNELS[mode];
  const rows = new Uint8Array((rowBytes + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) {
    rows.set(bytes.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  }
  return rows;
}

/** Length of the data, type, data, checksum of type and data. */
function toChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
}
