import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { RUN_ARGS_NAME } from "../../../src/config/file/earlier_run.ts";
import { sumUpFiles } from "../../../src/config/file/named_files.ts";
import { PERF_OPTIONS, PERF_TABLE } from "../../../src/config/options/perf_options.ts";
import { planPerf, resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { UsageError } from "../../../src/core/errors.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";

const ENV = { HOME: "/h" };
const FIRST = ["--model", "m", "--prompt", "hi", "--parallel", "1", "2", "--number", "4", "--output-len", "5"];

/** Plans a run, and hands on what its folder would hold. */
async function withFolder(argv: readonly string[], use: (folder: string, plan: RunPlan) => Promise<void>) {
  const plan = resolvePerfPlan(argv, ENV);
  await using files = await writeTemporaryFiles({ [RUN_ARGS_NAME]: JSON.stringify(plan.runArgs) });
  await use(files.folder, plan);
}

async function messagesOf(argv: readonly string[], env: Record<string, string> = ENV): Promise<readonly string[]> {
  try {
    await planPerf({ argv, env });
    return [];
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    return error.problems.map(({ message }) => message);
  }
}

Deno.test("the folder of a run is enough to go on with it: its options and its seed are taken", async () => {
  await withFolder(FIRST, async (folder, first) => {
    const again = await planPerf({ argv: ["--resume", folder], env: ENV });
    const { resumeFolder, runArgs: _args, output: _output, ...same } = again;
    const { resumeFolder: _none, runArgs: _before, output: _place, ...before } = first;
    strictEqual(resumeFolder, folder);
    deepStrictEqual(same, before);
    ok(!again.workload.generation.explicit.includes("seed"));
    strictEqual(again.workload.generation.seed, null);
  });
});

Deno.test("the same options given again are the same run, and so are others that shape nothing", async () => {
  await withFolder(FIRST, async (folder) => {
    const free = ["--debug", "--sleep-interval", "1", "--api-key", "k", "--name", "other", "--log-every-n-query", "7"];
    deepStrictEqual(await messagesOf([...FIRST, "--resume", folder]), []);
    deepStrictEqual(await messagesOf([...FIRST, ...free, "--resume", folder]), []);
    // Spelled out, a default is what was taken before.
    deepStrictEqual(await messagesOf([...FIRST, "--max-tokens", "2048", "--resume", folder]), []);
  });
});

Deno.test("whatever shapes the workload is refused, each difference by its name", async () => {
  await withFolder(FIRST, async (folder) => {
    const others = ["--output-len", "50", "--goodput", "ttft:1s", "--shards", "2", "--seed", "3"];
    const start = `Cannot go on with "${folder}": it was another run,`;
    deepStrictEqual(await messagesOf(["--resume", folder, ...others]), [
      `${start} --shards was not given, is 2`,
      `${start} --goodput was not given, is ttft:1s`,
      `${start} --output-len was 5, is 50`,
      `${start} --seed was not given, is 3`,
    ]);
    deepStrictEqual(await messagesOf(["--resume", folder], { ...ENV, STREAMGAUGE_MAX_ERRORS: "3" }), [
      `${start} --max-errors was not given, is 3`,
    ]);
  });
});

Deno.test("every option says whether it shapes the workload, and those of places and watching do not", () => {
  const free = PERF_OPTIONS.filter(({ shapesWorkload }) => !shapesWorkload).map(({ key }) => key);
  for (const key of ["outputs_dir", "name", "json", "api_key", "config", "resume", "debug"]) {
    ok(free.includes(key), key);
  }
  for (const key of ["output_len", "goodput", "shards", "max_errors", "api_module", "response_map", "url", "seed"]) {
    ok(!free.includes(key), key);
  }
});

Deno.test("a folder without a run, one that is not there and arguments that are none are refused", async () => {
  await using files = await writeTemporaryFiles({
    "bad/run_args.json": '{"schemaVersion":1,"seed":"x"}',
    "none/a.txt": "",
  });
  const cannot = (name: string, why: string) => [`Cannot go on with "${files.folder}/${name}": ${why}`];
  const without = "it holds no run of this program";
  deepStrictEqual(await messagesOf(["--resume", `${files.folder}/none`]), cannot("none", without));
  deepStrictEqual(await messagesOf(["--resume", `${files.folder}/gone`]), cannot("gone", without));
  deepStrictEqual(
    await messagesOf(["--resume", `${files.folder}/bad`]),
    cannot("bad", "its run_args.json cannot be used"),
  );
});

Deno.test("no secret is kept; what cannot be gone on without is asked for again", async () => {
  const secret = ["--api-key", "sk-1", "--headers", "X-Token=t", "--url", "http://us:pw@h/v1?key=k3"];
  await withFolder([...FIRST, ...secret, "--extra-args", '{"auth_token": "t4", "n": 1}'], async (folder, first) => {
    const written = JSON.stringify(first.runArgs);
    for (const word of ["sk-1", "X-Token=t", "pw", "k3", "t4"]) ok(!written.includes(word), word);
    deepStrictEqual(await messagesOf(["--resume", folder]), [
      `Cannot go on with "${folder}" alone: --url is not kept there`,
      `Cannot go on with "${folder}" alone: --headers is not kept there`,
      `Cannot go on with "${folder}" alone: --extra-args is not kept there`,
    ]);
    const extra = ["--headers", "X-Token=t9", "Y=2", "--extra-args", '{"auth_token": "t5", "n": 1}'];
    deepStrictEqual(await messagesOf(["--resume", folder, "--url", "http://a:b@h/v1?key=x", ...extra]), []);
    deepStrictEqual(await messagesOf(["--resume", folder, "--url", "http://a:b@other/v1?key=x", ...extra]), [
      `Cannot go on with "${folder}": it was another run, --url was ` +
      "http://**********@h/v1?key=**********, is http://**********@other/v1?key=**********",
    ]);
  });
});

Deno.test("headers that the run did not have are another run, and are not written down", async () => {
  await withFolder(FIRST, async (folder) => {
    deepStrictEqual(await messagesOf(["--resume", folder, "--headers", "X-Token=t8"]), [
      `Cannot go on with "${folder}": it was another run, --headers was not given, is **********`,
    ]);
  });
});

const FILES: Readonly<Record<string, (path: string) => readonly string[]>> = {
  "a prompt": (path) => ["--prompt", `@${path}`],
  "a file of data": (path) => ["--prompt", "", "--dataset", "line_by_line", "--dataset-path", path],
  "a file behind the name of a dataset": (path) => ["--prompt", "", "--dataset", `line_by_line:${path}`],
  "a file of a mix": (path) => ["--prompt", "", "--dataset", `mix:${path}=0.7,openqa=0.3`],
  "paths into replies": (path) => ["--api", "custom", "--response-map", `@${path}`, "--query-template", "{}"],
};

for (const [name, toArgs] of Object.entries(FILES)) {
  Deno.test(`${name} that holds something else now is another run`, async () => {
    await using data = await writeTemporaryFiles({ "data.txt": '{"text": "$.a"}', "run/a.txt": "" });
    const path = `${data.folder}/data.txt`;
    const plan = resolvePerfPlan([...FIRST, ...toArgs(path)], ENV);
    const folder = `${data.folder}/run`;
    await Deno.writeTextFile(`${folder}/${RUN_ARGS_NAME}`, JSON.stringify(plan.runArgs));
    deepStrictEqual(await messagesOf(["--resume", folder]), []);
    await Deno.writeTextFile(path, '{"text": "$.b"}');
    const [message, ...others] = await messagesOf(["--resume", folder]);
    match(message ?? "", /^Cannot go on with ".*\/run": .*data\.txt.* of --\S+ holds something else now$/);
    deepStrictEqual(others, []);
  });
}

Deno.test("of long files the beginning and the end are looked at, of folders what is in them", async () => {
  await using files = await writeTemporaryFiles({ "long.txt": "a".repeat(3_000_000), "folder/one.txt": "1" });
  const sum = (path: string) => sumUpFiles(PERF_TABLE.dataset_path, `${files.folder}/${path}`);
  const before = [sum("long.txt"), sum("folder")];
  deepStrictEqual([sum("long.txt"), sum("folder")], before);
  await Deno.writeTextFile(`${files.folder}/long.txt`, `${"a".repeat(2_999_999)}b`);
  await Deno.writeTextFile(`${files.folder}/folder/two.txt`, "2");
  ok(sum("long.txt") !== before[0]);
  ok(sum("folder") !== before[1]);
  strictEqual(sum("gone.txt"), null);
  // A name of an API is none of a file, whatever lies in the folder of the user.
  strictEqual(sumUpFiles(PERF_TABLE.api, "src"), null);
  ok(sumUpFiles(PERF_TABLE.api, import.meta.filename ?? "") !== null);
});

Deno.test("the folder of an earlier version, which sums up no files, is gone on with", async () => {
  const { files: _files, ...older } = resolvePerfPlan(FIRST, ENV).runArgs;
  await using files = await writeTemporaryFiles({ [RUN_ARGS_NAME]: JSON.stringify(older) });
  deepStrictEqual(await messagesOf(["--resume", files.folder]), []);
});

Deno.test("a prompt that is not to be stored is not kept", async () => {
  await withFolder([...FIRST, "--no-store-content"], async (folder, first) => {
    ok(!JSON.stringify(first.runArgs).includes('"hi"'));
    deepStrictEqual(await messagesOf(["--resume", folder]), [
      `Cannot go on with "${folder}" alone: --prompt is not kept there`,
    ]);
    deepStrictEqual(await messagesOf(["--resume", folder, "--prompt", "hi"]), []);
  });
});

Deno.test("options of a call and of a file are kept as those of a command line are", async () => {
  await using files = await writeTemporaryFiles({
    "run.yaml": "parallel: [1, 2]\ngoodput: {ttft: 500ms}\nstream: false\n",
  });
  const options = { model: "m", prompt: "hi", number: 3, config: `${files.folder}/run.yaml` };
  const { runArgs } = await planPerf({ options, env: ENV });
  deepStrictEqual(runArgs.options, {
    model: "m",
    number: ["3"],
    parallel: ["1", "2"],
    goodput: ["ttft:500ms"],
    prompt: "hi",
    stream: false,
  });
});
