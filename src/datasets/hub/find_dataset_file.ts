import { isMissing } from "../../core/files.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { DatasetContext } from "../dataset.ts";
import { downloadHubFile, type HubAccess } from "./hub_files.ts";

/** A dataset's file and the repositories that hold it. */
export interface DatasetFile {
  readonly file: string;
  readonly repos: { readonly modelscope: string; readonly huggingface: string };
}

/**
 * Finds the file of a dataset: the given file, the file of that name in the given directory (or in a directory named
 * after its repository there), else downloaded from the hub.
 */
export async function findDatasetFile(
  wanted: DatasetFile,
  context: Pick<DatasetContext, "path"> & HubAccess,
): Promise<string> {
  const { path, hub } = context;
  if (path !== null) return await findLocally(path, wanted);
  if (hub.source === "local") {
    throw new DataError(`Cannot find "${wanted.file}": the data source is local, and no path was given`, {
      hint: "Give --dataset-path FILE",
    });
  }
  const repo = wanted.repos[hub.source];
  return await downloadHubFile({ kind: "dataset", repo, file: wanted.file }, context);
}

async function findLocally(path: string, { file, repos }: DatasetFile): Promise<string> {
  const kind = await lookAt(path);
  if (kind === "file") return path;
  if (kind === "missing") {
    throw new DataError(`The dataset path "${path}" does not exist`, {
      hint: `--dataset-path takes ${file} or its folder`,
    });
  }
  const candidates = [file, `${repos.modelscope}/${file}`, `${repos.huggingface}/${file}`];
  for (const candidate of candidates.map((name) => `${path.replace(/[/\\]+$/, "")}/${name}`)) {
    if (await lookAt(candidate) === "file") return candidate;
  }
  throw new DataError(`Cannot find "${file}" in the directory "${path}"`, {
    hint: `Looked for ${candidates.join(", ")}`,
  });
}

async function lookAt(path: string): Promise<"file" | "directory" | "missing"> {
  try {
    return (await Deno.stat(path)).isDirectory ? "directory" : "file";
  } catch (cause) {
    if (isMissing(cause)) return "missing";
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}
