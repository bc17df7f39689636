import { RESULT_COLUMNS } from "./result_columns.ts";

/** Tables of the same shape: warm-up requests are apart, so that `SELECT … FROM result` never meets them. */
export const RESULT_TABLES = { measured: "result", warmup: "warmup_result" } as const;

/** Written as `PRAGMA user_version`; grows when a reader must know. */
export const DATABASE_VERSION = 1;

/** The statements that make the tables of an empty database. */
export function toSchemaSql(): string {
  const columns = RESULT_COLUMNS.map(({ name, type }) => `  ${name} ${type}`).join(",\n");
  const tables = Object.values(RESULT_TABLES).flatMap((table) => [
    `CREATE TABLE ${table}(\n${columns}\n)`,
    `CREATE INDEX ${table}_by_success ON ${table}(success, start_time)`,
    `CREATE INDEX ${table}_by_failure ON ${table}(failure_kind) WHERE failure_kind IS NOT NULL`,
  ]);
  const runInfo = "CREATE TABLE run_info(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID";
  return [...tables, runInfo, `PRAGMA user_version = ${DATABASE_VERSION}`].join(";\n");
}

/** The statement that stores one row; its parameters are the columns in order. */
export function toInsertSql(table: string): string {
  const values = RESULT_COLUMNS.map((column) => column.isUtf8 === true ? "CAST(? AS TEXT)" : "?").join(", ");
  return `INSERT INTO ${table} VALUES (${values})`;
}
