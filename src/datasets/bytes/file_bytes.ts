import { Readable } from "node:stream";
import { DataError, reasonOf } from "../../core/errors.ts";

/** Extensions of files that are packed by themselves, a file inside having the name without it. */
const PACKED = /\.(gz|zst|zstd)$/i;

/** Returns the name that a file has unpacked. */
export function unpackedName(path: string): string {
  return path.replace(/\.tgz$/i, ".tar").replace(PACKED, "");
}

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Reads the bytes of a file piece by piece: one that is packed with gzip or zstd (by its first bytes, whatever its name)
 * unpacked. Throws `DataError` where it cannot be read or unpacked.
 */
export async function* readFileBytes(path: string): AsyncGenerator<Bytes, void, undefined> {
  using file = await openFile(path);
  const head = await readHead(file, path);
  const packing = packingOf(head);
  await file.seek(0, Deno.SeekMode.Start);
  const bytes = readAll(file, path);
  if (packing === null) return yield* bytes;
  try {
    yield* unpack(bytes, packing);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`Cannot unpack "${path}" as ${packing}: ${reasonOf(cause)}`, { cause });
  }
}

/** Opens a file; throws `DataError` where that cannot be done. */
async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path, { read: true });
    if (!(await file.stat()).isDirectory) return file;
    file.close();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw new DataError(`The file "${path}" does not exist`, { cause });
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
  throw new DataError(`Cannot read "${path}": it is a directory`);
}

const HEAD_BYTES = 4;
const CHUNK_BYTES = 64 * 1024;

async function readHead(file: Deno.FsFile, path: string): Promise<Bytes> {
  for await (const chunk of readAll(file, path)) return chunk.slice(0, HEAD_BYTES);
  return new Uint8Array();
}

async function* readAll(file: Deno.FsFile, path: string): AsyncGenerator<Bytes, void, undefined> {
  for (;;) {
    const buffer = new Uint8Array(CHUNK_BYTES);
    let count: number | null;
    try {
      count = await file.read(buffer);
    } catch (cause) {
      throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
    }
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}

/** A way to pack a file. */
export type Packing = "gzip" | "zstd";

/** Tells by the first bytes of a file how it is packed; `null`: it is not. */
export function packingOf(head: Uint8Array): Packing | null {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return "gzip";
  return first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd ? "zstd" : null;
}

/** Node's decoders read files of several members, as `cat a.gz b.gz` makes them; the platform's stop after the first. */
async function* unpack(bytes: AsyncIterable<Bytes>, packing: Packing): AsyncGenerator<Bytes, void, undefined> {
  const { createGunzip, createZstdDecompress } = await import("node:zlib");
  const packed = Readable.from(bytes);
  const unpacked = packing === "gzip" ? createGunzip() : createZstdDecompress();
  packed.on("error", (error) => unpacked.destroy(error));
  for await (const piece of packed.pipe(unpacked)) yield new Uint8Array(piece as Uint8Array);
}
