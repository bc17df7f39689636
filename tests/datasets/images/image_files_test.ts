import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import * as jpeg from "jpeg-js";
import { sniffImageType, toDataUrl } from "../../../src/datasets/images/data_url.ts";
import { CHANNELS, drawImage, type Pixels } from "../../../src/datasets/images/drawing.ts";
import { readDataUrlSize, readImageSize } from "../../../src/datasets/images/image_size.ts";
import { encodeJpeg } from "../../../src/datasets/images/jpeg.ts";
import { encodePng } from "../../../src/datasets/images/png.ts";
import { toRgba } from "../../../src/datasets/images/rgba.ts";
import { loadWebpEncoder } from "../../../src/datasets/images/webp.ts";
import { IMAGE_MODES } from "../../../src/core/image_mode.ts";

/** The chunks of a PNG file by type. */
function readChunks(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    chunks.set(new TextDecoder().decode(file.subarray(at + 4, at + 8)), file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return chunks;
}

for (const mode of IMAGE_MODES) {
  Deno.test(`a PNG file of mode ${mode} holds the pixels, each row behind its filter`, () => {
    const image = drawImage({ widthPx: 7, heightPx: 5, mode }, 1);
    const chunks = readChunks(encodePng(image));
    deepStrictEqual([...chunks.keys()], ["IHDR", ...(mode === "P" ? ["PLTE"] : []), "IDAT", "IEND"]);
    const rows = new Uint8Array(inflateSync(chunks.get("IDAT") ?? new Uint8Array()));
    const rowBytes = 7 * CHANNELS[mode];
    strictEqual(rows.length, (rowBytes + 1) * 5);
    for (let y = 0; y < 5; y++) {
      strictEqual(rows[y * (rowBytes + 1)], 0);
      const row = rows.subarray(y * (rowBytes + 1) + 1, (y + 1) * (rowBytes + 1));
      deepStrictEqual(row, image.bytes.slice(y * rowBytes, (y + 1) * rowBytes));
    }
  });
}

Deno.test("a PNG file is the one that another program makes of one red pixel, but for the compression", () => {
  const red: Pixels = { widthPx: 1, heightPx: 1, mode: "RGB", bytes: Uint8Array.of(255, 0, 0) };
  const file = encodePng(red);
  const head = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];
  // The checksums of this header and of the empty end chunk are the same in every such file.
  deepStrictEqual([...file.subarray(0, 33)], [...head, 0x90, 0x77, 0x53, 0xde]);
  deepStrictEqual([...file.subarray(-12)], [0, 0, 0, 0, 73, 69, 78, 68, 0xae, 0x42, 0x60, 0x82]);
});

for (const mode of ["RGB", "L"] as const) {
  Deno.test(`a JPEG file of mode ${mode} shows the pixels nearly unchanged`, () => {
    const image = drawImage({ widthPx: 64, heightPx: 48, mode }, 2);
    const { data, width, height } = jpeg.decode(encodeJpeg(image, 95));
    deepStrictEqual([width, height], [64, 48]);
    const channels = CHANNELS[mode];
    let difference = 0;
    for (let i = 0; i < 64 * 48; i++) difference += Math.abs((data[i * 4] ?? 0) - (image.bytes[i * channels] ?? 0));
    ok(difference / (64 * 48) < 8, `off by ${difference / (64 * 48)}`);
  });
}

for (const mode of IMAGE_MODES) {
  Deno.test(`a WebP file of mode ${mode} has the header of its form, its length and its size`, async () => {
    const encodeWebp = await loadWebpEncoder();
    const file = encodeWebp(drawImage({ widthPx: 70, heightPx: 50, mode }, 2), 80);
    const text = new TextDecoder("latin1").decode(file.subarray(0, 16));
    deepStrictEqual([text.slice(0, 4), text.slice(8)], ["RIFF", CHANNELS[mode] % 2 === 0 ? "WEBPVP8X" : "WEBPVP8 "]);
    strictEqual(Buffer.from(file).readUInt32LE(4) + 8, file.length);
    strictEqual(sniffImageType(file), "image/webp");
    deepStrictEqual(readImageSize(file), { widthPx: 70, heightPx: 50 });
  });
}

