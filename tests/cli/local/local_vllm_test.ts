import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { firstStep, readJson, readRun } from "../../support/perf_run.ts";
import { runProgram, startProgram } from "../../support/program.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { watchText } from "../../support/text_watch.ts";
import { hasPython, localFlags, readPids, vllmEnvironment, waitForEnds } from "./vllm_run.ts";
import { findFreePort } from "../../support/free_port.ts";

const ignore = Deno.build.os === "windows" || !hasPython();
const LOAD = ["--model", "owner/tiny", "--python", "python3", "--prompt", "hi", "--number", "4", "--max-tokens", "5"];

Deno.test(
  { name: "local_vllm starts the server with its arguments, measures it and ends it with its workers", ignore },
  async () => {
    await withTemporaryFolder(async (outputs) => {
      const flags = localFlags("local_vllm", { port: await findFreePort(), outputs });
      const { code, stderr } = await runProgram([...flags, ...LOAD], { env: vllmEnvironment("") });
      strictEqual(code, 0, stderr);
      match(stderr, /vLLM is ready/);
      const run = await readRun(`${outputs}/run`);
      const { context } = run;
      const step = firstStep(run);
      strictEqual(context.api, "local_vllm");
      match(context.url, /^http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions$/);
      const summary = await readJson(`${outputs}/run/${step.name}/benchmark_summary.json`);
      strictEqual(summary["Total Requests"], 4);
      strictEqual(summary["Failed Requests"], 0);
      await waitForEnds(await readPids(outputs));
      const log = await Deno.readTextFile(`${outputs}/run/local_vllm.log`);
      const args = JSON.parse(/^Arguments: (.*)$/m.exec(log)?.[1] ?? "null");
      deepStrictEqual([args.model, args.served_model_name, args.max_model_len], ["owner/tiny", "owner/tiny", 32768]);
      const environment = JSON.parse(/^Environment: (.*)$/m.exec(log)?.[1] ?? "null");
      strictEqual(environment.VLLM_USE_MODELSCOPE, "True");
    });
  },
);

interface Interruption {
  readonly mode: string;
  /** What the log or the terminal says when the signal comes. */
  readonly moment: RegExp;
  readonly signal: Deno.Signal;
}

async function interrupt({ mode, moment, signal }: Interruption): Promise<void> {
  await withTemporaryFolder(async (outputs) => {
    const flags = localFlags("local_vllm", { port: await findFreePort(), outputs });
    const long = [...LOAD, "--number", "100000"];
    const program = startProgram([...flags, ...long], { env: vllmEnvironment(mode) });
    const stderr = watchText(program.stderr);
    const stdout = watchText(program.stdout);
    await stderr.waitFor(moment);
    const pids = await waitForPids(outputs);
    program.kill(signal);
    const { code } = await program.status;
    await Promise.all([stdout.ended, stderr.ended]);
    ok(signal === "SIGKILL" || code === 130, `exit code ${code}: ${stderr.text}`);
    await waitForEnds(pids);
  });
}

async function waitForPids(outputs: string): Promise<readonly number[]> {
  for (let attempt = 0; attempt < 3000; attempt++) {
    try {
      return await readPids(outputs);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return await readPids(outputs);
}

Deno.test({ name: "Ctrl-C during a run ends vLLM with its workers", ignore }, async () => {
  await interrupt({ mode: "", moment: /Step 1 of 1/, signal: "SIGINT" });
});

Deno.test({ name: "Ctrl-C ends a vLLM that hangs at its start", ignore }, async () => {
  await interrupt({ mode: "hang", moment: /Waiting for vLLM/, signal: "SIGINT" });
});

Deno.test({ name: "vLLM ends with its workers when the program is killed", ignore }, async () => {
  await interrupt({ mode: "", moment: /Step 1 of 1/, signal: "SIGKILL" });
});
