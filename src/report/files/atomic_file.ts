import { dirname } from "node:path";
import { DataError, reasonOf } from "../../core/errors.ts";

/** Writes a file whole or not at all: readers never see half of it. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, path);
  } catch (cause) {
    // Half of a file helps nobody, and takes what is left of a full disk; where it cannot go either, that is the smaller evil.
    await Deno.remove(temporary).catch(() => {});
    throw toWriteError(path, cause);
  }
}

/** Writes a value as JSON with the indentation of the reference's files. */
export function writeJsonAtomically(path: string, value: unknown): Promise<void> {
  return writeTextAtomically(path, `${JSON.stringify(value, null, 4)}\n`);
}

/** Says that something cannot be written, and why. */
export function toWriteError(path: string, cause: unknown): DataError {
  const reason = reasonOf(cause);
  return new DataError(`Cannot write "${path}": ${reason}`, {
    cause,
    hint: "Give a folder you may write to with --outputs-dir",
  });
}

/** Makes the folder of a file whose place the user chose. */
export async function makeFolderFor(path: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw toWriteError(path, cause);
  }
}
