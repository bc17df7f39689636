import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { maskCommand, toAiperfCommand } from "../../../src/app/agentx/agentx_command.ts";
import { describeSummary, toAgentxSummary } from "../../../src/app/agentx/agentx_summary.ts";
import { runAgentx } from "../../../src/app/agentx/run_agentx.ts";
import type { AgentxPlan } from "../../../src/config/agentx_plan.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import { hasPython } from "../../cli/local/vllm_run.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const PACKAGE = fileURLToPath(new URL("../../fixtures/fake_aiperf", import.meta.url));
const SMOKE = '{"name":"agentx","mode":"smoke","num_gpus":4}';
const BASE = ["--model", "m", "--tokenizer-path", "owner/tokens", "--url", "http://127.0.0.1:9/v1/chat/completions"];

function planOf(...argv: string[]) {
  const run = resolvePerfPlan([...BASE, ...argv], {});
  if (run.agentx === null) throw new Error("no scenario was resolved");
  return { run, plan: run.agentx };
}

const DATASET = {
  source: "modelscope",
  dataset_id: "x",
  revision: null,
  trace_file: "t",
  sha256: "0",
  verified: true,
} as const;

function summaryOf(plan: AgentxPlan, reasons: readonly string[], isValid: boolean) {
  const raw = {
    metadata: { submission_valid: isValid, submission_invalid_reasons: reasons },
    request_throughput: { unit: "requests/sec", avg: 12.5 },
  };
  const paths = { folder: "f", rawFile: "r", command: [] };
  return toAgentxSummary({ plan, dataset: DATASET, parallel: 2, status: "completed", raw, error: null, ...paths });
}

Deno.test("AIPerf is called as evalscope perf calls it, keys are masked where the command is shown", () => {
  const { plan } = planOf("--scenario", "agentx", "--api-key", "sk-secret", "--headers", "x-api-key=other", "a=b");
  const point = { parallel: 8, folder: "out", traceArgs: ["--public-dataset", "traces"] };
  const command = toAiperfCommand(plan, point);
  const text = command.join(" ");
  match(
    text,
    /^python3 -m aiperf profile --scenario inferencex-agentx-mvp --url http:\/\/127\.0\.0\.1:9 --endpoint-type chat/,
  );
  match(text, /--concurrency 8 --benchmark-duration 1800 --random-seed 20260707 --use-server-token-count/);
  match(text, /--public-dataset traces --api-key sk-secret --header x-api-key:other --header a:b$/);
  const shown = maskCommand(command).join(" ");
  deepStrictEqual([shown.includes("secret"), shown.includes("other"), shown.includes("a:b")], [false, false, true]);
  strictEqual(text.includes("--unsafe-override"), false);
});

Deno.test("a benchmark on the copy of the traces is valid where nothing but the copy spoke against it", () => {
  const { plan } = planOf("--scenario", "agentx");
  strictEqual(summaryOf(plan, ["unsafe_override"], false).submission_valid, true);
  strictEqual(summaryOf(plan, ["unsafe_override", "short"], false).submission_valid, false);
  strictEqual(summaryOf(plan, [], true).mirror_revalidated, false);
  const { plan: smoke } = planOf("--scenario", SMOKE);
  const summary = summaryOf(smoke, ["unsafe_override"], false);
  strictEqual(summary.submission_valid, false);
  deepStrictEqual(summary.derived_metrics["request_throughput_per_gpu"]?.avg, 12.5 / 4);
  match(
    describeSummary("parallel_2", summary),
    /completed, not valid for submission, request_throughput 12.5 requests\/sec$/,
  );
});

interface Course {
  readonly mode: string;
  readonly argv?: readonly string[];
  readonly traces?: string;
}

