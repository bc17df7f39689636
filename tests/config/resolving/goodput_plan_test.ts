import { deepStrictEqual } from "node:assert";
import { planOf, problemsOf } from "./plans.ts";

Deno.test("--goodput takes several words, --goodput-min a share", () => {
  const { goodput, goodputMinShare } = planOf("--goodput ttft:500ms tpot:30 e2e:5s --goodput-min 95%");
  deepStrictEqual(goodput, [
    { metric: "ttft", limitMs: 500 },
    { metric: "tpot", limitMs: 30 },
    { metric: "e2e", limitMs: 5000 },
  ]);
  deepStrictEqual(goodputMinShare, 0.95);
});

Deno.test("--goodput reports its mistakes beside those of others", () => {
  deepStrictEqual(problemsOf("--goodput ttft:fast --duration 5 --warmup-num 0.5").map(({ message }) => message), [
    "--warmup-num 0.5 is a share of --number, which was not given",
    '--goodput has no usable limit in "ttft:fast"',
  ]);
});

Deno.test("--goodput-min needs --goodput", () => {
  deepStrictEqual(problemsOf("--goodput-min 0.9"), [{
    message: "--goodput-min needs --goodput",
    hint: "Write what each request is to keep: --goodput ttft:500ms",
  }]);
});

Deno.test("--repeat and --dry-run are in the plan", () => {
  const { repeat, isDryRun } = planOf("--repeat 3 --dry-run");
  deepStrictEqual([repeat, isDryRun], [3, true]);
});
