import { isJsonObject, type JsonObject } from "../core/json.ts";

/** Under what a file that is one object keeps its rows. */
const TABLES = [
  "data",
  "rows",
  "examples",
  "instances",
  "items",
  "records",
  "entries",
  "samples",
  "prompts",
  "questions",
  "queries",
  "requests",
  "inputs",
  "conversations",
  "dialogs",
  "dialogues",
  "dataset",
  "train",
  "test",
  "validation",
] as const;

/** Columns of texts: a list of them is no conversation but a column. */
const TEXT_COLUMNS = ["prompt", "question", "instruction", "input", "query", "text", "content"] as const;

/** Members of a single record. */
const OWN_MEMBERS = [...TEXT_COLUMNS, "messages", "conversation", "dialogue", "dialog", "turns", "body"] as const;

/**
 * Finds the rows of a table in the object that a whole file is: a list of them under a usual name or under the only name
 * there is, columns as lists or by index (pandas), rows by their names. `null`: it is a record itself.
 */
export function findRows(document: JsonObject): readonly unknown[] | null {
  if (TEXT_COLUMNS.some((name) => isColumn(document[name]))) return toRows(document);
  if (OWN_MEMBERS.some((name) => document[name] !== undefined)) return null;
  for (const name of TABLES) {
    const table = document[name];
    if (isTable(table)) return table.map(toRow);
    if (isJsonObject(table)) return findRows(table);
  }
  const members: readonly unknown[] = Object.values(document);
  const [only, ...others] = members.filter(isTable);
  if (only !== undefined) return others.length === 0 ? only.map(toRow) : null;
  return members.length > 0 && members.every(isJsonObject) ? members : null;
}

/** A list of rows: not one of messages, which is a conversation. */
function isTable(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRow);
}

function isRow(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value)) return true;
  return isJsonObject(value) && value.role === undefined && value.from === undefined;
}

/** The hub's interface puts each row into one of its own: `{"row_idx": 0, "row": {…}}`. */
function toRow(value: unknown): unknown {
  return isJsonObject(value) && isJsonObject(value.row) && "row_idx" in value ? value.row : value;
}

/** Several cells: a list of texts, or texts by their index. */
function isColumn(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((cell) => typeof cell === "string");
  return isJsonObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => /^\d+$/.test(key));
}

/** Columns as lists, or as objects by the index of the row. */
function toRows(columns: JsonObject): readonly unknown[] {
  const lists = Object.entries(columns).flatMap(([name, column]) => {
    const cells = Array.isArray(column) ? column : isJsonObject(column) ? Object.values(column) : null;
    return cells === null ? [] : [{ name, cells }];
  });
  const count = Math.max(...lists.map(({ cells }) => cells.length));
  return Array.from(
    { length: count },
    (_, index) => Object.fromEntries(lists.map(({ name, cells }) => [name, cells[index] ?? null])),
  );
}
