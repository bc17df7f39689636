import { DataError } from "../../core/errors.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { RESULT_TABLES } from "../database/schema_sql.ts";
import { openRequests, toDataError } from "./request_database.ts";

/** Columns that hold JSON as text. */
const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "request",
  "response_messages",
  "inter_token_latencies",
  "chunk_times_ms",
  "chunk_kinds",
  "chunk_tokens",
]);

/**
 * Reads all that a database holds of one request, by its number in the order in which they ended, from 1. Throws a
 * `DataError` where there is none of that number.
 */
export function readStoredRequest(path: string, number: number): JsonObject {
  const { row, count } = findRequest(path, number);
  if (row !== undefined) return toObject(row);
  throw new DataError(`Cannot show request ${number}: "${path}" has ${count} requests`, {
    hint: "They are numbered from 1, in the order in which they ended",
  });
}

function findRequest(path: string, number: number): { readonly row: object | undefined; readonly count: number } {
  const table = RESULT_TABLES.measured;
  using database = openRequests(path);
  try {
    const row = database.prepare(`SELECT * FROM ${table} ORDER BY rowid LIMIT 1 OFFSET ?`).get(number - 1);
    const count = Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
    return { row, count };
  } catch (cause) {
    throw toDataError(path, cause);
  }
}

/** Reads all that a database holds, request by request, in the order in which they ended. */
export function* readStoredRequests(path: string): Generator<JsonObject> {
  using database = openRequests(path);
  try {
    const rows = database.prepare(`SELECT * FROM ${RESULT_TABLES.measured} ORDER BY rowid`).iterate();
    for (const row of rows as Iterable<object>) yield toObject(row);
  } catch (cause) {
    throw toDataError(path, cause);
  }
}

function toObject(row: object): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(name, value)]));
}

function toJson(name: string, value: unknown): JsonValue {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  if (!JSON_COLUMNS.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch (cause) {
    // The reference keeps replies as a Python pickle, in letters.
    if (cause instanceof SyntaxError) return value;
    throw cause;
  }
}
