import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { Ajv } from "ajv";
import { DataError } from "../../src/core/errors.ts";
import type { TuningResult } from "../../src/metrics/tuning/tuning_result.ts";
import type { RunEnvironment } from "../../src/report/files/run_environment.ts";
import { toPercentileRows } from "../../src/report/files/percentile_rows.ts";
import { writeRunFiles, writeStepFiles } from "../../src/report/result_files.ts";
import { toRunJson } from "../../src/report/files/run_json.ts";
import { makeRunSchema } from "../../src/report/reading/run_schema.ts";
import { toSummaryJson } from "../../src/report/files/summary_json.ts";
import { toTimelineJson, toWorkloadJson } from "../../src/report/files/workload_json.ts";
import { makeFullStep, makeRepeatedStep } from "../support/sample_parts.ts";
import {
  makeDistribution,
  makeEmptyStep,
  makeFailingStep,
  makeMetrics,
  makeRun,
  makeStep,
} from "../support/sample_results.ts";

import { makeSearch } from "./sla/sample_search.ts";

const ENVIRONMENT: RunEnvironment = {
  os: "linux",
  arch: "x86_64",
  cores: 2,
  denoVersion: "2.9.6",
  v8Version: "14.0",
  streamgaugeVersion: "0.1.0",
};

const PUBLISHED_SCHEMA = JSON.parse(
  await Deno.readTextFile(new URL("../../docs/run.schema.json", import.meta.url)),
) as Record<string, unknown>;

const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, formats: { "date-time": true } })
  .compile(PUBLISHED_SCHEMA);

async function readReference<Shape>(name: string): Promise<Shape> {
  const url = new URL(`../fixtures/evalscope_outputs/${name}`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url)) as Shape;
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("benchmark_summary.json begins with the keys of evalscope perf in its order", async () => {
  const expected = Object.keys(await readReference<Record<string, unknown>>("benchmark_summary.json"));
  const metrics = makeMetrics();
  const scalars = { ...metrics.scalars, kv_cache_hit_rate: 36.36364 };
  const summary = toSummaryJson(makeStep({ metrics: { ...metrics, scalars } }));
  deepStrictEqual(Object.keys(summary).slice(0, expected.length), expected);
  strictEqual(summary["KV Cache Hit Rate (%)"], 36.3636);
});

Deno.test("benchmark_summary.json has four decimals, -1 for what is undefined there and no key that does not apply", () => {
  const summary = toSummaryJson(makeEmptyStep());
  strictEqual(summary["Test Duration (s)"], -1);
  strictEqual(summary["Avg TTFT (ms)"], -1);
  strictEqual(summary["Concurrency"], -1);
  strictEqual(summary["Std TTFT (ms)"], null);
  strictEqual(summary["Request Rate (req/s)"], 20);
  strictEqual(summary["Failed Requests"], 5);
  ok(!("KV Cache Hit Rate (%)" in summary));
  strictEqual(toSummaryJson(makeStep())["Test Duration (s)"], 0.7921);
});

Deno.test("benchmark_percentile.json has the rows and begins with the columns of evalscope perf", async () => {
  const expected = await readReference<Record<string, unknown>[]>("benchmark_percentile.json");
  const rows = toPercentileRows(makeStep());
  deepStrictEqual(rows.map((row) => row["Percentiles"]), expected.map((row) => row["Percentiles"]));
  const columns = Object.keys(expected[0] ?? {});
  for (const row of rows) deepStrictEqual(Object.keys(row).slice(0, columns.length), columns);
  strictEqual(rows[5]?.["TTFT (ms)"], 2.23);
});

Deno.test("benchmark_percentile.json has a row 99.9% where there are samples enough for one metric", () => {
  const metrics = makeMetrics();
  const distributions = { ...metrics.distributions, itl: makeDistribution(0, 1000, 5000) };
  const rows = toPercentileRows(makeStep({ metrics: { ...metrics, distributions } }));
  const row = rows.find((candidate) => candidate["Percentiles"] === "99.9%");
  strictEqual(row?.["ITL (ms)"], 999);
  strictEqual(row?.["TTFT (ms)"], null);
  strictEqual(rows.at(-2), row);
});

Deno.test("the workload files have the keys of evalscope perf", async () => {
  const { workload } = makeMetrics();
  ok(workload !== null);
  const throughput = await readReference<{ rows: Record<string, unknown>[] }>("workload_throughput.json");
  const ours = toWorkloadJson(workload);
  deepStrictEqual(Object.keys(ours), Object.keys(throughput));
  deepStrictEqual((ours["rows"] as object[]).map((row) => Object.keys(row))[0], Object.keys(throughput.rows[0] ?? {}));
  const timeline = await readReference<{ points: Record<string, unknown>[] }>("workload_timeline.json");
  const ourTimeline = toTimelineJson(workload);
  deepStrictEqual(Object.keys(ourTimeline), Object.keys(timeline));
  deepStrictEqual(Object.keys((ourTimeline["points"] as object[])[0] ?? {}), Object.keys(timeline.points[0] ?? {}));
  strictEqual(ourTimeline["wall_start"], 1.0761);
});

