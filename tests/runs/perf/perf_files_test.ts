import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { fixed } from "../../../src/core/value_distribution.ts";
import { assertAsStored } from "../../metrics/stored_agreement.ts";
import { readJson, withPerfRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";

const SERVICE = { tokens: fixed(12), ttftMs: fixed(5), itlMs: fixed(2), cachedShare: 0.5 };
const FLAGS = ["--parallel", 2, 4, 4, "--number", 10, 20, 20, "--prompt", "hi", "--enable-progress-tracker"];

Deno.test("a sweep leaves the files of the reference, each step in a folder of its own", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    await withPerfRun(simulator, FLAGS, async ({ code, folder, run }) => {
      strictEqual(code, 0);
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
      deepStrictEqual(names, [
        "benchmark.log",
        "parallel_04_number_20",
        "parallel_2_number_10",
        "parallel_4_number_20",
        "perf_report.html",
        "performance_summary.txt",
        "progress.json",
        "run.json",
        "run_args.json",
      ]);
      const files = [...Deno.readDirSync(`${folder}/parallel_2_number_10`)].map(({ name }) => name);
      for (const name of REFERENCE_FILES) ok(files.includes(name), name);
      ok(!files.some((name) => /-wal$|-shm$/.test(name)), "the database is one file");
      const progress = await readJson(`${folder}/progress.json`);
      deepStrictEqual([progress.status, progress.total_count, progress.processed_count], ["completed", 50, 50]);
      deepStrictEqual(run.steps.map(({ ending }) => ending), ["complete", "complete", "complete"]);
      for (const line of REFERENCE_LINES) match(Deno.readTextFileSync(`${folder}/benchmark.log`), line);
    });
  });
});

/** What scripts look for in the log of evalscope perf. */
const REFERENCE_LINES = [
  /^ {4}"rate": -1\.0,$/m,
  /Benchmarking summary:/,
  /│ Concurrency +│ +2 │/,
  /│ Request Rate \(req\/s\) +│ +-1 │/,
  /│ Total \/ Success \/ Failed +│ 10 \/ 10 \/ 0 │/,
  /│ Avg Input Tokens +│/,
  /^Percentile results:$/m,
  /^Workload throughput \(10 samples\):$/m,
  /INFO: Save the data base to: \S+\/parallel_2_number_10\/benchmark_data\.db$/m,
  /INFO: Save the summary to: \S+\/parallel_2_number_10$/m,
  /INFO: Performance summary saved to: \S+\/performance_summary\.txt$/m,
];

const REFERENCE_FILES = [
  "benchmark_args.json",
  "benchmark_data.db",
  "benchmark_summary.json",
  "benchmark_percentile.json",
  "workload_throughput.json",
  "workload_timeline.json",
];

Deno.test("every reported metric equals a second computation from the database", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const flags = ["--parallel", 4, "--number", 40, "--prompt", "hi", "--enable-pd-metrics"];
    await withPerfRun(simulator, flags, ({ first, step }) => assertAsStored(first, `${step}/benchmark_data.db`));
  });
});

Deno.test("prompts and replies are stored, and are not with --no-store-content", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const flags = ["--number", 2, "--prompt", "a secret prompt"];
    await withPerfRun(simulator, flags, ({ step }) => {
      const [row] = rowsOf(`${step}/benchmark_data.db`);
      ok(String(row?.["request"]).includes("a secret prompt"));
      ok(JSON.parse(String(row?.["response_messages"])).content.length > 0);
    });
    await withPerfRun(simulator, [...flags, "--no-store-content"], ({ step }) => {
      const [row] = rowsOf(`${step}/benchmark_data.db`);
      deepStrictEqual([row?.["request"], row?.["response_messages"]], [null, null]);
    });
  });
});

Deno.test("an API key is in no file of a run", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    const key = "sk-very-secret-1234567890";
    await withPerfRun(
      simulator,
      ["--number", 2, "--prompt", "hi", "--api-key", key, "--debug"],
      ({ folder, stderr }) => {
        ok(!stderr.includes(key));
        for (const path of filesBelow(folder)) ok(!Deno.readTextFileSync(path).includes(key), path);
      },
    );
  });
});

Deno.test("--json prints the result alone on stdout", async () => {
  await withSimulator(SERVICE, async (simulator) => {
    await withPerfRun(simulator, ["--number", 3, "--prompt", "hi", "--json"], ({ stdout, first }) => {
      deepStrictEqual(JSON.parse(stdout).steps[0].scalars, first.scalars);
    });
  });
});

function rowsOf(path: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare("SELECT * FROM result").all();
  } finally {
    database.close();
  }
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? filesBelow(path) : [path];
  });
}
