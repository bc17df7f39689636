import { deepStrictEqual, strictEqual } from "node:assert";
import { describeCriteria } from "../../../../src/metrics/judging/criteria.ts";
import type { SlaPlan } from "../../../../src/config/run_plan.ts";
import { planOf, problemsOf } from "../plans.ts";

const SEARCH = '--sla-auto-tune --sla-params [{"p99_ttft":"<=500ms"}]';

const PLAIN: SlaPlan = {
  variable: "parallel",
  criteria: [[{
    metric: "ttft",
    statistic: { kind: "percentile", percent: 99 },
    goal: { kind: "limit", operator: "<=", limit: 500 },
    written: '"p99_ttft": "<=500ms"',
  }]],
  runsPerPoint: 3,
  lowerBound: 1,
  upperBound: 65536,
  startValue: 1,
  fixedParallel: null,
  numberMultiplier: 2,
  isMultiplierGiven: false,
  warmupShare: null,
  toleranceShare: 0.02,
  successShare: 1,
};

const SEARCHES: Readonly<Record<string, Partial<SlaPlan>>> = {
  "": {},
  "--parallel 8": { startValue: 8 },
  "--parallel 8 --sla-upper-bound 4": { startValue: 4, upperBound: 4 },
  "--parallel 2 --sla-lower-bound 4": { startValue: 4, lowerBound: 4 },
  "--sla-num-runs 5 --sla-number-multiplier 2.5": { runsPerPoint: 5, numberMultiplier: 2.5, isMultiplierGiven: true },
  "--sla-variable rate": { variable: "rate" },
  "--sla-variable rate --rate 0.5 --sla-lower-bound 0.1": { variable: "rate", startValue: 0.5, lowerBound: 0.1 },
  "--sla-variable rate --rate -1 --sla-lower-bound 0.1": { variable: "rate", startValue: 0.1, lowerBound: 0.1 },
  "--sla-variable rate --sla-fixed-parallel 64": { variable: "rate", fixedParallel: 64 },
  "--sla-tolerance 5% --sla-success-rate 0.99": { toleranceShare: 0.05, successShare: 0.99 },
  "--warmup-num 0.5": { warmupShare: 0.5 },
};

for (const [command, search] of Object.entries(SEARCHES)) {
  Deno.test(`the search of "${command}"`, () => {
    deepStrictEqual(planOf(`${SEARCH} ${command}`).sla, { ...PLAIN, ...search });
  });
}

Deno.test("a search has one step, which stands for the first load tried", () => {
  const stepOf = (command: string) => {
    const { steps, load } = planOf(`${SEARCH} ${command}`);
    const [step] = steps;
    strictEqual(steps.length, 1);
    return [step?.name, step?.parallel, step?.rate, step?.number, step?.warmupCount, load.isOpenLoop];
  };
  deepStrictEqual(stepOf("--parallel 4 --warmup-num 0.5"), ["sla_parallel", 4, null, 8, 4, false]);
  deepStrictEqual(stepOf("--sla-variable rate --rate 3"), ["sla_rate", null, 3, 6, 0, true]);
  deepStrictEqual(stepOf("--sla-variable rate --rate 3 --sla-fixed-parallel 9"), ["sla_rate", 9, 3, 6, 0, false]);
});

function criteriaOf(command: string): readonly string[] {
  return describeCriteria(planOf(command).sla?.criteria ?? []);
}

Deno.test("a search takes a single object as criteria, as well as a list", () => {
  deepStrictEqual(criteriaOf('--sla-auto-tune --sla-params {"rps":"max"}'), [
    'highest Request throughput, written "rps": "max"',
  ]);
});

Deno.test("mistakes of criteria are told with all others", () => {
  deepStrictEqual(problemsOf('--sla-auto-tune --sla-params [{"p99_tfft":"<=1s","rps":10}] --repeat 2').length, 3);
});

Deno.test("a search takes its criteria from a file named after @", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, '[{"p99_ttft": "<=60ms"}]');
    deepStrictEqual(criteriaOf(`--sla-auto-tune --sla-params @${path}`), [
      'p99 TTFT <= 60 ms, written "p99_ttft": "<=60ms"',
    ]);
  } finally {
    await Deno.remove(path);
  }
  deepStrictEqual(problemsOf(`--sla-auto-tune --sla-params @${path}`), [{
    message: `Cannot use "@${path}" for --sla-params: must be a JSON list or object, or @FILE with one`,
    hint: `Cannot read the file "${path}": it does not exist`,
  }]);
});

const MISTAKES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "--sla-auto-tune": [
    "--sla-auto-tune needs --sla-params",
    `Write what must hold, such as --sla-params '[{"p99_ttft": "<=500ms"}]'`,
  ],
  [`${SEARCH} --sla-lower-bound 9 --sla-upper-bound 3`]: [
    "--sla-lower-bound 9 is above --sla-upper-bound 3",
    "Give the smaller number to --sla-lower-bound",
  ],
  [`${SEARCH} --sla-lower-bound 0.5`]: [
    "--sla-lower-bound 0.5 is no number of requests at once: must be a whole number",
    "Only with --sla-variable rate may it have a fraction",
  ],
  [`${SEARCH} --repeat 2`]: [
    "--repeat does not go with --sla-auto-tune",
    "A search repeats each load by itself: give --sla-num-runs",
  ],
  [`${SEARCH} --open-loop`]: [
    "--open-loop does not go with --sla-variable parallel: an open loop has no limit to vary",
    "Search for the highest rate with --sla-variable rate, or leave --open-loop out",
  ],
  [`${SEARCH} --open-loop --sla-variable rate --sla-fixed-parallel 3`]: [
    "--open-loop does not go with --sla-fixed-parallel 3",
    "Leave one of them out",
  ],
  [`${SEARCH} --ramp 1:2:3`]: [
    "--ramp does not go with --sla-auto-tune",
    "Each load tried is steady: leave it out",
  ],
};

for (const [command, [message, hint]] of Object.entries(MISTAKES)) {
  Deno.test(`what is wrong with ${command}`, () => deepStrictEqual(problemsOf(command), [{ message, hint }]));
}

Deno.test("a search notes what it does not use", () => {
  deepStrictEqual(planOf(`${SEARCH} --parallel 2 4 --number 9 --rate 5 --sla-fixed-parallel 3`).notes, [
    "The search starts at the first value, --parallel 2",
    "--number has no effect on a search: --sla-number-multiplier says how many requests a load gets",
    "--rate has no effect on a search that varies the parallel",
    "--sla-fixed-parallel has no effect: the search varies how many requests run at once",
  ]);
});

Deno.test("settings of a search without a search are noted", () => {
  deepStrictEqual(planOf("--sla-num-runs 5").notes, ["--sla-num-runs has no effect without --sla-auto-tune"]);
});
