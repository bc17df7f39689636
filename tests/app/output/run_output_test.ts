import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { same } from "../../../src/core/words.ts";
import { DatabaseSync } from "node:sqlite";
import { openOutput, type RunOutput } from "../../../src/app/output/run_output.ts";
import type { RunSink } from "../../../src/app/run/run_sink.ts";
import type { StepRun } from "../../../src/app/run/step_run.ts";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { UsageError } from "../../../src/core/errors.ts";
import { createClock, takeOriginEpochMs } from "../../../src/core/clock.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { StepEnding } from "../../../src/core/sink.ts";
import { readRunOf } from "../../../src/report/reading/run_reader.ts";
import { createDatabaseSink } from "../../../src/report/database/database_sink.ts";
import { makeRecord } from "../../support/make_record.ts";
import { makeSnapshot, makeStep } from "../../support/sample_results.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const ORIGIN = takeOriginEpochMs();
/** What is done here is done by the system's files, which know no other time. */
const CLOCK = createClock(ORIGIN);

interface Scene {
  readonly outputs: string;
  readonly lines: string[];
  /** Plans a run of two points into the folder. */
  plan(options?: JsonObject): Promise<RunPlan>;
  open(plan: RunPlan, caller?: Partial<RunSink>): Promise<RunOutput>;
}

async function withScene(test: (scene: Scene) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const outputs = `${folder}/outputs`;
    const lines: string[] = [];
    const fixed = {
      model: "m",
      prompt: "hi",
      parallel: [1, 2],
      number: [3, 3],
      outputs_dir: outputs,
      no_timestamp: true,
    };
    const log: RunSink["log"] = (level, message) => void lines.push(`${level} ${message}`);
    await test({
      outputs,
      lines,
      plan: (options = {}) => planPerf({ options: { ...fixed, ...options }, env: {} }),
      open: (plan, caller = {}) =>
        openOutput(plan, {
          originEpochMs: ORIGIN,
          clock: CLOCK,
          transport: same("this program, transport fetch"),
          caller: { name: "the caller", log, ...caller },
        }),
    });
  });
}

/** Runs one point as if a load had been carried: one record, and the result that the point is said to have. */
async function runPoint(
  output: RunOutput,
  plan: RunPlan,
  { index, ending = "complete", failure = null }: {
    readonly index: number;
    readonly ending?: StepEnding;
    readonly failure?: StepRun["failure"];
  },
): Promise<string> {
  const step = plan.steps[index];
  ok(step !== undefined);
  const folder = await output.startStep(step, { index, count: plan.steps.length });
  output.addRecords([makeRecord()]);
  output.listener.progress(makeSnapshot({ done: 3, doneBefore: 3 * index }));
  const result = makeStep({ name: step.name, folder, ending, args: step.args });
  await output.endStep({ result, usedTokenizer: "counted", samples: null, failure });
  return folder;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

function countRows(folder: string): unknown {
  using database = new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
  return database.prepare("SELECT count(*) AS n FROM result").get()?.["n"];
}

function infoOf(folder: string, key: string): unknown {
  using database = new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
  return database.prepare("SELECT value FROM run_info WHERE key = ?").get(key)?.["value"];
}

Deno.test("a run leaves its files, and run.json after each point", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const planned = await plan({ enable_progress_tracker: true });
    const output = await open(planned);
    const first = await runPoint(output, planned, { index: 0 });
    const soFar = await readRunOf(`${outputs}/m`);
    deepStrictEqual(soFar?.steps.map(({ name }) => name), ["parallel_1_number_3"]);
    strictEqual(soFar?.context.isPartial, true);
    await runPoint(output, planned, { index: 1 });
    strictEqual(await output.close(null), null);
    const whole = await readRunOf(`${outputs}/m`);
    deepStrictEqual([whole?.steps.length, whole?.context.isPartial, whole?.context.tokenizer], [2, false, "counted"]);
    strictEqual(whole?.context.transport, "this program, transport fetch");
    strictEqual(infoOf(`${outputs}/m/parallel_1_number_3`, "transport"), "this program, transport fetch");
    strictEqual(whole?.context.workloadHash, `${"1".repeat(64)}+${"1".repeat(64)}`);
    strictEqual(countRows(first), 1);
    const progress: unknown = JSON.parse(await Deno.readTextFile(`${outputs}/m/progress.json`));
    const { status, processed_count: count } = progress as { status: string; processed_count: number };
    deepStrictEqual([status, count], ["completed", 6]);
    const log = await Deno.readTextFile(`${outputs}/m/benchmark.log`);
    match(log, /Starting benchmark with args/);
  });
});

