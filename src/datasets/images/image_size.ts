import { Buffer } from "node:buffer";

/** The size of an image. */
export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The size of a JPEG file stands behind its embedded profiles and previews, which can be this long. */
const MAX_HEAD_CHARACTERS = 400_000;

/** Reads the size of the PNG, JPEG, GIF or WebP image in a `data:` address; `null` where there is none to read. */
export function readDataUrlSize(url: string): ImageSize | null {
  const start = /^data:image\/[^;,]*;base64,/.exec(url)?.[0];
  if (start === undefined) return null;
  return readImageSize(Buffer.from(url.slice(start.length, start.length + MAX_HEAD_CHARACTERS), "base64"));
}

/** Reads the size of a PNG, JPEG, GIF or WebP file from its beginning; `null` where it is something else. */
export function readImageSize(bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = String.fromCharCode(...bytes.subarray(0, 12));
  if (signature.startsWith("\x89PNG") && bytes.length >= 24) {
    return { widthPx: view.getUint32(16), heightPx: view.getUint32(20) };
  }
  if (signature.startsWith("GIF8") && bytes.length >= 10) {
    return { widthPx: view.getUint16(6, IS_LITTLE), heightPx: view.getUint16(8, IS_LITTLE) };
  }
  if (signature.startsWith("\xff\xd8")) return readJpegSize(view);
  return /^RIFF....WEBP/s.test(signature) && bytes.length >= 30 ? readWebpSize(view) : null;
}

const IS_LITTLE = true;

/** Walks from marker to marker up to the one of the frame, which holds the size. */
function readJpegSize(view: DataView): ImageSize | null {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // C4, C8 and CC are tables, the other ones from C0 to CF begin a frame.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { widthPx: view.getUint16(at + 7), heightPx: view.getUint16(at + 5) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Three forms: lossy (`VP8 `), lossless (`VP8L`) and extended (`VP8X`). */
function readWebpSize(view: DataView): ImageSize | null {
  switch (view.getUint8(15)) {
    case 0x20:
      return { widthPx: view.getUint16(26, IS_LITTLE) & 0x3fff, heightPx: view.getUint16(28, IS_LITTLE) & 0x3fff };
    case 0x4c: {
      const bits = view.getUint32(21, IS_LITTLE);
      return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x58:
      return {
        widthPx: (view.getUint32(24, IS_LITTLE) & 0xffffff) + 1,
        heightPx: (view.getUint32(26, IS_LITTLE) >>> 8) + 1,
      };
  }
  return null;
}
