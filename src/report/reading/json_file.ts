import { isMissing } from "../../core/files.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { JsonValue } from "../../core/json.ts";

/** Reads a JSON file; `null`: there is none. Throws a `DataError` where it holds something else. */
export async function readJsonFile(path: string): Promise<JsonValue> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}
