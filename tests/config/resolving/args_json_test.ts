import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { JsonObject } from "../../../src/core/json.ts";

const REFERENCE = new URL("../../fixtures/evalscope_outputs/benchmark_args.json", import.meta.url);

function argsOf(...argv: readonly string[]): JsonObject {
  return resolvePerfPlan(["--model", "mock", ...argv], { HOME: "/h" }).steps[0]?.args ?? {};
}

Deno.test("the arguments' file has the keys of evalscope perf in its order, and its values", () => {
  const reference: JsonObject = JSON.parse(Deno.readTextFileSync(REFERENCE));
  const args = argsOf(
    ...["--url", "http://127.0.0.1:18000/v1/chat/completions", "--number", "10", "12", "--parallel", "2", "4"],
    ...["--sleep-interval", "1", "--enable-progress-tracker", "--dataset", "line_by_line", "--max-tokens", "20"],
    ...["--extra-args", '{"ignore_eos": true}'],
  );
  deepStrictEqual(Object.keys(args), Object.keys(reference));
  // Warm-up came from an option that is not here yet; paths are those of the machine it ran on.
  const differing = { warmup_num: 0, dataset_path: null, outputs_dir: "outputs" };
  deepStrictEqual(args, { ...reference, ...differing });
});

Deno.test("the arguments' file masks every secret", () => {
  const secrets = [
    ...["--api-key", "SECRET", "--url", "http://SECRET:SECRET@h/v1/completions?token=SECRET"],
    ...["--headers", "X-Api-Key=SECRET", "Cookie=SECRET", "X-Session-Token=SECRET", "X-Plain=shown"],
    ...["--extra-args", '{"headers": {"authorization": "SECRET"}, "list": [{"password": "SECRET"}], "max_tokens": 5}'],
    ...["--query-template", '{"api_key": "SECRET", "prompt": "%p"}', "--hub-token", "SECRET"],
  ];
  const args = argsOf(...secrets);
  ok(!JSON.stringify(args).includes("SECRET"));
  deepStrictEqual(args.headers, {
    "X-Api-Key": "**********",
    "Cookie": "**********",
    "X-Session-Token": "**********",
    "X-Plain": "shown",
    "Authorization": "**********",
  });
  strictEqual(args.api_key, "**********");
  deepStrictEqual(args.extra_args, {
    headers: { authorization: "**********" },
    list: [{ password: "**********" }],
    max_tokens: 5,
  });
});

Deno.test("the arguments' file leaves a template without secrets as it was typed", () => {
  strictEqual(argsOf("--query-template", '{ "prompt":  "%p" }').query_template, '{ "prompt":  "%p" }');
});

Deno.test("the arguments' file holds no prompt where content must not be stored", () => {
  strictEqual(argsOf("--prompt", "private").prompt, "private");
  strictEqual(argsOf("--prompt", "private", "--no-store-content").prompt, "(not stored)");
});
