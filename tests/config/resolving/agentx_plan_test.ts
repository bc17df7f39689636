import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";

const BASE = ["--model", "m", "--tokenizer-path", "owner/tokens", "--url", "http://127.0.0.1:9/v1/chat/completions"];
const plan = (...argv: string[]) => resolvePerfPlan([...BASE, ...argv], {});

Deno.test("--scenario agentx has the defaults of evalscope perf", () => {
  const { agentx } = plan("--scenario", "agentx", "--parallel", "8", "16");
  deepStrictEqual(
    [agentx?.baseUrl, agentx?.parallel, agentx?.durationSeconds, agentx?.seed, agentx?.python],
    ["http://127.0.0.1:9", [8, 16], 1800, 20_260_707, "python3"],
  );
  deepStrictEqual([agentx?.scenario.variant, agentx?.scenario.mode], ["256k", "benchmark"]);
});

Deno.test("the JSON form sets the scenario, a smoke run is short", () => {
  const { agentx } = plan("--scenario", '{"name":"agentx","variant":"full","mode":"smoke","trace_limit":2}');
  deepStrictEqual([agentx?.durationSeconds, agentx?.scenario.variant, agentx?.scenario.trace_limit], [60, "full", 2]);
  strictEqual(plan().agentx, null);
});

const REFUSED: readonly (readonly [string[], RegExp])[] = [
  [["--scenario", "agenty"], /Cannot use "agenty" for --scenario/],
  [["--scenario", "[1]"], /for --scenario/],
  [["--scenario", '{"variant":"9k"}'], /variant/],
  [["--scenario", '{"speed":2}'], /speed/],
  [["--scenario", '{"num_gpus":0}'], /num_gpus/],
  [["--scenario", '{"trace_limit":2}'], /trace_limit needs "mode": "smoke"/],
  [["--scenario", "agentx", "--number", "5"], /--number does not go with --scenario agentx: it runs for a time/],
  [["--scenario", "agentx", "--rate", "5"], /--rate does not go/],
  [["--scenario", "agentx", "--open-loop", "--rate", "5"], /--open-loop does not go/],
  [["--scenario", "agentx", "--dataset", "random"], /--dataset does not go/],
  [["--scenario", "agentx", "--warmup-num", "1"], /--warmup-num does not go/],
  [["--scenario", "agentx", "--duration", "60"], /--duration of at least 900/],
  [["--scenario", "agentx", "--api", "messages"], /needs --api openai/],
  [["--scenario", "agentx", "--url", "http://127.0.0.1:9/v1"], /takes one --url/],
];

for (const [argv, reason] of REFUSED) {
  Deno.test(`${argv.join(" ")} is refused`, () => {
    throws(() => plan(...argv), (error: Error) => {
      match(error.message, reason);
      return error.name === "UsageError";
    });
  });
}

Deno.test("--scenario agentx wants a tokenizer", () => {
  throws(() => resolvePerfPlan(["--model", "m", "--scenario", "agentx"], {}), /needs --tokenizer-path/);
});

Deno.test("--scenario agentx wants chat completions", () => {
  const argv = [
    "--model",
    "m",
    "--tokenizer-path",
    "t",
    "--scenario",
    "agentx",
    "--url",
    "http://127.0.0.1:9/v1/completions",
  ];
  throws(() => resolvePerfPlan(argv, {}), /needs --url with the path \/v1\/chat\/completions/);
});
