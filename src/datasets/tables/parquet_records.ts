import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { TableRecord, TableSettings } from "./table_record.ts";

/** A file in the form that the library reads. */
type ByteSource = Parameters<typeof parquetMetadataAsync>[0];

/**
 * Reads the rows of a Parquet file, one group of rows after the other, which is what the memory holds. Columns of bytes
 * that are not declared to be text stay bytes.
 */
export async function* readParquetRecords(path: string, settings: TableSettings = {}): AsyncGenerator<TableRecord> {
  using opened = await openFile(path);
  const { source } = opened;
  const metadata = await guard(path, () => parquetMetadataAsync(source));
  const known = parquetSchema(metadata).children.map(({ element }) => element.name);
  const wanted = settings.columns?.filter((column) => known.includes(column)) ?? known;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const options = { file: source, metadata, compressors, utf8: false, columns: wanted, rowStart, rowEnd };
    const rows = await guard(path, () => parquetReadObjects(options));
    for (const value of rows) yield { number: ++rowStart, value };
    rowStart = rowEnd;
  }
}

async function openFile(path: string): Promise<{ readonly source: ByteSource } & Disposable> {
  try {
    const file = await Deno.open(path, { read: true });
    const { size } = await file.stat();
    const source = { byteLength: size, slice: (start: number, end = size) => readSlice(file, start, end) };
    return { source, [Symbol.dispose]: () => file.close() };
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const message = isMissing ? `The file "${path}" does not exist` : `Cannot read "${path}": ${reasonOf(cause)}`;
    throw new DataError(message, { cause });
  }
}

async function readSlice(file: Deno.FsFile, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start);
  // Both at once, since slices are asked for side by side and share the place in the file.
  file.seekSync(start, Deno.SeekMode.Start);
  for (let filled = 0; filled < bytes.length;) {
    const count = file.readSync(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return await Promise.resolve(bytes.buffer);
}

async function guard<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new DataError(`Cannot read "${path}": it is no Parquet file that can be used: ${reasonOf(cause)}`, { cause });
  }
}
