import { parquetWriteBuffer } from "hyparquet-writer";
import { type ExportedRequest, REQUEST_COLUMNS, type RequestColumn } from "./request_columns.ts";

const TYPES: Readonly<Record<RequestColumn["kind"], "STRING" | "DOUBLE" | "INT32">> = {
  text: "STRING",
  number: "DOUBLE",
  count: "INT32",
};

/** Makes a Parquet file of requests, a column each. */
export function toRequestParquet(rows: readonly ExportedRequest[]): Uint8Array<ArrayBuffer> {
  const columnData = REQUEST_COLUMNS.map(({ name, kind, read }) => ({
    name,
    type: TYPES[kind],
    data: rows.map(read),
    nullable: true,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
