import { deepStrictEqual, strictEqual } from "node:assert";
import type { LoadPlan } from "../../../../src/config/load_plan.ts";
import { PLAIN_LOAD } from "../../../support/plain_load.ts";
import { planOf, problemsOf } from "../plans.ts";

const RAMP = { durationMs: 120_000, from: 1, to: 50 };
const STAGES = [{ durationMs: 30_000, from: 5, to: 5 }, { durationMs: 60_000, from: 20, to: 20 }];

const SHAPES: Readonly<Record<string, Partial<LoadPlan>>> = {
  "": {},
  "--open-loop --rate 5": { isOpenLoop: true },
  "--rate 5 --arrival constant": { arrival: { kind: "constant" } },
  "--rate 5 --arrival gamma": { arrival: { kind: "gamma", shape: 1 } },
  "--rate 5 --burstiness 0.5": { arrival: { kind: "gamma", shape: 0.5 } },
  "--rate 5 --arrival gamma --burstiness 2": { arrival: { kind: "gamma", shape: 2 } },
  "--open-loop --ramp 1:50:120": { isOpenLoop: true, rateStages: [RAMP] },
  "--ramp 1:50:2m": { rateStages: [RAMP] },
  "--ramp 1:50:120 --number 9": { rateStages: [RAMP, { durationMs: Infinity, from: 50, to: 50 }] },
  "--open-loop --stages 30s@5,1m@20": { isOpenLoop: true, rateStages: STAGES },
  "--stages 30@5 60s@20 --rate 1": { rateStages: STAGES },
  "--stages 30s@5,60s@20": { slotStages: STAGES },
  "--ramp-up 30 --parallel 4 8": { rampUpMs: 30_000 },
  "--duration 1.5m --grace 0": { durationMs: 90_000, graceMs: 0 },
  "--max-errors 3 --max-error-rate 20%": { maxErrors: 3, maxErrorShare: 0.2 },
};

for (const [command, shape] of Object.entries(SHAPES)) {
  Deno.test(`the load of "${command}"`, () => deepStrictEqual(planOf(command).load, { ...PLAIN_LOAD, ...shape }));
}

const MISTAKES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "--arrival constant": ["--arrival needs a rate", "Give --rate, --ramp, or --open-loop with --stages"],
  "--burstiness 2 --rate -1": ["--burstiness needs a rate", "Give --rate, --ramp, or --open-loop with --stages"],
  "--rate 5 --arrival poisson --burstiness 2": [
    "--burstiness 2 does not go with --arrival poisson",
    "Burstiness is the shape of gamma arrivals: leave --arrival out or write --arrival gamma",
  ],
  "--open-loop --ramp 1:2:3 --stages 3s@4": [
    "--ramp and --stages both say how the load goes over time",
    "Keep one of them; stages of 0 are pauses",
  ],
  "--open-loop --rate 5 6 --ramp 1:2:3": [
    "--ramp gives the rate over time, so --rate cannot have 2 values",
    "Leave one of them out, or run once for each",
  ],
  "--stages 30s@5 --parallel 3": [
    "--stages without a rate says how many requests run at once over time, and so does --parallel",
    "Leave --parallel out; or, for rates over time, give --open-loop or --rate",
  ],
  "--stages 30s@2.5": [
    "--stages cannot have 2.5 requests at once: must be whole numbers",
    "For rates over time give --open-loop or --rate; without a rate, stages are requests at once",
  ],
  "--stages 30s@5 --ramp-up 3": ["--ramp-up and --stages both say how slots open", "Keep one of them"],
  "--open-loop --rate 5 --ramp-up 3": [
    "--ramp-up does not go with an open loop, which has no slots",
    "Use --ramp for a rate",
  ],
  "--grace 5": [
    "--grace needs an end after which it counts",
    "Give --duration, or leave it out: --total-timeout limits a single request",
  ],
};

for (const [command, [message, hint]] of Object.entries(MISTAKES)) {
  Deno.test(`what is wrong with ${command}`, () => deepStrictEqual(problemsOf(command), [{ message, hint }]));
}

Deno.test("a rate beside stages is noted as not used", () => {
  deepStrictEqual(planOf("--open-loop --rate 5 --stages 3s@4").notes, [
    "--stages gives the rate over time: the value of --rate is not used",
  ]);
});

Deno.test("the default number of requests ends a load that has no end of its own", () => {
  strictEqual(planOf("--grace 5 --duration 3 --number 4").steps[0]?.number, 4);
  strictEqual(planOf("--rate 4").steps[0]?.number, 1000);
  strictEqual(planOf("--ramp 1:2:3").steps[0]?.number, null);
});
