import { DataError, reasonOf } from "../../core/errors.ts";
import { formatOf } from "../tables/table_record.ts";

/** What is looked for in a directory. */
export interface TableSearch {
  /** Whether a file belongs to the dataset, by its path below the directory. */
  readonly accepts: (path: string) => boolean;
  /** A word, such as the name of a split: where some of the paths have it, the others are left out. */
  readonly preferred?: string;
  /** What the dataset is kept in, for the message that nothing was found. */
  readonly expected: string;
}

/** Lists the tables at a path: the file itself, or those in a directory, at any depth, in the order of their names. */
export async function listLocalTables(path: string, search: TableSearch): Promise<readonly string[]> {
  if (!await isDirectory(path)) return [path];
  const root = path.replace(/[/\\]+$/, "");
  const found = (await Array.fromAsync(walk(root, ""))).filter(search.accepts).sort(compareNaturally);
  const { preferred } = search;
  const better = preferred === undefined ? [] : found.filter((name) => name.includes(preferred));
  const names = better.length > 0 ? better : found;
  if (names.length === 0) {
    throw new DataError(`Cannot find a dataset in the directory "${path}"`, { hint: `Looked for ${search.expected}` });
  }
  return names.map((name) => `${root}/${name}`);
}

/** Tells whether a path names a Parquet file or a tar archive. */
export function isShard(path: string): boolean {
  const format = formatOf(path);
  return format === "parquet" || format === "tar";
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new DataError(`The dataset path "${path}" does not exist`, { cause });
    }
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}

async function* walk(root: string, folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(`${root}/${folder}`)) {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory && !entry.name.startsWith(".")) yield* walk(root, name);
    else if (!entry.isDirectory) yield name;
  }
}

/** `10.tar` comes after `9.tar`. */
function compareNaturally(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