Deno.test("a WebP file of higher quality is larger", async () => {
  const encodeWebp = await loadWebpEncoder();
  const image = drawImage({ widthPx: 64, heightPx: 48, mode: "RGB" }, 2);
  ok(encodeWebp(image, 100).length > encodeWebp(image, 10).length);
});

Deno.test("four channels of an image hold its grey, its colours and its transparency", () => {
  const toRgbaOf = (
    mode: Pixels["mode"],
    ...bytes: number[]
  ) => [...toRgba({ widthPx: 1, heightPx: 1, mode, bytes: Uint8Array.from(bytes) })];
  deepStrictEqual(toRgbaOf("L", 7), [7, 7, 7, 255]);
  deepStrictEqual(toRgbaOf("LA", 7, 9), [7, 7, 7, 9]);
  deepStrictEqual(toRgbaOf("RGB", 1, 2, 3), [1, 2, 3, 255]);
  deepStrictEqual([toRgbaOf("P", 0), toRgbaOf("P", 0xe3), toRgbaOf("P", 255)], [[0, 0, 0, 255], [255, 0, 255, 255], [
    255,
    255,
    255,
    255,
  ]]);
  deepStrictEqual(toRgbaOf("RGBA", 1, 2, 3, 4), [1, 2, 3, 4]);
});

Deno.test("images have a plain colour and shapes of other colours within their bounds", () => {
  for (let seed = 0; seed < 50; seed++) {
    const { bytes } = drawImage({ widthPx: 20, heightPx: 10, mode: "RGB" }, seed);
    const colors = new Set(Array.from({ length: 200 }, (_, i) => bytes.slice(i * 3, i * 3 + 3).join()));
    ok(colors.size >= 1 && colors.size <= 6, `${colors.size} colours`);
  }
});

const WEBP = (kind: string, rest: number[]) =>
  Uint8Array.from([..."RIFF1234WEBP", ...kind, ...rest.map(String)].map(
    (part, i) => i < 16 ? part.charCodeAt(0) : Number(part),
  ));

const SIZES: readonly (readonly [string, Uint8Array, readonly [number, number]])[] = [
  ["PNG", encodePng(drawImage({ widthPx: 300, heightPx: 2, mode: "L" }, 0)), [300, 2]],
  ["JPEG", encodeJpeg(drawImage({ widthPx: 30, heightPx: 20, mode: "RGB" }, 0), 50), [30, 20]],
  ["GIF", Uint8Array.from([71, 73, 70, 56, 57, 97, 0x2c, 1, 5, 0, 0, 0]), [300, 5]],
  ["lossy WebP", WEBP("VP8 ", [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x2c, 1, 5, 0]), [300, 5]],
  ["lossless WebP", WEBP("VP8L", [0, 0, 0, 0, 0x2f, 0x2b, 0x01, 0x01, 0, 0, 0, 0, 0, 0]), [300, 5]],
  ["extended WebP", WEBP("VP8X", [10, 0, 0, 0, 0, 0, 0, 0, 0x2b, 1, 0, 4, 0, 0]), [300, 5]],
];

for (const [name, file, [widthPx, heightPx]] of SIZES) {
  Deno.test(`the size of a ${name} file is read from its beginning`, () => {
    deepStrictEqual(readImageSize(file), { widthPx, heightPx });
    ok(sniffImageType(file)?.startsWith("image/"));
    deepStrictEqual(readDataUrlSize(toDataUrl(file, "image/x")), { widthPx, heightPx });
  });
}

Deno.test("what is no image has no size and no type", () => {
  for (const bytes of [new Uint8Array(0), Uint8Array.of(0xff, 0xd8, 1, 2), new TextEncoder().encode("a text")]) {
    strictEqual(readImageSize(bytes), null);
  }
  strictEqual(sniffImageType(new TextEncoder().encode("plain text")), null);
  strictEqual(readDataUrlSize("https://example.org/a.png"), null);
});
