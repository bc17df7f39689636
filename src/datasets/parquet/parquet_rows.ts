import { open } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Compressors } from "hyparquet";
import { DataError } from "../../core/errors.ts";

/** A row of a Parquet file: its columns by name. */
export type ParquetRow = Readonly<Record<string, unknown>>;

/** How rows are read. */
export interface ParquetRowsOptions {
  /** The columns that are wanted; all of them when left out. */
  readonly columns?: readonly string[];
  /** Whether bytes that are not marked as text are read as text. */
  readonly bytesAsText?: boolean;
}

const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/**
 * Reads the rows of a Parquet file, one row group (usually 1,000 rows) in memory at a time. Throws `DataError` where the
 * file cannot be read or is not Parquet.
 */
export async function* readParquetRows(
  path: string,
  { columns, bytesAsText = false }: ParquetRowsOptions = {},
): AsyncGenerator<ParquetRow, void, undefined> {
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  await using file = await openFile(path);
  const metadata = await orDataError(path, () => parquetMetadataAsync(file.buffer));
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const settings = { file: file.buffer, metadata, rowStart, rowEnd, compressors: COMPRESSORS, utf8: bytesAsText };
    yield* await orDataError(
      path,
      () => parquetReadObjects(columns === undefined ? settings : { ...settings, columns: [...columns] }),
    );
    rowStart = rowEnd;
  }
}

interface OpenFile extends AsyncDisposable {
  readonly buffer: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> };
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await orDataError(path, () => open(path, "r"));
  const byteLength = (await handle.stat()).size;
  return {
    buffer: {
      byteLength,
      async slice(start, end = byteLength) {
        const bytes = new Uint8Array(end - start);
        // Columns are read at the same time: each read says where.
        for (let filled = 0; filled < bytes.length;) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) throw new Error("the file ends too soon");
          filled += bytesRead;
        }
        return bytes.buffer;
      },
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function orDataError<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new DataError(`Cannot read the Parquet file "${path}": ${(cause as Error).message}`, { cause });
  }
}
