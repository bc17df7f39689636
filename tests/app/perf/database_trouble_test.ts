import { deepStrictEqual, match, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { carryVirtualRun, type VirtualRun, type VirtualRunOutcome } from "../../support/virtual_run.ts";

type Statement = "exec" | "prepare";
/** Sees each statement of a run before SQLite does. */
type Meddle = (connection: DatabaseSync, sql: string) => void;

/** Lets something happen to the databases of a run, by what SQLite itself offers for that. */
async function meddling<Result>(meddle: Meddle, act: () => Promise<Result>): Promise<Result> {
  const { prototype } = DatabaseSync;
  const originals: Readonly<Record<Statement, unknown>> = { exec: prototype.exec, prepare: prototype.prepare };
  const undoing = (["exec", "prepare"] as const).map((name) => {
    const original = prototype[name] as (this: DatabaseSync, sql: string) => unknown;
    Object.assign(prototype, {
      [name](this: DatabaseSync, sql: string) {
        meddle(this, sql);
        return original.call(this, sql);
      },
    });
    return name;
  });
  try {
    return await act();
  } finally {
    for (const name of undoing) Object.assign(prototype, { [name]: originals[name] });
  }
}

/** More rows than go into the pages that a new database has. */
const NUMBER = 60;
const OPTIONS = { parallel: [2, 4], number: NUMBER, shards: 2 };

/** Counts the rows that a point left. */
function countRows(folder: string, point: string): number {
  const database = new DatabaseSync(`${folder}/m/${point}/benchmark_data.db`, { readOnly: true });
  try {
    return Number(database.prepare("SELECT count(*) AS rows FROM result").get()?.["rows"]);
  } finally {
    database.close();
  }
}

/** All figures are there, what could not be kept is said, and the point after it is whole. */
function checkKept({ outcome, log, folder }: VirtualRunOutcome, reason: RegExp): void {
  deepStrictEqual(outcome.result.steps.map(({ metrics }) => metrics.scalars.success_requests), [NUMBER, NUMBER]);
  strictEqual(outcome.exitCode, 3, log.join("\n"));
  match(log.join("\n"), reason);
  match(outcome.headline ?? "", /The results could not all be kept/);
  strictEqual(countRows(folder, `parallel_4_number_${NUMBER}`), NUMBER);
}

/** In the middle of the first point its database gets a setting. */
async function inMidRun(pragma: string, reason: RegExp): Promise<void> {
  const open: DatabaseSync[] = [];
  const prepare: VirtualRun["prepare"] = ({ host }) => host.afterStart(500, () => open[0]?.exec(pragma));
  const collect: Meddle = (connection, sql) => {
    if (sql.includes("journal_mode = WAL")) open.push(connection);
  };
  await withTemporaryFolder(async (folder) => {
    checkKept(await meddling(collect, () => carryVirtualRun({ options: OPTIONS, prepare }, folder)), reason);
    strictEqual(open.length, 2);
  });
}

Deno.test("a database that is full in the middle of a run costs its rows, and no figure and no point", async () => {
  await inMidRun("PRAGMA max_page_count = 1", /Cannot write the database ".*": database or disk is full/);
});

Deno.test("a database that becomes read-only in the middle of a run costs its rows, and no figure and no point", async () => {
  await inMidRun("PRAGMA query_only = 1", /Cannot write the database ".*": attempt to write a readonly database/);
});

/** The statement that ends the first point's database meets a setting. */
async function atClosing(pragma: string, reason: RegExp): Promise<void> {
  const opened: DatabaseSync[] = [];
  const meddle: Meddle = (connection, sql) => {
    if (!sql.startsWith("INSERT OR REPLACE INTO run_info")) return;
    // The first is written at the opening of each, the second at the end.
    if (connection === opened[0]) connection.exec(pragma);
    else opened.push(connection);
  };
  await withTemporaryFolder(async (folder) => {
    checkKept(await meddling(meddle, () => carryVirtualRun({ options: OPTIONS }, folder)), reason);
    // What was committed before stays.
    strictEqual(countRows(folder, `parallel_2_number_${NUMBER}`), NUMBER);
  });
}

Deno.test("a database that cannot be written at its closing keeps its rows, and costs no figure and no point", async () => {
  await atClosing("PRAGMA query_only = 1", /Cannot write the database ".*": attempt to write a readonly database/);
});

Deno.test("a database that cannot be packed at its closing costs a note alone", async () => {
  let packed = 0;
  const meddle: Meddle = (_connection, sql) => {
    if (sql.includes("wal_checkpoint") && ++packed === 1) throw new Error("disk I/O error");
  };
  await withTemporaryFolder(async (folder) => {
    const { outcome, log } = await meddling(meddle, () => carryVirtualRun({ options: OPTIONS }, folder));
    strictEqual(outcome.exitCode, 0, log.join("\n"));
    match(log.join("\n"), /companions -wal and -shm of ".*" belong to it and stay: disk I\/O error/);
    deepStrictEqual(
      [`parallel_2_number_${NUMBER}`, `parallel_4_number_${NUMBER}`].map((point) => countRows(folder, point)),
      [
        NUMBER,
        NUMBER,
      ],
    );
  });
});
