import { DataError, reasonOf } from "../../core/errors.ts";
import type { JsonValue } from "../../core/json.ts";

/** Reads a JSON file; `null`: there is none. Throws a `DataError` where it holds something else. */
export async function readJsonFile(path: string): Promise<JsonValue> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) return null;
    throw new DataError(`Cannot read "${path}": ${reasonOf(cause)}`, { cause });
  }
}
