/**
 * Records as rows of SQLite, written while the load runs. This folder must not know the engine or the command line.
 */
import { isMissing } from "../../core/files.ts";
import { type Clock, createClock, toIso } from "../../core/clock.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { RequestRecord } from "../../core/record.ts";
import type { RecordSink, StepEnding } from "../../core/sink.ts";
import { VERSION } from "../../core/version.ts";
import { DatabaseConnection } from "./database_connection.ts";
import type { RowOptions } from "./row_facts.ts";

/** How records are stored. */
export interface DatabaseSinkOptions extends RowOptions {
  /** Commits after so many rows; a second after the first uncommitted one at the latest. */
  readonly commitRows: number;
  /** Further rows for the table `run_info`. */
  readonly runInfo?: Readonly<Record<string, string>>;
  /** The run's clock, for the commits; a test gives its own. */
  readonly clock?: Clock;
  /** Told of what could not be tidied up; the rows are safe. */
  readonly onNote?: (note: string) => void;
}

/** Two seconds may be lost when the process is killed; half of it leaves room for a busy machine. */
const MAX_UNCOMMITTED_MS = 1000;
/** Another program that writes is tried again so often. */
const RETRY_MS = 100;
/** Records wait for another program to finish writing, up to this size in all; a second of a fast load is a megabyte. */
const MAX_WAITING_BYTES = 64e6;
/** At the end another program is waited for so long. */
const CLOSE_PATIENCE_MS = 30_000;

/**
 * Creates a sink that writes records to a new SQLite database while the load runs. Throws a `DataError` when the file
 * exists or cannot be written. Another program that reads, or that writes for a while, costs nothing but time.
 */
export function createDatabaseSink(path: string, options: DatabaseSinkOptions): RecordSink {
  return new DatabaseSink(path, options);
}

class DatabaseSink implements RecordSink {
  readonly #path: string;
  readonly #options: DatabaseSinkOptions;
  readonly #clock: Clock;
  #connection: DatabaseConnection | null = null;
  /** The file that was opened. */
  #file: string | null = null;
  /** Not yet written, as another program is writing. */
  #waiting: RequestRecord[] = [];
  #waitingBytes = 0;
  #lostRows = 0;
  #uncommittedRows = 0;
  #timer = new AbortController();
  /** What the timer could not do: told to the next caller. */
  #lateError: { readonly cause: unknown } | null = null;
  #failure: DataError | null = null;

  constructor(path: string, options: DatabaseSinkOptions) {
    this.#path = path;
    this.#options = options;
    this.#clock = options.clock ?? createClock(options.originEpochMs);
  }

