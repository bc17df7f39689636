import { isMissing } from "../../../core/files.ts";
import { DataError, reasonOf } from "../../../core/errors.ts";
import { isJsonObject } from "../../../core/json.ts";
import type { DatasetContext } from "../../dataset.ts";
import { downloadHubFile } from "../../hub/hub_files.ts";
import { readLines, type TextLine } from "../../read_lines.ts";

/** Where trajectories come from. */
export interface TrajectorySource {
  readonly name: string;
  /** Reads the trajectories, each as JSON: its messages, or an object that holds them. */
  read(): AsyncIterable<TextLine>;
}

const REPO = "SWE-bench/SWE-smith-trajectories";

/** The trajectories of agents that call tools. */
const FILES = Array.from({ length: 8 }, (_, i) => `data/tool-0000${i}-of-00008.parquet`);

/** Finds the trajectories: in a file or directory, else on a hub, where each file is downloaded when it is needed. */
export async function findTrajectories(context: DatasetContext): Promise<TrajectorySource> {
  const { path } = context;
  if (path === null) {
    const fetchFile = (file: string) => downloadHubFile({ kind: "dataset", repo: REPO, file }, context);
    return { name: REPO, read: () => readParquetFiles(FILES, fetchFile) };
  }
  if (/\.jsonl$/i.test(path)) return { name: path, read: () => readLines(path) };
  const files = /\.parquet$/i.test(path) ? [path] : await listFiles(path);
  return { name: path, read: () => readParquetFiles(files, (file) => Promise.resolve(file)) };
}

async function* readParquetFiles(
  files: readonly string[],
  fetchFile: (file: string) => Promise<string>,
): AsyncGenerator<TextLine, void, undefined> {
  const { readParquetRecords } = await import("../../tables/parquet_records.ts");
  let number = 0;
  for (const file of files) {
    for await (const { value } of readParquetRecords(await fetchFile(file), { columns: ["messages"] })) {
      const messages = isJsonObject(value) ? value["messages"] : null;
      number++;
      yield { number, text: typeof messages === "string" ? messages : JSON.stringify(messages ?? null) };
    }
  }
}

/** Looks where a copy of the repository has them. */
async function listFiles(folder: string): Promise<readonly string[]> {
  for (const place of [folder, `${folder}/data`, `${folder}/${REPO}/data`]) {
    const names = (await listNames(place)).filter((name) => /^tool-.*\.parquet$/.test(name)).sort();
    if (names.length > 0) return names.map((name) => `${place}/${name}`);
  }
  throw new DataError(`Cannot find trajectories in the directory "${folder}"`, {
    hint: `Looked for files such as ${FILES[0]}, as ${REPO} has them`,
  });
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new DataError(`Cannot read the directory "${folder}": ${reasonOf(cause)}`, { cause });
  }
}
