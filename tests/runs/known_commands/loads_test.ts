import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { readJson } from "../../support/perf_run.ts";
import { assertFine, type KnownRun, toCounts, withKnownRun } from "./known_run.ts";

const URL_FLAGS = ["--url", "{url}/v1/chat/completions"];

function countRows({ folder }: KnownRun, step: string, table: string): number {
  const database = new DatabaseSync(`${folder}/${step}/benchmark_data.db`, { readOnly: true });
  try {
    return Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows);
  } finally {
    database.close();
  }
}

Deno.test("the gradient runs six loads, each with its own folder and its files", async () => {
  // Some of the requests: six loads are six loads.
  const numbers = { 1: 4, 2: 8, 4: 16, 8: 32, 16: 64, 32: 128 };
  const appended = [...URL_FLAGS, "--number", ...Object.values(numbers).map(String)];
  await withKnownRun("gradient", { appended }, async (run) => {
    assertFine(run);
    const expected = Object.entries(numbers).map(([slots, number]) => [`parallel_${slots}_number_${number}`, number]);
    deepStrictEqual(toCounts(run), Object.fromEntries(expected));
    for (const [name] of expected) {
      const summary = await readJson(`${run.folder}/${name}/benchmark_summary.json`);
      strictEqual(summary["Failed Requests"], 0);
      ok(await readJson(`${run.folder}/${name}/benchmark_percentile.json`));
      ok(await readJson(`${run.folder}/${name}/benchmark_args.json`));
    }
    match(await Deno.readTextFile(`${run.folder}/performance_summary.txt`), /│ +32 │/);
  });
});

Deno.test("the open-loop sweep keeps its three rates", async () => {
  // 500, 1000 and 2000 requests take 100 s at each rate: here 1 s.
  const appended = [...URL_FLAGS, "--number", "5", "10", "20"];
  await withKnownRun("open-loop sweep", { appended }, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { "rate_5.0_number_5": 5, "rate_10.0_number_10": 10, "rate_20.0_number_20": 20 });
    const rates = run.run.steps.map(({ ratePerSecond }) => ratePerSecond);
    deepStrictEqual(rates, [5, 10, 20]);
  });
});

for (const name of ["warm-up count", "warm-up share"]) {
  Deno.test(`a ${name} sends ten requests more, which no figure holds`, async () => {
    await withKnownRun(name, {}, (run) => {
      assertFine(run);
      deepStrictEqual(toCounts(run), { parallel_10_number_100: 100 });
      strictEqual(run.received.length, 110);
      strictEqual(countRows(run, "parallel_10_number_100", "warmup_result"), 10);
      strictEqual(countRows(run, "parallel_10_number_100", "result"), 100);
    });
  });
}

Deno.test("random conversations send their history, and warm up with conversations", async () => {
  await withKnownRun("conversations of random messages", {}, async (run) => {
    assertFine(run);
    const counts = toCounts(run);
    deepStrictEqual(Object.keys(counts), ["parallel_2_number_10", "parallel_4_number_20"]);
    for (const [name, conversations] of [["parallel_2_number_10", 10], ["parallel_4_number_20", 20]] as const) {
      const turns = counts[name] ?? 0;
      ok(turns >= 2 * conversations && turns <= 4 * conversations, `${turns} turns`);
      ok(await readJson(`${run.folder}/${name}/trace_summary.json`));
      const warmup = countRows(run, name, "warmup_result");
      ok(warmup >= 4 && warmup <= 8, `${warmup} turns of warm-up`);
    }
    const lengths = new Set(run.received.map(({ body }) => body.messages.length));
    deepStrictEqual([...lengths].filter((length) => length % 2 === 0), []);
    ok(lengths.has(1) && lengths.has(3));
  });
});

Deno.test("conversations of ShareGPT are answered anew and cut at --max-turns", async () => {
  await withKnownRun("conversations of ShareGPT", {}, (run) => {
    assertFine(run);
    deepStrictEqual(toCounts(run), { parallel_2_number_4: 8 });
    const second = run.received.map(({ body }) => body.messages).find(({ length }) => length === 3);
    deepStrictEqual(second.map(({ role }: { role: string }) => role), ["user", "assistant", "user"]);
    deepStrictEqual([second[1].content === "一种波。", second[2].content], [false, "它有多快？"]);
  });
});

Deno.test("conversations of a file keep their system message and go round", async () => {
  await withKnownRun("conversations of a file", {}, (run) => {
    assertFine(run);
    // Conversations of two turns and of one, twice each.
    deepStrictEqual(toCounts(run), { parallel_2_number_4: 6 });
    deepStrictEqual(run.received[0]?.body.messages, [
      { role: "system", content: "Be short." },
      { role: "user", content: "What is light?" },
    ]);
  });
});
