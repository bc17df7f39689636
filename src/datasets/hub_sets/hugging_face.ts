import { UsageError } from "../../core/errors.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { parseHubArgs } from "./column_args.ts";
import { createColumnReader } from "./column_sessions.ts";
import { listParquetShards } from "./parquet_shards.ts";
import { createTableDataset, readFiles } from "./table_sessions.ts";

/** Makes the dataset `hf`: prompts or messages in a column of any dataset on Hugging Face. */
export async function createHuggingFaceDataset(context: DatasetContext): Promise<Dataset> {
  const repo = context.source;
  if (repo === null || !/^[\w.-]+\/[\w.-]+$/.test(repo)) {
    const what = repo === null ? "The dataset" : `Cannot use "${repo}": the dataset`;
    throw new UsageError(`${what} "hf" needs the name of a repository`, { hint: "Write --dataset hf:owner/name" });
  }
  const { own, text } = parseHubArgs("hf", context.args);
  const reader = await createColumnReader("hf", context, { own, text });
  const choice = { repo, config: own.config ?? null, split: own.split ?? null };
  const shards = await listParquetShards(choice, context);
  const settings = reader.columns === undefined ? {} : { columns: reader.columns };
  return createTableDataset(context, {
    shownName: `${repo}/${shards.config}/${shards.split}`,
    readRecords: () => readFiles(shards.download(), settings),
    rules: reader.rules,
    toSession: (record) => reader.toSession(record),
  });
}
