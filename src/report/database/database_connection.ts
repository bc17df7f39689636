import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { RequestRecord } from "../../core/record.ts";
import type { Phase } from "../../core/work_item.ts";
import { RESULT_COLUMNS } from "./result_columns.ts";
import { type RowOptions, toRowFacts } from "./row_facts.ts";
import { RESULT_TABLES, toInsertSql, toSchemaSql } from "./schema_sql.ts";

/** SQLite's word for: another connection is writing. */
const SQLITE_BUSY = 5;

/** A reply of a hundred events has 4 kB: SQLite's own pages of so much take twice as long, a call of the system each. */
const PAGE_BYTES = 16 * 1024;
/** So much is written to the log before it goes to its place, as with SQLite's own pages. */
const MOST_LOG_BYTES = 1000 * 4096;

/** Whoever looks into a database that is just being made holds it up for a moment. */
const OPENING_PATIENCE_MS = 10_000;

/** The connection to a new database, with its statements. */
export class DatabaseConnection {
  readonly #connection: DatabaseSync;
  readonly #options: RowOptions;
  readonly #inserts: Readonly<Record<Phase, StatementSync>>;
  readonly #begin: StatementSync;

  /** Throws where the file exists or cannot be written. */
  constructor(path: string, options: RowOptions) {
    Deno.openSync(path, { createNew: true, write: true }).close();
    this.#options = options;
    this.#connection = new DatabaseSync(path, { timeout: OPENING_PATIENCE_MS });
    // Before anything is written: the size of pages is that of the file.
    this.#connection.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    // A write-ahead log keeps readers and the writer out of each other's way; NORMAL loses nothing when only the process dies.
    this.#connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    this.#connection.exec(`PRAGMA wal_autocheckpoint = ${MOST_LOG_BYTES / PAGE_BYTES}`);
    this.#connection.exec(toSchemaSql());
    this.#inserts = {
      measured: this.#connection.prepare(toInsertSql(RESULT_TABLES.measured)),
      warmup: this.#connection.prepare(toInsertSql(RESULT_TABLES.warmup)),
    };
    // Takes the lock for writing at once: what follows is not refused.
    this.#begin = this.#connection.prepare("BEGIN IMMEDIATE");
    // From now on nothing waits in here: the load runs on this thread.
    this.#connection.exec("PRAGMA busy_timeout = 0");
  }

  /** Begins a transaction; `false`: another program is writing just now. */
  begin(): boolean {
    try {
      this.#begin.run();
      return true;
    } catch (cause) {
      if (isBusy(cause)) return false;
      throw cause;
    }
  }

  insert(record: RequestRecord): void {
    const facts = toRowFacts(record, this.#options);
    this.#inserts[record.place.phase].run(...RESULT_COLUMNS.map((column) => column.read(facts)));
  }

  writeRunInfo(entries: Readonly<Record<string, string>>): void {
    const statement = this.#connection.prepare("INSERT OR REPLACE INTO run_info VALUES (?, ?)");
    for (const [key, value] of Object.entries(entries)) statement.run(key, value);
  }

  commit(): void {
    this.#connection.exec("COMMIT");
  }

  /** Makes it one file without companions: copied or mailed, it is complete. Throws while another program has it open. */
  pack(): void {
    this.#connection.exec("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    this.#connection.exec("PRAGMA journal_mode = DELETE");
  }

  close(): void {
    this.#connection.close();
  }
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number" &&
    (cause.errcode & 0xff) === SQLITE_BUSY;
}
