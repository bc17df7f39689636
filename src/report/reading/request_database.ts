import { DatabaseSync } from "node:sqlite";
import { DataError } from "../../core/errors.ts";
import { RESULT_TABLES } from "../database/schema_sql.ts";

/** Opens a point's database for reading. Throws a `DataError` where it cannot be read. */
export function openRequests(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true });
  } catch (cause) {
    throw toDataError(path, cause);
  }
}

/** Turns what SQLite objects to into a `DataError` that names the file; anything else is a mistake of ours and stays. */
export function toDataError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ERR_SQLITE_ERROR") return cause;
  return new DataError(`Cannot read the requests in "${path}": ${cause.message}`, { cause });
}

/** Tells whether the table of measured requests has all these columns. */
export function hasColumns(database: DatabaseSync, names: readonly string[]): boolean {
  const columns = database.prepare(`PRAGMA table_info(${RESULT_TABLES.measured})`).all();
  const known = new Set(columns.map((column) => column["name"]));
  return names.every((name) => known.has(name));
}

/** Tells whether a point's database holds no request, of the warm-up neither; one that cannot be read may hold some. */
export function isEmpty(path: string): boolean {
  try {
    using database = openRequests(path);
    const hasRows = (table: string) => database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined;
    return !Object.values(RESULT_TABLES).some(hasRows);
  } catch (cause) {
    if (cause instanceof DataError || toDataError(path, cause) instanceof DataError) return false;
    throw cause;
  }
}
