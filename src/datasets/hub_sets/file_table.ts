import { UsageError } from "../../core/errors.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { formatOf } from "../tables/table_record.ts";
import { parseColumnArgs } from "./column_args.ts";
import { createColumnReader } from "./column_sessions.ts";
import { listLocalTables } from "./local_tables.ts";
import { createTableDataset, readFiles } from "./table_sessions.ts";

/** Makes the dataset `file`: prompts or messages in a column of a table, in a file or in all files of a directory. */
export async function createFileTableDataset(context: DatasetContext): Promise<Dataset> {
  const { path } = context;
  if (path === null) {
    throw new UsageError('The dataset "file" needs a file', { hint: "Write --dataset file:prompts.csv" });
  }
  const reader = await createColumnReader("file", context, parseColumnArgs("file", context.args));
  const settings = reader.columns === undefined ? {} : { columns: reader.columns };
  return createTableDataset(context, {
    shownName: path,
    readRecords: () => readFiles(listFiles(path), settings),
    rules: reader.rules,
    toSession: (record) => reader.toSession(record),
  });
}

async function* listFiles(path: string): AsyncGenerator<string> {
  const expected = "Parquet, CSV, TSV, JSON, tar and text files";
  yield* await listLocalTables(path, { accepts: (name) => formatOf(name) !== null, expected });
}
