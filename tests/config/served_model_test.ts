import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { planPerf } from "../../src/config/resolve_run_plan.ts";
import { UsageError } from "../../src/core/errors.ts";

const ENV = { HOME: "/h" };
const ARGV = ["--prompt", "hi", "--url", "http://h/v1", "--api-key", "k"];

function plan(argv: readonly string[], models: readonly string[] | null) {
  const asked: string[] = [];
  const work = planPerf({ argv, env: ENV }, ({ url, headers }) => {
    asked.push(`${url} ${headers.Authorization ?? ""}`);
    return Promise.resolve(models);
  });
  return { work, asked };
}

Deno.test("the one model that a service lists is taken, told of, and kept for --resume", async () => {
  const { work, asked } = plan(ARGV, ["qwen2.5"]);
  const { modelId, workload, notes, runArgs } = await work;
  deepStrictEqual(asked, ["http://h/v1/chat/completions Bearer k"]);
  deepStrictEqual([modelId, workload.generation.model, runArgs.options.model], ["qwen2.5", "qwen2.5", "qwen2.5"]);
  ok(workload.generation.explicit.includes("model"));
  match(notes.join("\n"), /The service serves one model, "qwen2\.5", which is used/);
});

Deno.test("of several models none is taken, and all are named", async () => {
  await rejects(plan(ARGV, ["a", "b"]).work, (error: UsageError) => {
    deepStrictEqual(error.problems, [{
      message: "Option --model is missing: the service serves several",
      hint: "It has a, b",
    }]);
    return true;
  });
});

Deno.test("a service that lists none, or cannot be asked, leaves the model to the user", async () => {
  for (const models of [[], null]) await rejects(plan(ARGV, models).work, /Option --model is missing/);
});

const NOT_ASKED: Readonly<Record<string, readonly string[]>> = {
  "where a model is named": [...ARGV, "--model", "m"],
  "for a dry run": [...ARGV, "--dry-run"],
  "where something else is wrong": [...ARGV, "--number", "0"],
};

for (const [when, argv] of Object.entries(NOT_ASKED)) {
  Deno.test(`no service is asked ${when}`, async () => {
    const { work, asked } = plan(argv, ["x"]);
    await work.catch(() => {});
    strictEqual(asked.length, 0);
  });
}
