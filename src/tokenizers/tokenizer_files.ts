import { isMissing } from "../core/files.ts";
import { DataError, reasonOf } from "../core/errors.ts";

/** Finds a file of a model on a hub: its local path, or `null` where the model has no such file. */
export type ResolveHubFile = (repo: string, file: string) => Promise<string | null>;

/** Reads a file that stands beside `tokenizer.json`: its text, or `null` where there is none. */
export type ReadTokenizerFile = (file: string) => Promise<string | null>;

/** The name that every tokenizer must have a file of. */
export const TOKENIZER_FILE = "tokenizer.json";

const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** Opens the files of a tokenizer given as a directory, as a `tokenizer.json` file or as the id of a model on a hub. */
export async function openTokenizerFiles(
  location: string,
  resolveHubFile: ResolveHubFile | null,
): Promise<ReadTokenizerFile> {
  const kind = await lookAt(location);
  if (kind === "directory") return (file) => readIfThere(joinPath(location, file));
  if (kind === "file") return (file) => readIfThere(file === TOKENIZER_FILE ? location : siblingOf(location, file));
  if (!HUB_ID.test(location) || resolveHubFile === null) {
    throw new DataError(`Cannot find the tokenizer "${location}": there is no such file or directory`, {
      hint: '--tokenizer-path takes a directory, a tokenizer.json file or a model id such as "Qwen/Qwen3-8B"',
    });
  }
  return async (file) => {
    const path = await resolveHubFile(location, file);
    return path === null ? null : await readIfThere(path);
  };
}

async function lookAt(path: string): Promise<"file" | "directory" | "missing"> {
  try {
    return (await Deno.stat(path)).isDirectory ? "directory" : "file";
  } catch (cause) {
    if (isMissing(cause)) return "missing";
    throw new DataError(`Cannot read the tokenizer "${path}": ${reasonOf(cause)}`, { cause });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}

function joinPath(directory: string, file: string): string {
  return /[/\\]$/.test(directory) ? directory + file : `${directory}/${file}`;
}

function siblingOf(path: string, file: string): string {
  return path.replace(/[^/\\]*$/, file);
}
