import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { DataError } from "../../../src/core/errors.ts";
import type { RecordSink } from "../../../src/core/sink.ts";
import { createDatabaseSink, type DatabaseSinkOptions } from "../../../src/report/database/database_sink.ts";
import { makeReplyRecord } from "../../support/make_record.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { GOOD_ROW } from "./good_row.ts";

const REFERENCE = fileURLToPath(new URL("../../fixtures/evalscope_outputs/benchmark_data.db", import.meta.url));

interface Setup {
  readonly sink: RecordSink;
  readonly clock: VirtualClock;
  readonly path: string;
  /** Runs a query through a connection of its own, as another program would. */
  query(sql: string): Record<string, unknown>[];
}

async function withSink(use: (setup: Setup) => Promise<void>, over: Partial<DatabaseSinkOptions> = {}): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "benchmark_data.db");
  const clock = new VirtualClock();
  const sink = createDatabaseSink(path, { commitRows: 1000, storeContent: true, originEpochMs: 0, clock, ...over });
  try {
    await sink.open();
    await use({ sink, clock, path, query: (sql) => queryFile(path, sql) });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function queryFile(path: string, sql: string): Record<string, unknown>[] {
  const connection = new DatabaseSync(path, { readOnly: true });
  try {
    return connection.prepare(sql).all().map((row) => ({ ...row }));
  } finally {
    connection.close();
  }
}

Deno.test("the table result begins with the columns of evalscope perf, in name, type and order", async () => {
  const columnsSql = "SELECT name, type FROM pragma_table_info('result') ORDER BY cid";
  const expected = queryFile(REFERENCE, columnsSql);
  await withSink(async ({ sink, query }) => {
    deepStrictEqual(query(columnsSql).slice(0, expected.length), expected);
    strictEqual(expected.length, 14);
    await sink.close("complete");
  });
});

Deno.test("a good request has its figures in seconds and its facts in milliseconds", async () => {
  await withSink(async ({ sink, query }) => {
    sink.add([makeReplyRecord({
      sentAtMs: 1000,
      dueAtMs: 990,
      slotAtMs: 0,
      connectStartAtMs: 980,
      connectedAtMs: 985,
      writtenAtMs: 1001,
      endAtMs: 1200,
      events: [[1100, "content"], [1120.0004, "content"], [1150, "content"], [1160, "usage"]],
      eventTokens: [1, 2, 3, 3],
      reply: { content: 'say "hé"', reasoning: "", toolCalls: '[{"id":"a"}]' },
    })]);
    await sink.close("complete");
    const [row] = query("SELECT * FROM result");
    deepStrictEqual(row, GOOD_ROW);
  });
});

Deno.test("a failed request has no figures, but its reason and what had arrived", async () => {
  await withSink(async ({ sink, query }) => {
    const failure = { kind: "http_status", message: "HTTP 429", status: 429, code: "busy", body: "slow down" } as const;
    sink.add([makeReplyRecord({ failure, status: 429 })]);
    await sink.close("complete");
    const columns = "success, latency, first_chunk_latency, prompt_tokens, time_per_output_token, " +
      "inter_token_latencies, status, failure_kind, failure_code, failure_text, chunk_times_ms";
    deepStrictEqual(query(`SELECT ${columns} FROM result`), [{
      success: 0,
      latency: null,
      first_chunk_latency: null,
      prompt_tokens: null,
      time_per_output_token: null,
      inter_token_latencies: "[]",
      status: 429,
      failure_kind: "http_status",
      failure_code: "busy",
      failure_text: "HTTP 429\nslow down",
      chunk_times_ms: "[100,120,140]",
    }]);
  });
});

Deno.test("warm-up requests are in a table of their own", async () => {
  await withSink(async ({ sink, query }) => {
    sink.add([makeReplyRecord({ phase: "warmup" }), makeReplyRecord(), makeReplyRecord({ phase: "warmup" })]);
    await sink.close("complete");
    deepStrictEqual(query("SELECT (SELECT count(*) FROM result) AS r, (SELECT count(*) FROM warmup_result) AS w"), [
      { r: 1, w: 2 },
    ]);
  });
});

Deno.test("without content neither prompts nor replies are stored", async () => {
  await withSink(async ({ sink, query }) => {
    sink.add([makeReplyRecord()]);
    await sink.close("complete");
    deepStrictEqual(query("SELECT request, response_messages FROM result"), [
      { request: null, response_messages: null },
    ]);
  }, { storeContent: false });
});

Deno.test("rows can be read by others when their number or their age asks for a commit", async () => {
  await withSink(async ({ sink, clock, query }) => {
    const count = () => query("SELECT count(*) AS n FROM result")[0]?.["n"];
    sink.add([makeReplyRecord(), makeReplyRecord()]);
    strictEqual(count(), 0);
    sink.add([makeReplyRecord()]);
    strictEqual(count(), 3);
    sink.add([makeReplyRecord()]);
    strictEqual(count(), 3);
    await clock.run(clock.sleepUntil(1001, new AbortController().signal));
    strictEqual(count(), 4);
    await sink.close("complete");
  }, { commitRows: 3 });
});

Deno.test("a closed database is one file that tells its version, its run and its ending", async () => {
  await withSink(async ({ sink, path, query }) => {
    sink.add([makeReplyRecord()]);
    await sink.close("interrupted");
    deepStrictEqual([...Deno.readDirSync(join(path, ".."))].map((entry) => entry.name), ["benchmark_data.db"]);
    deepStrictEqual(query("PRAGMA user_version"), [{ user_version: 1 }]);
    deepStrictEqual(query("PRAGMA journal_mode"), [{ journal_mode: "delete" }]);
    deepStrictEqual(query("SELECT key, value FROM run_info WHERE key IN ('ending', 'seed') ORDER BY key"), [
      { key: "ending", value: "interrupted" },
      { key: "seed", value: "42" },
    ]);
  }, { runInfo: { seed: "42" } });
});

/** Opens the database as another program, and gives what it does there. */
function openElsewhere(path: string): DatabaseSync {
  return new DatabaseSync(path);
}

Deno.test("a program that has read the database and still has it open costs a note at the end, no row", async () => {
  const notes: string[] = [];
  await withSink(async ({ sink, path, query }) => {
    sink.add([makeReplyRecord()]);
    using reader = openElsewhere(path);
    strictEqual(reader.prepare("SELECT count(*) AS n FROM result").get()?.["n"], 1);
    await sink.close("complete");
    strictEqual(notes.length, 1);
    match(notes[0] ?? "", /The companions -wal and -shm of .* belong to it and stay: database is locked/);
    deepStrictEqual(query("SELECT count(*) AS n FROM result"), [{ n: 1 }]);
    deepStrictEqual(query("SELECT value FROM run_info WHERE key = 'ending'"), [{ value: "complete" }]);
  }, { commitRows: 1, onNote: (note) => void notes.push(note) });
});

Deno.test("records wait while another program writes, in their order", async () => {
  await withSink(async ({ sink, clock, path, query }) => {
    using writer = openElsewhere(path);
    writer.exec("BEGIN IMMEDIATE");
    for (const sessionIndex of [0, 1, 2]) sink.add([makeReplyRecord({ sessionIndex })]);
    clock.at(6000, () => writer.exec("COMMIT"));
    await clock.run(clock.sleepUntil(6200, new AbortController().signal));
    sink.add([makeReplyRecord({ sessionIndex: 3 })]);
    await clock.run(sink.close("complete"));
    deepStrictEqual(query("SELECT session_index AS i FROM result ORDER BY rowid").map(({ i }) => i), [0, 1, 2, 3]);
  }, { commitRows: 1 });
});

Deno.test("close() waits for a program that writes, and says so where it never ends", async () => {
  await withSink(async ({ sink, clock, path, query }) => {
    using writer = openElsewhere(path);
    writer.exec("BEGIN IMMEDIATE");
    sink.add([makeReplyRecord()]);
    clock.at(20_000, () => writer.exec("COMMIT"));
    await clock.run(sink.close("complete"));
    deepStrictEqual(query("SELECT count(*) AS n FROM result"), [{ n: 1 }]);
  });
  await withSink(async ({ sink, clock, path }) => {
    using writer = openElsewhere(path);
    writer.exec("BEGIN IMMEDIATE");
    sink.add([makeReplyRecord()]);
    await rejects(
      clock.run(sink.close("complete")),
      /Cannot write the database .*: another program keeps writing to it/,
    );
    writer.exec("ROLLBACK");
  });
});

Deno.test("records that wait for another program do not fill the memory; how many are missing is said", async () => {
  await withSink(async ({ sink, clock, path, query }) => {
    using writer = openElsewhere(path);
    writer.exec("BEGIN IMMEDIATE");
    const requestBody = new Uint8Array(20e6).fill(32);
    sink.add([1, 2, 3, 4, 5].map(() => makeReplyRecord({ requestBody })));
    writer.exec("COMMIT");
    await rejects(clock.run(sink.close("complete")), /another program wrote for too long: it lacks 2 requests/);
    deepStrictEqual(query("SELECT count(*) AS n FROM result"), [{ n: 3 }]);
  }, { storeContent: false });
});

Deno.test("a record larger than all that may wait is written where nobody else writes", async () => {
  const large = makeReplyRecord({ requestBody: new Uint8Array(65e6).fill(32) });
  await withSink(async ({ path, sink }) => {
    sink.add([large, large]);
    await sink.close("complete");
    strictEqual(queryFile(path, "SELECT count(*) AS n FROM result")[0]?.n, 2);
  }, { storeContent: false });
});

Deno.test("queries by success and by failure use an index", async () => {
  await withSink(async ({ sink, query }) => {
    const plan = (where: string) =>
      String(query(`EXPLAIN QUERY PLAN SELECT latency FROM result WHERE ${where}`)[0]?.["detail"]);
    ok(plan("success = 1").includes("INDEX result_by_success"));
    ok(plan("failure_kind = 'reset'").includes("INDEX result_by_failure"));
    await sink.close("complete");
  });
});

Deno.test("open() refuses a database that exists and leaves it alone", async () => {
  await withSink(async ({ sink, path, query }) => {
    sink.add([makeReplyRecord()]);
    await sink.close("complete");
    const second = createDatabaseSink(path, { commitRows: 1, storeContent: true, originEpochMs: 0 });
    await rejects(second.open(), DataError);
    deepStrictEqual(query("SELECT count(*) AS n FROM result"), [{ n: 1 }]);
  });
});

Deno.test("open() refuses a folder that does not exist", async () => {
  const sink = createDatabaseSink("/nowhere/at/all.db", { commitRows: 1, storeContent: true, originEpochMs: 0 });
  await rejects(sink.open(), /Cannot write the database "\/nowhere\/at\/all\.db"/);
});

Deno.test("whoever looks into a database that is just being made holds it up, and no more than that", async () => {
  const reader = new Worker(new URL("slow_reader_worker.ts", import.meta.url), { type: "module" });
  await new Promise((resolve) => reader.onmessage = resolve);
  const { prototype } = DatabaseSync;
  const { exec } = prototype;
  // Between the making of the file and its first page.
  prototype.exec = function (sql) {
    prototype.exec = exec;
    const flag = new Int32Array(new SharedArrayBuffer(4));
    reader.postMessage({ path: this.location(), flag });
    Atomics.wait(flag, 0, 0);
    exec.call(this, sql);
  };
  try {
    await withSink(async ({ sink, query }) => {
      sink.add([makeReplyRecord()]);
      await sink.close("complete");
      deepStrictEqual(query("SELECT count(*) AS n FROM result"), [{ n: 1 }]);
    });
  } finally {
    prototype.exec = exec;
    reader.terminate();
  }
});

Deno.test("add() before open() is a mistake of the caller", () => {
  const sink = createDatabaseSink("unused.db", { commitRows: 1, storeContent: true, originEpochMs: 0 });
  throws(() => sink.add([makeReplyRecord()]), /not open/);
});

Deno.test("keys that a request body carries are masked in the database", async () => {
  await withSink(async ({ sink, query }) => {
    const requestBody = new TextEncoder().encode('{"api_key":"sk-1234567","prompt":"é"}');
    sink.add([makeReplyRecord({ requestBody })]);
    await sink.close("complete");
    deepStrictEqual(query("SELECT request FROM result"), [{ request: '{"api_key":"**********","prompt":"é"}' }]);
  });
});
