import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DataError } from "../../../src/core/errors.ts";
import type { RequestRecord } from "../../../src/core/record.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { compareDefinitions } from "../../../src/metrics/peers/peer_tally.ts";
import { createDatabaseSink } from "../../../src/report/database/database_sink.ts";
import { readRunEnvironment } from "../../../src/report/files/run_environment.ts";
import { writeRunFiles } from "../../../src/report/result_files.ts";
import { findRuns, readReport } from "../../../src/report/reading/read_report.ts";
import { readRecords } from "../../../src/report/reading/stored_records.ts";
import { makeReplyRecord } from "../../support/make_record.ts";
import { makeRun, makeStep } from "../../support/sample_results.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const EVALSCOPE = fileURLToPath(new URL("../../fixtures/evalscope_runs", import.meta.url));

const FAILED = makeReplyRecord({
  sessionIndex: 3,
  status: 429,
  failure: { kind: "http_status", message: "HTTP 429", status: 429, code: "busy", body: "later" },
});
const RECORDS: readonly RequestRecord[] = [
  makeReplyRecord({ sessionIndex: 0 }),
  makeReplyRecord({ sessionIndex: 1, dueAtMs: 5, sentAtMs: 8 }),
  makeReplyRecord({ sessionIndex: 2, finishReason: "length", label: "long", model: "b" }),
  FAILED,
];

/** Writes a point as a run does, and closes its database only where the run was not killed. */
async function writePoint(folder: string, { isKilled }: { readonly isKilled: boolean }): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const sink = createDatabaseSink(`${folder}/benchmark_data.db`, {
    commitRows: 1,
    storeContent: false,
    originEpochMs: 0,
    runInfo: { seed: "7", transport: "this program, transport socket" },
  });
  await sink.open();
  sink.add(RECORDS);
  await Deno.writeTextFile(
    `${folder}/benchmark_args.json`,
    JSON.stringify({ model: "m", parallel: 2, rate: -1, number: 9 }),
  );
  if (!isKilled) await sink.close("deadline");
}

Deno.test("records that were stored are read back as they were, but for their texts", async () => {
  await withTemporaryFolder(async (folder) => {
    await writePoint(folder, { isKilled: false });
    const read = [...readRecords(`${folder}/benchmark_data.db`)];
    const computed = (records: readonly RequestRecord[]) => {
      const accumulator = createAccumulator();
      for (const record of records) accumulator.add(record);
      return accumulator.finish();
    };
    deepStrictEqual(computed(read), computed(RECORDS));
    deepStrictEqual(read[3]?.failure, FAILED.failure);
    deepStrictEqual(read[0]?.chunks, RECORDS[0]?.chunks);
  });
});

Deno.test("a run that was killed is computed from its databases", async () => {
  await withTemporaryFolder(async (folder) => {
    await writePoint(`${folder}/parallel_2_number_9`, { isKilled: true });
    const run = await readReport(folder, { withDetails: true });
    strictEqual(run.source, "streamgauge");
    deepStrictEqual([run.context.model, run.context.seed, run.context.isPartial], ["m", 7, true]);
    strictEqual(run.context.transport?.en, "this program, transport socket");
    const [point] = run.points;
    deepStrictEqual([point?.name, point?.parallel, point?.rate, point?.ending], [
      "parallel_2_number_9",
      2,
      null,
      "killed",
    ]);
    deepStrictEqual([point?.scalars.total_requests, point?.scalars.failed_requests], [4, 1]);
    strictEqual(point?.details?.requestCount, 4);
    ok(run.missing[0]?.en.startsWith("The run was killed"));
  });
});

Deno.test("a point that was running when its run was killed stands beside those that were finished", async () => {
  await withTemporaryFolder(async (folder) => {
    await writePoint(`${folder}/parallel_2_number_10`, { isKilled: false });
    await writePoint(`${folder}/parallel_4_number_10`, { isKilled: true });
    await writePoint(`${folder}/parallel_8_number_10_broken_off_1`, { isKilled: true });
    await writeRunFiles(makeRun([makeStep({ folder: "elsewhere/parallel_2_number_10" })]), {
      folder: folder,
      environment: readRunEnvironment(),
      tuning: null,
    });
    const run = await readReport(folder, { withDetails: false });
    deepStrictEqual(run.points.map(({ name, ending }) => `${name} ${ending}`), [
      "parallel_2_number_10 complete",
      "parallel_4_number_10 killed",
    ]);
    strictEqual(run.context.isPartial, true);
  });
});