Deno.test("run.json of good, failed and empty steps follows the published schema", () => {
  const run = makeRun([makeStep(), makeFailingStep(), makeEmptyStep(), makeFullStep()]);
  const json = toRunJson({ ...run, repeats: [makeRepeatedStep()] }, ENVIRONMENT);
  const written: unknown = JSON.parse(JSON.stringify(json));
  validate(written);
  deepStrictEqual(validate.errors ?? [], []);
  validate({ ...json, steps: [{ ...json.steps[0], ending: "unknown" }] });
  ok((validate.errors ?? []).length > 0);
});

Deno.test("the published schema is the one the code makes", () => {
  deepStrictEqual(PUBLISHED_SCHEMA, makeRunSchema());
});

Deno.test("run.json tells each metric's unit, definition, samples and exactness, unrounded", () => {
  const json = toRunJson(makeRun([makeFailingStep()]), ENVIRONMENT);
  strictEqual(json.metricDefinitions.latency.unit, "s");
  ok(json.metricDefinitions.ttft.formula.length > 20);
  const step = json.steps[0];
  ok(step !== undefined && !step.distributions.itl.isExact);
  strictEqual(step?.distributions.itl.count, 1_234_567);
  strictEqual(step?.scalars.request_throughput, 12.62397);
  strictEqual(step?.failures[0]?.examples[0], "Connection reset by peer after 1,234 bytes");
});

Deno.test("writeStepFiles() writes the five files, and without a success the three that have content", async () => {
  await withFolder(async (folder) => {
    const names = () => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
    await writeStepFiles({ ...makeEmptyStep(), folder });
    const three = ["benchmark_args.json", "benchmark_percentile.json", "benchmark_summary.json"];
    deepStrictEqual(names(), three);
    await writeStepFiles(makeStep({ folder }));
    deepStrictEqual(names(), [...three, "workload_throughput.json", "workload_timeline.json"]);
    const args: unknown = JSON.parse(await Deno.readTextFile(join(folder, "benchmark_args.json")));
    deepStrictEqual(args, makeStep().args);
  });
});

Deno.test("writeStepFiles() writes the files of conversations and of the speed benchmark where there are any", async () => {
  await withFolder(async (folder) => {
    await writeStepFiles({ ...makeFullStep(), folder });
    const names = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    ok(names.includes("trace_summary.json") && names.includes("speed_benchmark.json"));
  });
});

Deno.test("writeRunFiles() writes repeat_summary.json where steps were repeated, the same as in run.json", async () => {
  await withFolder(async (folder) => {
    await writeRunFiles({ ...makeRun([makeStep()]), repeats: [makeRepeatedStep()] }, {
      folder,
      environment: ENVIRONMENT,
      tuning: null,
    });
    const read = async (name: string): Promise<unknown> => JSON.parse(await Deno.readTextFile(join(folder, name)));
    const run = await read("run.json") as { repeats: unknown };
    deepStrictEqual(await read("repeat_summary.json"), run.repeats);
  });
});

Deno.test("performance_summary.txt of a search begins with what the search found, and says nothing against it", async () => {
  await withFolder(async (folder) => {
    const read = async (tuning: TuningResult | null) => {
      await writeRunFiles(makeRun([makeStep()]), { folder, environment: ENVIRONMENT, tuning });
      return await Deno.readTextFile(join(folder, "performance_summary.txt"));
    };
    ok(/Carries \d+ users at once within /.test(await read(makeSearch())));
    ok(!(await read(null)).includes("Carries"));
  });
});

Deno.test("writeRunFiles() writes plain text 120 wide and run.json", async () => {
  await withFolder(async (folder) => {
    await writeRunFiles(makeRun([makeStep(), makeFailingStep()]), { folder, environment: ENVIRONMENT, tuning: null });
    const text = await Deno.readTextFile(join(folder, "performance_summary.txt"));
    ok(!text.includes("\x1b"));
    ok(text.includes("Performance Test Summary Report"));
    const json = JSON.parse(await Deno.readTextFile(join(folder, "run.json"))) as { schemaVersion: string };
    strictEqual(json.schemaVersion, "1.10");
  });
});

Deno.test("a file that cannot be written is an error of the user's, named", async () => {
  await rejects(writeStepFiles(makeStep({ folder: "/nowhere/at/all" })), (error: unknown) => {
    ok(error instanceof DataError);
    ok(error.message.startsWith('Cannot write "/nowhere/at/all/benchmark_args.json"'));
    return true;
  });
});