Deno.test("a run that never began leaves nothing behind, not even the folder of outputs that it made", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const output = await open(await plan({ enable_progress_tracker: true, no_timestamp: false }));
    output.listener.log("info", "The service cannot be reached");
    ok((await namesIn(outputs)).length === 1);
    await output.close({ cause: new Error("no service") });
    await rejects(Deno.stat(outputs), Deno.errors.NotFound);
  });
});

Deno.test("a run that never began leaves alone what others put into its folder", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const output = await open(await plan());
    await Deno.writeTextFile(`${outputs}/m/server.log`, "why the service did not start");
    await output.close({ cause: new Error("no service") });
    deepStrictEqual(await namesIn(`${outputs}/m`), ["benchmark.log", "progress.json", "run_args.json", "server.log"]);
    match(await Deno.readTextFile(`${outputs}/m/benchmark.log`), /ERROR: Error: no service/);
  });
});

Deno.test("points that were not reached leave no folder", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const planned = await plan();
    const output = await open(planned);
    const before = ["benchmark.log", "parallel_1_number_3", "parallel_2_number_3", "progress.json", "run_args.json"];
    deepStrictEqual(await namesIn(`${outputs}/m`), before);
    await runPoint(output, planned, { index: 0, ending: "interrupted" });
    await output.close(null);
    ok(!(await namesIn(`${outputs}/m`)).includes("parallel_2_number_3"));
    strictEqual((await readRunOf(`${outputs}/m`))?.context.isPartial, true);
  });
});

Deno.test("points that hold results already are refused all at once, before anything is made", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const planned = await plan();
    const output = await open(planned);
    for (const index of [0, 1]) await runPoint(output, planned, { index });
    await output.close(null);
    const before = await namesIn(`${outputs}/m`);
    await rejects(open(planned), (error) => error instanceof UsageError && error.problems.length === 2);
    deepStrictEqual(await namesIn(`${outputs}/m`), before);
  });
});

Deno.test("--resume takes finished points over, runs broken ones again, and never loses a finished one", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const planned = await plan({ parallel: [1, 2, 3], number: [3, 3, 3] });
    const output = await open(planned);
    for (const index of [0, 1, 2]) {
      await runPoint(output, planned, { index, ending: index === 1 ? "interrupted" : "complete" });
    }
    await output.close(null);
    const resumed = { ...planned, resumeFolder: `${outputs}/m` };
    const earlier: string[] = [];
    const again = await open(resumed, {
      stepEnd: ({ run, isEarlier }) => void earlier.push(`${run.result.name} ${isEarlier}`),
    });
    deepStrictEqual([...again.finished.keys()], ["parallel_1_number_3", "parallel_3_number_3"]);
    ok((await namesIn(`${outputs}/m`)).includes("parallel_2_number_3_broken_off_1"));
    for (const run of again.finished.values()) await again.takeOver(run);
    deepStrictEqual((await readRunOf(`${outputs}/m`))?.steps.map(({ name }) => name), [...again.finished.keys()]);
    await runPoint(again, resumed, { index: 1 });
    await again.close(null);
    deepStrictEqual((await readRunOf(`${outputs}/m`))?.steps.map(({ name, ending }) => `${name} ${ending}`), [
      "parallel_1_number_3 complete",
      "parallel_2_number_3 complete",
      "parallel_3_number_3 complete",
    ]);
    deepStrictEqual(earlier, ["parallel_1_number_3 true", "parallel_3_number_3 true", "parallel_2_number_3 false"]);
  });
});

Deno.test("--resume moves aside what has requests; of a point that was prepared alone nothing stays", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const planned = await plan({ parallel: [1, 2], number: [3, 3] });
    for (const [name, records] of [["parallel_1_number_3", [makeRecord({})]], ["parallel_2_number_3", []]] as const) {
      await Deno.mkdir(`${outputs}/m/${name}`, { recursive: true });
      const path = `${outputs}/m/${name}/benchmark_data.db`;
      const sink = createDatabaseSink(path, { commitRows: 1, storeContent: true, originEpochMs: 0 });
      await sink.open();
      sink.add(records);
      await sink.close("interrupted");
      await Deno.writeTextFile(`${outputs}/m/${name}/benchmark_args.json`, "{}");
    }
    const output = await open({ ...planned, resumeFolder: `${outputs}/m` });
    const aside = (await namesIn(`${outputs}/m`)).filter((name) => name.includes("broken_off"));
    deepStrictEqual(aside, ["parallel_1_number_3_broken_off_1"]);
    await output.close(null);
  });
});

