import { deepStrictEqual } from "node:assert";
import { planOf, problemsOf } from "../plans.ts";

type Point = readonly [name: string, parallel: number | null, number: number | null, rate: number | null];

/** How lists are paired: of each flag as many values as of the others, or one for all. */
const PAIRINGS: Readonly<Record<string, readonly Point[]>> = {
  "--parallel 1 2 --number 10 20": [["parallel_1_number_10", 1, 10, null], ["parallel_2_number_20", 2, 20, null]],
  "--parallel 1 2": [["parallel_1_number_1000", 1, 1000, null], ["parallel_2_number_1000", 2, 1000, null]],
  "--number 5 6": [["parallel_1_number_5", 1, 5, null], ["parallel_1_number_6", 1, 6, null]],
  "--parallel 2 2 --number 5": [["parallel_2_number_5", 2, 5, null], ["parallel_02_number_5", 2, 5, null]],
  "--rate 3 --number 5": [["parallel_1_number_5", 1, 5, 3]],
  "--rate 3 4.5 --number 5 --parallel 4": [
    ["rate_3.0_number_5", 4, 5, 3],
    ["rate_4.5_number_5", 4, 5, 4.5],
  ],
  "--rate 3 4 --number 5 6 --parallel 7 8": [
    ["rate_3.0_number_5", 7, 5, 3],
    ["rate_4.0_number_6", 8, 6, 4],
  ],
  "--rate -1 4 --parallel 2 --number 5": [
    ["parallel_2_number_5", 2, 5, null],
    ["rate_4.0_number_5", 2, 5, 4],
  ],
  "--rate 2 --parallel 1 2 --number 5": [["parallel_1_number_5", 1, 5, 2], ["parallel_2_number_5", 2, 5, 2]],
  "--open-loop --rate 20 40 --number 20 40": [
    ["rate_20.0_number_20", null, 20, 20],
    ["rate_40.0_number_40", null, 40, 40],
  ],
  "--open-loop --rate 0.5 2 --number 9": [["rate_0.5_number_9", null, 9, 0.5], ["rate_2.0_number_9", null, 9, 2]],
  "--open-loop --rate 2 --number 9 10": [["rate_2.0_number_9", null, 9, 2], ["rate_2.0_number_10", null, 10, 2]],
  "--duration 30": [["parallel_1_number_1000", 1, null, null]],
  "--duration 500ms --parallel 1 2": [
    ["parallel_1_number_1000", 1, null, null],
    ["parallel_2_number_1000", 2, null, null],
  ],
  "--duration 30 --number 7": [["parallel_1_number_7", 1, 7, null]],
  "--open-loop --rate 5 --duration 2m": [["rate_5.0_number_1000", null, null, 5]],
  "--open-loop --stages 30s@5,60s@20,30s@5": [["stages_duration_120s", null, null, 12.5]],
  "--open-loop --stages 30s@5 --number 4": [["stages_number_4", null, 4, 5]],
  "--stages 10s@4,10s@8": [["stages_duration_20s", 8, null, null]],
  "--stages 10s@4,10s@8 --rate 1 --parallel 3": [["parallel_3_number_1000", 3, null, 6]],
  "--open-loop --ramp 1:50:120": [["ramp_duration_120s", null, null, 25.5]],
  "--open-loop --ramp 1:50:120 --number 10": [["ramp_number_10", null, 10, 50]],
  "--ramp 1:50:120 --parallel 9 --duration 300": [["parallel_9_number_1000", 9, null, 50]],
};

for (const [command, points] of Object.entries(PAIRINGS)) {
  Deno.test(`the points of ${command}`, () => {
    const { steps } = planOf(command);
    deepStrictEqual(steps.map(({ name, parallel, number, rate }) => [name, parallel, number, rate]), points);
  });
}

Deno.test("a point's arguments have -1 for no limit, as in evalscope perf", () => {
  const { steps } = planOf("--open-loop --rate 20 --number 20");
  const { parallel, rate, number, open_loop } = steps[0]?.args ?? {};
  deepStrictEqual({ parallel, rate, number, open_loop }, { parallel: -1, rate: 20, number: 20, open_loop: true });
  const { args } = planOf("--parallel 2").steps[0] ?? {};
  deepStrictEqual([args?.parallel, args?.rate, args?.number], [2, -1, 1000]);
});

const WARMUPS: readonly (readonly [command: string, counts: readonly number[]])[] = [
  ["--warmup-num 0", [0]],
  ["--warmup-num 2.7", [2]],
  ["--warmup-num 0.1 --number 100 50 5", [10, 5, 1]],
  ["--warmup-num 0.001 --number 10", [1]],
  ["--warmup-num 0.29 --number 100", [29]],
  ["--warmup-num 10 --duration 30", [10]],
];

for (const [command, counts] of WARMUPS) {
  Deno.test(`the warm-up of ${command}`, () => {
    deepStrictEqual(planOf(command).steps.map(({ warmupCount }) => warmupCount), counts);
  });
}

const MISTAKES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "--parallel 1 2 3 --number 1 2": [
    "Cannot pair 3 values of --parallel with 2 of --number",
    "Give as many of one as of the other, or a single value of one",
  ],
  "--rate 1 2 3 --number 1 2 --parallel 4 5": [
    "Cannot pair 2 values of --parallel with 3 of --rate and 2 of --number",
    "Give as many of one as of the other, or a single value of one",
  ],
  "--open-loop --rate 5 10 20 --number 10 20": [
    "Cannot pair 3 values of --rate with 2 of --number",
    "Give as many of one as of the other, or a single value of one",
  ],
  "--open-loop": [
    "--open-loop needs a rate: nothing else says when a request is sent",
    "Write --rate with requests per second above 0, such as --rate 5 10 20, or --ramp, or --stages",
  ],
  "--open-loop --rate 5 -1": [
    "--open-loop needs a rate: nothing else says when a request is sent",
    "Write --rate with requests per second above 0, such as --rate 5 10 20, or --ramp, or --stages",
  ],
  "--warmup-num 0.1 --duration 30": [
    "--warmup-num 0.1 is a share of --number, which was not given",
    "Give --number too, or a count such as --warmup-num 10",
  ],
};

for (const [command, [message, hint]] of Object.entries(MISTAKES)) {
  Deno.test(`what is wrong with ${command}`, () => deepStrictEqual(problemsOf(command), [{ message, hint }]));
}

Deno.test("an open loop notes that --parallel has no effect", () => {
  deepStrictEqual(planOf("--open-loop --rate 5 --parallel 1 2 3").notes, [
    "--parallel has no effect: an open loop sends on schedule, however many requests run",
  ]);
});
