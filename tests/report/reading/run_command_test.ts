import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import { readReport } from "../../../src/report/reading/read_report.ts";
import { readRunCommand } from "../../../src/report/reading/run_command.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const EVALSCOPE = fileURLToPath(new URL("../../fixtures/evalscope_runs", import.meta.url));

/** Plans a run as it was asked for, and reads the command from what it leaves. */
async function commandOf(argv: readonly string[]): Promise<string | null> {
  const { runArgs } = await planPerf({ argv, env: {} });
  let command: string | null = null;
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/run_args.json`, JSON.stringify(runArgs));
    command = await readRunCommand(folder, []);
  });
  return command;
}

Deno.test("the command of a run is what was asked for, quoted for a shell", async () => {
  const words = ["--model", "a/b", "--url", "http://127.0.0.1:1/v1", "--parallel", "1", "2", "--number", "3"];
  const others = ["--prompt", "it's $HOME", "--seed", "4", "--no-stream"];
  strictEqual(
    await commandOf([...words, ...others]),
    "streamgauge perf --model a/b --url http://127.0.0.1:1/v1 --number 3 --parallel 1 2 " +
      "--prompt 'it'\\''s $HOME' --seed 4 --no-stream",
  );
});

Deno.test("a drawn seed is part of the command, a secret never is", async () => {
  const command = await commandOf([
    "--model",
    "m",
    "--prompt",
    "hi",
    "--api-key",
    "sk-1234",
    "--url",
    "http://u:pw@h/v1",
  ]);
  match(command ?? "", /--api-key \*+ /);
  match(command ?? "", / --seed \d+$/);
  strictEqual(/sk-1234|pw@/.exec(command ?? ""), null);
});

Deno.test("the command of another run plans the same run again", async () => {
  const command = await commandOf([
    "--model",
    "m",
    "--prompt",
    "a 'b' \"c\"",
    "--open-loop",
    "--rate",
    "2",
    "--number",
    "4",
  ]);
  // A shell takes the quotes away.
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `printf '%s\\n' ${command}`] }).output();
  const [, , ...argv] = new TextDecoder().decode(stdout).trimEnd().split("\n");
  const { runArgs } = await planPerf({ argv, env: {} });
  const { seed, ...options } = runArgs.options;
  deepStrictEqual([seed, options], [String(runArgs.seed), {
    model: "m",
    open_loop: true,
    rate: ["2"],
    number: ["4"],
    prompt: "a 'b' \"c\"",
  }]);
});

Deno.test("a sweep of evalscope perf is run again from the arguments of its points", async () => {
  const { context } = await readReport(`${EVALSCOPE}/closed_loop_sweep`, { withDetails: false });
  match(
    context.command ?? "",
    /^streamgauge perf --config \S+\/benchmark_args\.json --parallel \d+ \d+ --number \d+ \d+$/,
  );
});

Deno.test("a folder that does not tell how it was asked for has no command", async () => {
  await withTemporaryFolder(async (folder) => strictEqual(await readRunCommand(folder, []), null));
});
