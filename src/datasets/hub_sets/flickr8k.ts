import { DataError } from "../../core/errors.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { downloadHubFile } from "../hub/hub_files.ts";
import { refuseTokenIds } from "../images/random_vl.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { createCaptionReader } from "./captioned_images.ts";
import { isShard, listLocalTables } from "./local_tables.ts";
import { createTableDataset, readFiles } from "./table_sessions.ts";

const REPO = "clip-benchmark/wds_flickr8k";
const EXPECTED = "WebDataset archives (test/0.tar, test/1.tar, …) or Parquet files with the columns jpg and txt";

/** Makes the dataset `flickr8k`: photographs, each with its captions as the text. */
export function createFlickr8kDataset(context: DatasetContext): Promise<Dataset> {
  refuseArgs("flickr8k", context.args);
  refuseTokenIds("flickr8k", context);
  const { path } = context;
  const listFiles = path === null ? () => downloadShards(context) : () => listShards(path);
  return Promise.resolve(createTableDataset(context, {
    shownName: path ?? REPO,
    readRecords: () => readFiles(listFiles()),
    rules: "an image with a text",
    toSession: createCaptionReader({
      images: ["jpg", "jpeg", "png", "webp", "image"],
      texts: ["txt", "text", "caption"],
      defaultText: "Describe the image",
    }),
  }));
}

async function* listShards(path: string): AsyncGenerator<string> {
  yield* await listLocalTables(path, { accepts: isShard, preferred: "test", expected: EXPECTED });
}

/** The repository says in a file of its own how many archives it has. */
async function* downloadShards(context: DatasetContext): AsyncGenerator<string> {
  const download = (file: string) => downloadHubFile({ kind: "dataset", repo: REPO, file }, context);
  const text = (await Deno.readTextFile(await download("test/nshards.txt"))).trim();
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new DataError(`Cannot use "${REPO}": its test/nshards.txt holds "${text.slice(0, 40)}", not a number`);
  }
  for (let index = 0; index < count; index++) yield await download(`test/${index}.tar`);
}
