import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { downloadHubFile, type HubAccess } from "../hub/hub_files.ts";

/** Which part of a repository is wanted. */
export interface ShardChoice {
  /** `owner/name` on Hugging Face. */
  readonly repo: string;
  /** `null`: `default`, or the only one. */
  readonly config: string | null;
  /** `null`: `train`, or the only one. */
  readonly split: string | null;
}

/** The Parquet files of a split, which Hugging Face makes of every public dataset. */
export interface ParquetShards {
  readonly config: string;
  readonly split: string;
  /** Downloads the files one after the other, each when it is asked for. */
  download(): AsyncGenerator<string>;
}

/** Asks Hugging Face for the Parquet files of a dataset; the answer is kept, so that later runs need no network. */
export async function listParquetShards(choice: ShardChoice, given: HubAccess): Promise<ParquetShards> {
  const { repo } = choice;
  const access = { ...given, hub: { ...given.hub, source: "huggingface" as const } };
  const base = access.hub.huggingFaceUrl.replace(/\/+$/, "");
  const address = `${base}/api/datasets/${repo}/parquet`;
  const listing = await readListing(
    await downloadHubFile({ kind: "dataset", repo, file: "parquet/listing.json", url: address }, access),
    repo,
  );
  const config = pick(listing, { repo, what: "config", asked: choice.config, usual: "default" });
  const splits = listing[config];
  if (!isJsonObject(splits)) throw toListingError(repo, `its config "${config}" has no splits`);
  const split = pick(splits, { repo, what: "split", asked: choice.split, usual: "train" });
  const files = splits[split];
  if (!Array.isArray(files)) throw toListingError(repo, `its split "${split}" has no files`);
  const count = files.length;
  async function* download(): AsyncGenerator<string> {
    for (let index = 0; index < count; index++) {
      const name = `${config}/${split}/${index}.parquet`;
      const url = `${address}/${name.split("/").map(encodeURIComponent).join("/")}`;
      yield await downloadHubFile({ kind: "dataset", repo, file: `parquet/${name}`, url }, access);
    }
  }
  return { config, split, download };
}

async function readListing(path: string, repo: string): Promise<JsonObject> {
  try {
    const listing: unknown = JSON.parse(await Deno.readTextFile(path));
    if (isJsonObject(listing)) return listing;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw toListingError(repo, `"${path}" is no JSON object`);
}

interface Choice {
  readonly repo: string;
  readonly what: "config" | "split";
  readonly asked: string | null;
  readonly usual: string;
}

function pick(from: JsonObject, { repo, what, asked, usual }: Choice): string {
  const names = Object.keys(from);
  const [only] = names;
  if (asked !== null && names.includes(asked)) return asked;
  if (asked === null && names.includes(usual)) return usual;
  if (asked === null && names.length === 1 && only !== undefined) return only;
  const message = asked === null
    ? `The dataset "${repo}" has several ${what}s, and none was named`
    : `The dataset "${repo}" has no ${what} "${asked}"`;
  throw new DataError(message, { hint: `Give "${what}" in --dataset-args, one of ${names.join(", ")}` });
}

function toListingError(repo: string, reason: string): DataError {
  return new DataError(`Cannot use the list of Parquet files of "${repo}": ${reason}`);
}