Deno.test("a folder that is removed in the middle costs its database, not the figures nor the rest", async () => {
  await withScene(async ({ outputs, lines, plan, open }) => {
    const planned = await plan();
    const shown: string[] = [];
    const output = await open(planned, { stepEnd: ({ run }) => void shown.push(run.result.name) });
    const step = planned.steps[0];
    ok(step !== undefined);
    const folder = await output.startStep(step, { index: 0, count: 2 });
    await Deno.remove(outputs, { recursive: true });
    const result = makeStep({ name: step.name, folder });
    await output.endStep({ result, usedTokenizer: null, samples: null, failure: null });
    await runPoint(output, planned, { index: 1 });
    match(await output.close(null) ?? "", /the file was removed while it was written/);
    deepStrictEqual(shown, ["parallel_1_number_3", "parallel_2_number_3"]);
    strictEqual((await readRunOf(`${outputs}/m`))?.steps.length, 2);
    ok(lines.some((line) => line.startsWith("error Trouble with the database: ")));
  });
});

Deno.test("a database in whose place something else was put is lost, and that is said", async () => {
  await withScene(async ({ plan, open }) => {
    const planned = await plan();
    const output = await open(planned);
    const [step] = planned.steps;
    ok(step !== undefined);
    const folder = await output.startStep(step, { index: 0, count: 2 });
    await Deno.remove(`${folder}/benchmark_data.db`);
    await Deno.mkdir(`${folder}/benchmark_data.db`);
    await output.endStep({
      result: makeStep({ name: step.name, folder }),
      usedTokenizer: null,
      samples: null,
      failure: null,
    });
    await runPoint(output, planned, { index: 1 });
    match(await output.close(null) ?? "", /something else was put in its place while it was written/);
  });
});

Deno.test("what cannot be written at the end is a note, and the other files are there", async () => {
  await withScene(async ({ outputs, lines, plan, open }) => {
    const planned = await plan();
    const output = await open(planned);
    // A folder where a file should be: writing fails whoever the user is.
    await Deno.mkdir(`${outputs}/m/performance_summary.txt`);
    for (const index of [0, 1]) await runPoint(output, planned, { index });
    match(await output.close(null) ?? "", /Cannot write ".*performance_summary\.txt"/);
    strictEqual(lines.filter((line) => line.startsWith("error Trouble with the result files")).length, 1);
    const files = await namesIn(`${outputs}/m/parallel_2_number_3`);
    ok(files.includes("benchmark_summary.json") && files.includes("benchmark_data.db"));
  });
});

Deno.test("a point that broke off is in the results with what broke it, and its database is closed", async () => {
  await withScene(async ({ outputs, plan, open }) => {
    const planned = await plan();
    const output = await open(planned);
    const failure = { cause: new Error("no more items") };
    const folder = await runPoint(output, planned, { index: 0, ending: "cut_off", failure });
    await output.close(failure);
    deepStrictEqual((await readRunOf(`${outputs}/m`))?.steps.map(({ ending }) => ending), ["cut_off"]);
    ok(!(await namesIn(folder)).some((name) => /-wal$|-shm$/.test(name)));
    match(await Deno.readTextFile(`${outputs}/m/benchmark.log`), /ERROR: Error: no more items/);
  });
});

for (const ending of ["complete", "deadline"] as const) {
  Deno.test(`a search keeps its trials in a folder of their own and takes over what ended (${ending})`, async () => {
    await withScene(async ({ outputs, plan, open }) => {
      const planned = await plan({
        parallel: 1,
        number: 3,
        sla_auto_tune: true,
        sla_params: [{ p99_ttft: "<=500" }],
      });
      const output = await open(planned);
      const template = planned.steps[0];
      ok(template !== undefined);
      const trial = { ...planned, steps: [{ ...template, name: "sla_parallel_1_run_1" }] };
      const folder = await runPoint(output, trial, { index: 0, ending });
      strictEqual(folder, `${outputs}/m/sla_tuning/sla_parallel_1_run_1`);
      await output.close(null);
      const again = await open({ ...planned, resumeFolder: `${outputs}/m` });
      deepStrictEqual([...again.finished.keys()], ["sla_parallel_1_run_1"]);
      strictEqual(again.result().steps.length, 1);
      await again.close(null);
    });
  });
}
