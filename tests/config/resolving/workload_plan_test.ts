import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import { planOf, problemsOf } from "./plans.ts";

const TRACE = `--dataset workload_trace --dataset-path ${import.meta.filename}`;

Deno.test("a trace needs no model, no rate and no number", () => {
  const { steps, modelId, load } = resolvePerfPlan(`--open-loop ${TRACE}`.split(" "), { HOME: "/h" });
  strictEqual(modelId, "workload_trace");
  deepStrictEqual(steps.map(({ name, number, rate }) => [name, number, rate]), [["rate_-1.0_number_1000", null, null]]);
  ok(load.isOpenLoop);
});

Deno.test("a number truncates a trace, and a duration ends it", () => {
  const namesOf = (command: string) => planOf(`--open-loop ${TRACE} ${command}`).steps.map(({ name }) => name);
  deepStrictEqual(namesOf("--number 5"), ["rate_-1.0_number_5"]);
  deepStrictEqual(namesOf("--duration 30"), ["rate_-1.0_number_1000"]);
});

Deno.test("a trace notes options about its times as having no effect", () => {
  deepStrictEqual(planOf(`--open-loop ${TRACE} --rate 5 --arrival constant`).notes, [
    "--arrival has no effect: the trace says when each request is sent",
    "--rate has no effect: the trace says when each request is sent",
  ]);
});

Deno.test("a trace says what it needs", () => {
  deepStrictEqual(problemsOf("--dataset workload_trace").map(({ message }) => message), [
    "The dataset workload_trace needs --open-loop",
    "The dataset workload_trace needs --dataset-path",
  ]);
  deepStrictEqual(problemsOf(`--open-loop ${TRACE} --ramp 1:2:3`).map(({ message }) => message), [
    "--ramp does not go with the dataset workload_trace, which has its own times",
  ]);
});

Deno.test("the speed benchmark goes to the completions endpoint as plain text, from the first run on", () => {
  const { target, workload, notes } = planOf("--dataset speed_benchmark --url http://h:1/v1/chat/completions");
  deepStrictEqual([target.url, workload.applyChatTemplate], ["http://h:1/v1/completions", false]);
  deepStrictEqual(notes, [
    "The speed benchmark sends plain text, to the completions endpoint: http://h:1/v1/completions",
  ]);
});

Deno.test("a fixed prompt leaves the address alone, whatever dataset is named", () => {
  const { target } = planOf("--dataset speed_benchmark --prompt hi --url http://h:1/v1/chat/completions");
  strictEqual(target.url, "http://h:1/v1/chat/completions");
});