  // deno-lint-ignore require-await -- what it throws is the promise's
  async open(): Promise<void> {
    this.#guard(() => {
      this.#connection = new DatabaseConnection(this.#path, this.#options);
      this.#file = findFile(this.#path);
      this.#connection.writeRunInfo({
        streamgauge_version: VERSION,
        origin_wall_time: toIso(this.#options.originEpochMs, 0),
        ...this.#options.runInfo,
      });
    });
  }

  add(batch: readonly RequestRecord[]): void {
    this.#opened();
    for (const record of batch) {
      this.#waiting.push(record);
      this.#waitingBytes += sizeOf(record);
    }
    try {
      this.#guard(() => {
        this.#throwLateError();
        this.#write();
      });
    } finally {
      this.#boundWaiting();
    }
  }

  async close(ending: StepEnding): Promise<void> {
    const connection = this.#opened();
    try {
      await this.#finish(connection, ending);
    } finally {
      this.#connection = null;
      this.#tidy(connection);
    }
  }

  async #finish(connection: DatabaseConnection, ending: StepEnding): Promise<void> {
    const untilMs = this.#clock.nowMs() + CLOSE_PATIENCE_MS;
    this.#timer.abort();
    if (this.#uncommittedRows === 0) await this.#begin(connection, untilMs);
    this.#guard(() => {
      this.#insertWaiting(connection);
      this.#commit(connection);
    });
    await this.#begin(connection, untilMs);
    this.#guard(() => {
      connection.writeRunInfo({ ending });
      connection.commit();
      this.#throwLateError();
      this.#checkPlace();
      if (this.#lostRows > 0) {
        throw new Error(`another program wrote for too long: it lacks ${this.#lostRows} requests`);
      }
    });
  }

  /** Rows go to the open file, whatever was done to its name. */
  #checkPlace(): void {
    const file = findFile(this.#path);
    if (file === null) throw new Error("the file was removed while it was written");
    if (file !== this.#file) throw new Error("something else was put in its place while it was written");
  }

  async #begin(connection: DatabaseConnection, untilMs: number): Promise<void> {
    let hasBegun = false;
    for (;;) {
      this.#guard(() => hasBegun = connection.begin());
      if (hasBegun) return;
      if (this.#clock.nowMs() >= untilMs) this.#guard(refuseToWait);
      await this.#clock.sleepUntil(this.#clock.nowMs() + RETRY_MS, NEVER);
    }
  }

  #tidy(connection: DatabaseConnection): void {
    const { onNote } = this.#options;
    try {
      connection.pack();
    } catch (cause) {
      // What is wrong with the database as a whole has been said.
      if (this.#failure === null) {
        onNote?.(`The companions -wal and -shm of "${this.#path}" belong to it and stay: ${reasonOf(cause)}`);
      }
    }
    try {
      connection.close();
    } catch (cause) {
      onNote?.(`Cannot close "${this.#path}": ${reasonOf(cause)}`);
    }
  }

  #opened(): DatabaseConnection {
    if (this.#connection === null) throw new Error("The database sink is not open");
    return this.#connection;
  }

  /** What could not be written because another program writes: the latest records are given up; one always may wait. */
  #boundWaiting(): void {
    while (this.#waitingBytes > MAX_WAITING_BYTES && this.#waiting.length > 1) {
      const record = this.#waiting.pop();
      if (record !== undefined) this.#waitingBytes -= sizeOf(record);
      this.#lostRows++;
    }
  }

  /** Writes what waits, or sees to it that it is tried again. */
  #write(): void {
    const connection = this.#opened();
    if (this.#waiting.length === 0) return;
    if (this.#uncommittedRows === 0) {
      this.#timer.abort();
      this.#timer = new AbortController();
      if (!connection.begin()) return void this.#later(RETRY_MS, () => this.#write());
      void this.#later(MAX_UNCOMMITTED_MS, () => this.#commit(connection));
    }
    this.#insertWaiting(connection);
    if (this.#uncommittedRows >= this.#options.commitRows) this.#commit(connection);
  }

  #insertWaiting(connection: DatabaseConnection): void {
    const records = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const record of records) {
      // Counted before: a row that cannot be written has a transaction around it all the same.
      this.#uncommittedRows++;
      connection.insert(record);
    }
  }

  #commit(connection: DatabaseConnection): void {
    this.#timer.abort();
    this.#uncommittedRows = 0;
    connection.commit();
  }

  async #later(delayMs: number, action: () => void): Promise<void> {
    const { signal } = this.#timer;
    await this.#clock.sleepUntil(this.#clock.nowMs() + delayMs, signal);
    if (signal.aborted) return;
    try {
      action();
    } catch (cause) {
      this.#lateError ??= { cause };
    }
  }

  #throwLateError(): void {
    const error = this.#lateError;
    this.#lateError = null;
    if (error !== null) throw error.cause;
  }

  /** What went wrong first is the reason for all that goes wrong later. */
  #guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#failure ??= new DataError(`Cannot write the database "${this.#path}": ${reasonOf(cause)}`, {
        cause,
        hint: "The folder must be writable, hold no earlier database and have space left",
      });
      throw this.#failure;
    }
  }
}

const NEVER = new AbortController().signal;

function refuseToWait(): never {
  throw new Error("another program keeps writing to it");
}

/** Tells which file, or what else, has a path, by its number in the file system; `null`: nothing has it. */
function findFile(path: string): string | null {
  try {
    const { dev, ino } = Deno.lstatSync(path);
    return `${dev} ${ino}`;
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** Roughly what a record takes while it waits. */
function sizeOf({ requestBody, counts, chunks }: RequestRecord): number {
  return requestBody.length + counts.receivedBytes + 16 * chunks.atMs.length + 500;
}
