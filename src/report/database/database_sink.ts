/**
 * Records as rows of SQLite, written while the load runs. This folder must not know the engine or the command line.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type Clock, createClock, toIso } from "../../core/clock.ts";
import { DataError } from "../../core/errors.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { Phase } from "../../core/work_item.ts";
import type { RecordSink, StepEnding } from "../../core/sink.ts";
import { VERSION } from "../../core/version.ts";
import { RESULT_COLUMNS } from "./result_columns.ts";
import { type RowOptions, toRowFacts } from "./row_facts.ts";
import { RESULT_TABLES, toInsertSql, toSchemaSql } from "./schema_sql.ts";

/** How records are stored. */
export interface DatabaseSinkOptions extends RowOptions {
  /** Commits after so many rows; a second after the first uncommitted one at the latest. */
  readonly commitRows: number;
  /** Further rows for the table `run_info`. */
  readonly runInfo?: Readonly<Record<string, string>>;
  /** The run's clock, for the commits; a test gives its own. */
  readonly clock?: Clock;
}

/** Two seconds may be lost when the process is killed; half of it leaves room for a busy machine. */
const MAX_UNCOMMITTED_MS = 1000;

/**
 * Creates a sink that writes records to a new SQLite database while the load runs. Throws a `DataError` when the file
 * exists or cannot be written.
 */
export function createDatabaseSink(path: string, options: DatabaseSinkOptions): RecordSink {
  const sink = new DatabaseSink(path, options);
  return {
    open: () => settle(() => sink.open()),
    add: (batch) => sink.add(batch),
    close: (ending) => settle(() => sink.close(ending)),
  };
}

function settle(action: () => void): Promise<void> {
  return new Promise((resolve) => {
    action();
    resolve();
  });
}

/** An open database with its statements. */
interface OpenDatabase {
  readonly connection: DatabaseSync;
  readonly inserts: Readonly<Record<Phase, StatementSync>>;
}

class DatabaseSink {
  readonly #path: string;
  readonly #options: DatabaseSinkOptions;
  readonly #clock: Clock;
  #database: OpenDatabase | null = null;
  #uncommittedRows = 0;
  #timer = new AbortController();
  /** A commit by the timer that failed: told to the next caller. */
  #lateError: unknown = null;

  constructor(path: string, options: DatabaseSinkOptions) {
    this.#path = path;
    this.#options = options;
    this.#clock = options.clock ?? createClock(options.originEpochMs);
  }

  open(): void {
    this.#guard(() => {
      Deno.openSync(this.#path, { createNew: true, write: true }).close();
      this.#database = openDatabase(this.#path);
      this.#writeRunInfo({
        streamgauge_version: VERSION,
        origin_wall_time: toIso(this.#options.originEpochMs, 0),
        ...this.#options.runInfo,
      });
    });
  }

  add(batch: readonly RequestRecord[]): void {
    const { connection, inserts } = this.#opened();
    this.#guard(() => {
      this.#throwLateError();
      for (const record of batch) {
        if (this.#uncommittedRows === 0) this.#begin(connection);
        const facts = toRowFacts(record, this.#options);
        inserts[record.place.phase].run(...RESULT_COLUMNS.map((column) => column.read(facts)));
        this.#uncommittedRows++;
        if (this.#uncommittedRows >= this.#options.commitRows) this.#commit();
      }
    });
  }

  close(ending: StepEnding): void {
    const { connection } = this.#opened();
    this.#guard(() => {
      this.#commit();
      this.#writeRunInfo({ ending });
      // One file without companions: copied or mailed, it is complete.
      connection.exec("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
      connection.exec("PRAGMA journal_mode = DELETE");
      connection.close();
      this.#database = null;
      this.#throwLateError();
    });
  }

  #opened(): OpenDatabase {
    if (this.#database === null) throw new Error("The database sink is not open");
    return this.#database;
  }

  #begin(connection: DatabaseSync): void {
    connection.exec("BEGIN");
    this.#timer = new AbortController();
    void this.#commitLater(this.#timer.signal);
  }

  async #commitLater(signal: AbortSignal): Promise<void> {
    await this.#clock.sleepUntil(this.#clock.nowMs() + MAX_UNCOMMITTED_MS, signal);
    if (signal.aborted) return;
    try {
      this.#commit();
    } catch (error) {
      this.#lateError = error;
    }
  }

  #commit(): void {
    if (this.#uncommittedRows === 0) return;
    this.#timer.abort();
    this.#uncommittedRows = 0;
    this.#opened().connection.exec("COMMIT");
  }

  #writeRunInfo(entries: Readonly<Record<string, string>>): void {
    const statement = this.#opened().connection.prepare("INSERT OR REPLACE INTO run_info VALUES (?, ?)");
    for (const [key, value] of Object.entries(entries)) statement.run(key, value);
  }

  #throwLateError(): void {
    const error = this.#lateError;
    this.#lateError = null;
    if (error !== null) throw error;
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DataError(`Cannot write the database "${this.#path}": ${reason}`, {
        cause,
        hint: "The folder must be writable, hold no earlier database and have space left",
      });
    }
  }
}

function openDatabase(path: string): OpenDatabase {
  const connection = new DatabaseSync(path);
  // A write-ahead log keeps readers and the writer out of each other's way; NORMAL loses nothing when only the process dies.
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  connection.exec(toSchemaSql());
  const inserts = {
    measured: connection.prepare(toInsertSql(RESULT_TABLES.measured)),
    warmup: connection.prepare(toInsertSql(RESULT_TABLES.warmup)),
  };
  return { connection, inserts };
}
