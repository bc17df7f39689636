import type { Dataset, DatasetContext } from "../dataset.ts";
import { downloadHubFile } from "../hub/hub_files.ts";
import { refuseTokenIds } from "../images/random_vl.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { createCaptionReader, findBeside } from "./captioned_images.ts";
import { isShard, listLocalTables } from "./local_tables.ts";
import { listParquetShards } from "./parquet_shards.ts";
import { createTableDataset, readFiles } from "./table_sessions.ts";

const REPO = "black-forest-labs/kontext-bench";
const FOLDER = "test";
const METADATA = "metadata.jsonl";
const EXPECTED = "Parquet files, archives, or metadata.jsonl with the columns file_name and instruction";

/** Makes the dataset `kontext_bench`: images, each with an instruction to change it. */
export function createKontextBenchDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("kontext_bench", context.args);
  refuseTokenIds("kontext_bench", context);
  const { path } = context;
  return Promise.resolve(createTableDataset(context, {
    shownName: path ?? REPO,
    readRecords: () => readFiles(listTables(context)),
    rules: "an image with an instruction",
    toSession: createCaptionReader({
      images: ["image", "file_name", "jpg", "png"],
      texts: ["instruction", "txt", "text"],
      defaultText: "Describe the image",
      findFile: path === null ? (name) => downloadImage(name, context) : findBeside,
    }),
  }));
}

/** On Hugging Face the images come in Parquet files, on ModelScope one by one, as they are needed. */
async function* listTables(context: DatasetContext): AsyncGenerator<string> {
  const { path, hub } = context;
  if (path !== null) {
    const accepts = (name: string) => isShard(name) || name.endsWith(METADATA);
    yield* await listLocalTables(path, { accepts, preferred: FOLDER, expected: EXPECTED });
  } else if (hub.source === "huggingface") {
    yield* (await listParquetShards({ repo: REPO, config: null, split: FOLDER }, context)).download();
  } else {
    yield await downloadHubFile({ kind: "dataset", repo: REPO, file: `${FOLDER}/${METADATA}` }, context);
  }
}

function downloadImage(name: string, context: DatasetContext): Promise<string> {
  return downloadHubFile({ kind: "dataset", repo: REPO, file: `${FOLDER}/${name}` }, context);
}