/** Runs the scenario with the stand-in for AIPerf; the first line that says that it waits is answered by a stop. */
async function runWith({ mode, argv = [], traces = "{}\n" }: Course) {
  let seen: { statuses: string[]; summary: Record<string, unknown>; log: string; files: string[] } | undefined;
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(`${folder}/traces`);
    await Deno.writeTextFile(`${folder}/traces/traces.jsonl`, traces);
    const wrapper = `${folder}/python`;
    await Deno.writeTextFile(
      wrapper,
      `#!/bin/sh\nexport PYTHONPATH=${PACKAGE} PYTHONDONTWRITEBYTECODE=1 FAKE_AIPERF=${mode}\nexec python3 "$@"\n`,
    );
    await Deno.chmod(wrapper, 0o755);
    const place = ["--outputs-dir", `${folder}/out`, "--no-timestamp", "--dataset-path", `${folder}/traces`];
    const { run, plan } = planOf("--scenario", SMOKE, "--sleep-interval", "0", ...place, "--python", wrapper, ...argv);
    const stop = new AbortController();
    const ignore = () => {};
    const log = (_: string, line: string) => line === "AIPerf waits" && stop.abort();
    const listener = { log, progress: ignore, progressEnd: ignore, wait: ignore, download: ignore };
    const signals = { admitting: stop.signal, running: new AbortController().signal };
    const { folder: results, points } = await runAgentx(run, plan, { listener, stop: signals });
    const first = `${results}/parallel_1`;
    seen = {
      statuses: [...points.values()].map(({ status }) => status),
      summary: JSON.parse(await Deno.readTextFile(`${first}/agentx_summary.json`)),
      log: await Deno.readTextFile(`${first}/aiperf.log`),
      files: (await Array.fromAsync(Deno.readDir(results))).map(({ name }) => name).sort(),
    };
  });
  if (seen === undefined) throw new Error("nothing was run");
  return seen;
}

Deno.test({
  name: "a sweep of AgentX leaves the files of evalscope perf",
  ignore: !hasPython(),
  fn: async () => {
    const { statuses, summary, log, files } = await runWith({ mode: "good", argv: ["--parallel", "1", "2"] });
    deepStrictEqual(statuses, ["completed", "completed"]);
    deepStrictEqual(files, ["agentx_sweep_summary.json", "parallel_1", "parallel_2"]);
    match(log, /AIPerf begins/);
    const { aiperf_version, concurrency, duration, dataset } = summary as Record<string, Record<string, unknown>>;
    deepStrictEqual([aiperf_version, concurrency, duration, dataset?.["verified"]], ["0.12.0", 1, 60, false]);
  },
});

Deno.test({
  name: "an AIPerf that fails or writes nonsense ends the sweep, with its reason in the summary",
  ignore: !hasPython(),
  fn: async () => {
    const exit = await runWith({ mode: "exit", argv: ["--parallel", "1", "2"] });
    deepStrictEqual([exit.statuses, exit.summary["error_summary"]], [["failed"], [{
      message: "AIPerf ended with exit code 3",
    }]]);
    match(exit.log, /no such tokenizer/);
    deepStrictEqual((await runWith({ mode: "broken" })).statuses, ["failed"]);
  },
});

Deno.test({
  name: "a stop asks AIPerf to finish, and what it has is kept",
  ignore: !hasPython(),
  fn: async () => {
    const { statuses, summary } = await runWith({ mode: "wait", argv: ["--parallel", "1", "2"] });
    deepStrictEqual([statuses, summary["submission_valid"]], [["cancelled"], false]);
  },
});

Deno.test({
  name: "a benchmark takes the published traces only",
  ignore: !hasPython(),
  fn: () => rejects(runWith({ mode: "good", argv: ["--scenario", "agentx"] }), /these are not the published traces/),
});

Deno.test("a Python without AIPerf is said to have none", () =>
  withTemporaryFolder(async (folder) => {
    const { run, plan } = planOf("--scenario", SMOKE, "--python", `${folder}/none`);
    const ignore = () => {};
    const listener = { log: ignore, progress: ignore, progressEnd: ignore, wait: ignore, download: ignore };
    const never = new AbortController().signal;
    const stop = { admitting: never, running: never };
    await rejects(runAgentx(run, plan, { listener, stop }), /Cannot start the Python/);
  }));
