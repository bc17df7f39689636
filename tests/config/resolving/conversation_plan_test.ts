import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { planOf, problemsOf } from "./plans.ts";

const TURNS = "--multi-turn --dataset share_gpt_en_multi_turn";

Deno.test("conversations have turns from one on unless told otherwise", () => {
  deepStrictEqual(planOf(TURNS).conversation, { minTurns: 1, maxTurns: null });
  deepStrictEqual(planOf(`${TURNS} --min-turns 2 --max-turns 5`).conversation, { minTurns: 2, maxTurns: 5 });
  strictEqual(planOf("").conversation, null);
});

Deno.test("conversations may start on schedule", () => {
  const { load, conversation } = planOf(`${TURNS} --open-loop --rate 2`);
  deepStrictEqual([load.isOpenLoop, conversation?.minTurns], [true, 1]);
});

const THINKING: Readonly<Record<string, unknown>> = {
  "2": { kind: "fixed", value: 2000 },
  "2s": { kind: "fixed", value: 2000 },
  "500ms": { kind: "fixed", value: 500 },
  "exp:2": { kind: "exponential", mean: 2000 },
  "uniform:1s:5s": { kind: "uniform", min: 1000, max: 5000 },
  "lognormal:2:0.5": { kind: "lognormal", median: 2000, sigma: 0.5 },
};

for (const [typed, thinkTime] of Object.entries(THINKING)) {
  Deno.test(`--think-time ${typed}`, () => {
    deepStrictEqual(planOf(`${TURNS} --think-time ${typed}`).load.thinkTime, thinkTime);
  });
}

Deno.test("the deprecated --multi-turn-args fold into --dataset-args, which win", () => {
  const plan = planOf(
    `${TURNS} --multi-turn-args {"chars_per_token":2,"first_turn_length":9,"num_workers":4} ` +
      '--dataset-args {"chars_per_token":3}',
  );
  deepStrictEqual(plan.workload.datasetArgs, { chars_per_token: 3, first_turn_length: 9 });
  deepStrictEqual(plan.notes, [
    "--multi-turn-args is deprecated: use --dataset-args, which wins where both set a key",
    "num_workers in --multi-turn-args has no effect, as --num-workers",
    '--dataset-args wins over --multi-turn-args for "chars_per_token"',
  ]);
});

const MISTAKES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "--dataset share_gpt_zh_multi_turn": [
    "The dataset share_gpt_zh_multi_turn has conversations, which need --multi-turn",
    "Add --multi-turn; --number and --parallel then count conversations",
  ],
  "--multi-turn --dataset random_multi_turn": [
    "The dataset random_multi_turn needs --max-turns",
    "Write --max-turns 3",
  ],
  [`${TURNS} --min-turns 5 --max-turns 3`]: [
    "--min-turns 5 is above --max-turns 3",
    "Give the smaller number to --min-turns",
  ],
};

for (const [command, [message, hint]] of Object.entries(MISTAKES)) {
  Deno.test(`what is wrong with ${command}`, () => deepStrictEqual(problemsOf(command), [{ message, hint }]));
}

Deno.test("--multi-turn with single prompts says which datasets have conversations", () => {
  for (
    const [command, reason] of [["--dataset openqa", "the dataset openqa has none"], ["--prompt hi", "--prompt is"]]
  ) {
    const [problem, ...others] = problemsOf(`--multi-turn ${command}`);
    ok(problem?.message.startsWith(`--multi-turn needs conversations, but ${reason}`), problem?.message ?? "");
    ok(problem?.hint?.includes("share_gpt_en_multi_turn"), problem?.hint ?? "");
    deepStrictEqual(others, []);
  }
});

Deno.test("options of conversations have no effect on single requests, and a default is nothing to tell of", () => {
  deepStrictEqual(planOf("--prompt hi --min-turns 1 --seed 1").notes, []);
  deepStrictEqual(planOf("--prompt hi --think-time 2s --max-turns 3").notes, [
    "--max-turns and --think-time have no effect without --multi-turn",
  ]);
});