Deno.test("a run of evalscope perf is read with the figures that it states itself", async () => {
  for (const name of ["closed_loop_sweep", "open_loop", "multi_turn"]) {
    const run = await readReport(`${EVALSCOPE}/${name}`, { withDetails: true });
    strictEqual(run.source, "evalscope");
    for (const point of run.points) {
      const stated = JSON.parse(await Deno.readTextFile(`${EVALSCOPE}/${name}/${point.name}/benchmark_summary.json`));
      const near = (one: number | null | undefined, key: string) =>
        ok(Math.abs((one ?? NaN) - stated[key]) <= 1e-3 * Math.max(1, stated[key]), `${point.name} ${key}: ${one}`);
      near(point.scalars.request_throughput, "Req Throughput (req/s)");
      near(point.scalars.kv_cache_hit_rate, "KV Cache Hit Rate (%)");
      near(point.distributions.latency?.mean, "Avg Latency (s)");
      near(point.distributions.output_tokens?.mean, "Avg Output Tokens");
      strictEqual(point.distributions.send_lag, undefined);
      strictEqual(point.details?.requestCount, stated["Total Requests"]);
    }
  }
});

Deno.test("without a database the figures of evalscope's own files are taken, and that is said", async () => {
  await withTemporaryFolder(async (folder) => {
    const from = `${EVALSCOPE}/closed_loop_sweep/parallel_2_number_10`;
    await Deno.mkdir(`${folder}/parallel_2_number_10`);
    for (const file of ["benchmark_args.json", "benchmark_summary.json", "benchmark_percentile.json"]) {
      await Deno.copyFile(`${from}/${file}`, `${folder}/parallel_2_number_10/${file}`);
    }
    const run = await readReport(folder, { withDetails: false });
    const ttft = run.points[0]?.distributions.ttft;
    deepStrictEqual([ttft?.count, ttft?.mean, ttft?.percentiles[50]], [10, 2.27, 2.62]);
    strictEqual(run.points[0]?.scalars.request_throughput, 12.624);
    ok(run.missing.some(({ en }) => en.startsWith("parallel_2_number_10 has no database")));
  });
});

Deno.test("runs are found in a folder of outputs; one without any is refused by its name", async () => {
  deepStrictEqual((await findRuns(EVALSCOPE)).map((path) => path.slice(EVALSCOPE.length + 1)), [
    "closed_loop_sweep",
    "multi_turn",
    "open_loop",
  ]);
  deepStrictEqual(await findRuns(`${EVALSCOPE}/open_loop`), [`${EVALSCOPE}/open_loop`]);
  await withTemporaryFolder(async (folder) => {
    deepStrictEqual(await findRuns(folder), []);
    await rejects(
      readReport(folder, { withDetails: false }),
      (error) => error instanceof DataError && error.message === `Cannot find a run in "${folder}"`,
    );
    await Deno.writeTextFile(`${folder}/benchmark_data.db`, "no database");
    await rejects(readReport(folder, { withDetails: false }), DataError);
  });
});

Deno.test("a run is read by the rules of other tools from its database, whether it was asked for then or not", async () => {
  await withTemporaryFolder(async (folder) => {
    await writePoint(`${folder}/parallel_2_number_9`, { isKilled: true });
    const definitions = ["vllm", "native"] as const;
    const run = await readReport(folder, { withDetails: false, definitions });
    deepStrictEqual(run.points[0]?.peers, compareDefinitions(RECORDS, definitions));
    strictEqual(run.points[0]?.peers?.[0]?.figures.latency.count, 3);
    strictEqual((await readReport(folder, { withDetails: false })).points[0]?.peers, null);
  });
});

Deno.test("a database of evalscope perf, without kinds of events, is not read by the rules of other tools", async () => {
  const run = await readReport(`${EVALSCOPE}/open_loop`, { withDetails: false, definitions: ["native", "vllm"] });
  deepStrictEqual(run.points.map(({ peers }) => peers), [null, null]);
  ok(run.missing.some(({ en }) => en.includes("no kinds of events: rate_20.0_number_20 cannot be read")));
});
