import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type CommandResult, runHere } from "../support/command_line.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

type Run = (argv: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CommandResult>;

/** Gives a test a folder of its own: files of these names are in it, and what is said names them alone. */
function inFolder(test: (run: Run, folder: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    await test(async (argv, env = {}) => {
      const words = argv.map((word) => /^bench\.\w+$/.test(word) ? `${folder}/${word}` : word);
      const { stdout, stderr, ...codes } = await runHere(words, { env });
      const shorten = (text: string) => text.replaceAll(`${folder}/`, "");
      return { ...codes, stdout: shorten(stdout), stderr: shorten(stderr) };
    }, folder);
  });
}

Deno.test("streamgauge config init writes a file that validate takes, and overwrites nothing", async () => {
  await inFolder(async (run) => {
    for (const file of ["bench.yaml", "bench.toml"]) {
      strictEqual((await run(["config", "init", file])).code, 0);
      const { code, stdout } = await run(["config", "validate", file]);
      deepStrictEqual([code, stdout], [
        0,
        `${file} is valid: parallel_1_number_20, parallel_4_number_80, parallel_16_number_320\n`,
      ]);
    }
    const again = await run(["config", "init", "bench.yaml"]);
    strictEqual(again.code, 2);
    match(again.stderr, /^Error: Cannot write "bench.yaml": it exists already\n/);
  });
});

Deno.test("streamgauge config init prints the file where none is named", async () => {
  const { code, stdout } = await runHere(["config", "init"]);
  strictEqual(code, 0);
  match(stdout, /^# Options of streamgauge perf/);
});

Deno.test("streamgauge config show says where each value came from, and masks keys", async () => {
  await inFolder(async (run) => {
    await run(["config", "init", "bench.yaml"]);
    const argv = [
      "config",
      "show",
      "bench.yaml",
      "--parallel",
      "8",
      "--number",
      "9",
      "--headers",
      "X-Api-Key=very-secret",
    ];
    const { code, stdout, stderr } = await run(argv, { STREAMGAUGE_API_KEY: "sk-secret", STREAMGAUGE_SEED: "7" });
    deepStrictEqual([code, stderr], [0, ""]);
    match(stdout, /^model: "qwen2.5" +# file: "model" in bench.yaml, line \d+$/m);
    match(stdout, /^parallel: \[8\] +# flag: --parallel$/m);
    match(stdout, /^seed: 7 +# environment: STREAMGAUGE_SEED$/m);
    match(stdout, /^api_key: "\*+" +# environment: STREAMGAUGE_API_KEY$/m);
    match(stdout, /^temperature: 0 +# default$/m);
    match(
      stdout,
      /^ {2}parallel_8_number_9\n {4}8 requests at once, the next as soon as one ends, 9 requests in all$/m,
    );
    ok(!/(very|sk)-secret/.test(stdout));
  });
});

Deno.test("streamgauge config show --json prints JSON alone", async () => {
  const { code, stdout } = await runHere(["config", "show", "--model", "m", "--rate", "5", "--json"]);
  strictEqual(code, 0);
  const { options, points } = JSON.parse(stdout);
  deepStrictEqual(options.find(({ key }: { key: string }) => key === "rate"), {
    key: "rate",
    value: [5],
    from: "flag",
    name: "--rate",
  });
  deepStrictEqual([points[0].name, points[0].rate], ["parallel_1_number_1000", 5]);
});

Deno.test("streamgauge config validate reports what is wrong, criteria of a search included", async () => {
  const search = ["--sla-auto-tune", "--sla-params", '{"p99_tttf": "<=1"}'];
  const { code, stderr } = await runHere(["config", "validate", "--model", "m", ...search]);
  strictEqual(code, 2);
  match(stderr, /Cannot use the SLA criterion "p99_tttf"/);
  const missing = await runHere(["config", "validate", "/no/such.yaml"]);
  strictEqual(missing.code, 2);
  match(missing.stderr, /Cannot read the file "\/no\/such.yaml" of --config: it does not exist/);
});

Deno.test("streamgauge config says what it can do", async () => {
  const { code, stderr } = await runHere(["config", "chekc"]);
  strictEqual(code, 2);
  match(stderr, /^Error: Unknown action "chekc"\n {2}Write one of init, validate, show/);
});

Deno.test("streamgauge perf --dry-run shows plan, schedule and first body, and leaves nothing behind", async () => {
  await inFolder(async (run, folder) => {
    const load = ["--open-loop", "--rate", "10", "--number", "101", "--seed", "5"];
    const key = ["--api-key", "sk-secret", "--outputs-dir", folder];
    const argv = ["perf", "--model", "m", "--prompt", "hello", ...key, ...load, "--dry-run"];
    const { code, stdout, stderr } = await run(argv);
    deepStrictEqual([code, stderr], [0, ""]);
    match(stdout, /^Dry run: nothing is sent, no results are written\n/);
    match(stdout, /10 requests\/s on average, at random times \(Poisson\), however many run, 101 requests in all/);
    match(stdout, /Takes 10 s until the last is sent/);
    const body = JSON.parse(stdout.slice(stdout.indexOf("\n{")));
    deepStrictEqual([body.model, body.messages, body.seed], ["m", [{ role: "user", content: "hello" }], 5]);
    ok(!stdout.includes("sk-secret"));
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("streamgauge perf --dry-run says where data cannot be used", async () => {
  const argv = ["perf", "--model", "m", "--dataset", "line_by_line", "--dataset-path", "/dev/null", "--dry-run"];
  const { code, stderr } = await runHere(argv);
  strictEqual(code, 3);
  match(stderr, /^Error: The dataset "\/dev\/null" is empty/);
});
