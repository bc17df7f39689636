import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createSchedule } from "../../../src/app/step/schedule.ts";
import type { LoadPlan } from "../../../src/config/load_plan.ts";
import type { StepPlan } from "../../../src/config/run_plan.ts";
import type { Session } from "../../../src/core/session.ts";
import { PLAIN_LOAD } from "../../support/plain_load.ts";

const PLAIN: LoadPlan = { ...PLAIN_LOAD, arrival: { kind: "constant" } };
const STEP: StepPlan = { name: "s", parallel: 4, number: 10, rate: null, warmupCount: 0, args: {} };
const MEASURED = { phase: "measured", count: 10, seed: 1 } as const;
const PROMPT: Session = { turns: [{ input: { kind: "text", text: "hi" } }] };

Deno.test("without a rate a session is due as soon as a slot is free", () => {
  const schedule = createSchedule(PLAIN, STEP, MEASURED);
  strictEqual(schedule.dueAtMs(3, PROMPT), null);
  deepStrictEqual([schedule.slots, schedule.slotChanges, schedule.admitUntilMs], [4, [], null]);
});

Deno.test("a rate gives due times, in a closed loop too", () => {
  const schedule = createSchedule(PLAIN, { ...STEP, rate: 20 }, MEASURED);
  deepStrictEqual([0, 1, 4].map((index) => schedule.dueAtMs(index, PROMPT)), [0, 50, 200]);
});

Deno.test("stages of a rate end the load with their last one", () => {
  const rateStages = [{ durationMs: 1000, from: 5, to: 5 }, { durationMs: 1000, from: 20, to: 20 }];
  const schedule = createSchedule({ ...PLAIN, isOpenLoop: true, rateStages }, { ...STEP, parallel: null }, MEASURED);
  deepStrictEqual([5, 25, 26].map((index) => schedule.dueAtMs(index, PROMPT)), [1000, 2000, Infinity]);
  strictEqual(schedule.admitUntilMs, 2000);
});

Deno.test("stages of slots change their number at their times and end the load", () => {
  const slotStages = [{ durationMs: 1000, from: 2, to: 2 }, { durationMs: 500, from: 8, to: 8 }];
  const schedule = createSchedule({ ...PLAIN, slotStages }, STEP, MEASURED);
  strictEqual(schedule.slots, 2);
  deepStrictEqual(schedule.slotChanges, [{ atMs: 1000, count: 8 }]);
  strictEqual(schedule.admitUntilMs, 1500);
});

Deno.test("a ramp-up adds slots one by one up to the step's own number and has no end", () => {
  const schedule = createSchedule({ ...PLAIN, rampUpMs: 300 }, STEP, MEASURED);
  deepStrictEqual([schedule.slots, ...schedule.slotChanges.map(({ count }) => count)], [1, 2, 3, 4]);
  deepStrictEqual(schedule.slotChanges.map(({ atMs }) => atMs), [100, 200, 300]);
  strictEqual(schedule.admitUntilMs, null);
});

Deno.test("the earlier of duration and stages counts, and the grace starts there", () => {
  const slotStages = [{ durationMs: 1000, from: 2, to: 2 }];
  const load = { ...PLAIN, slotStages, durationMs: 700, graceMs: 50 };
  const { admitUntilMs, cutOffAtMs } = createSchedule(load, STEP, MEASURED);
  deepStrictEqual([admitUntilMs, cutOffAtMs], [700, 750]);
});

Deno.test("a warm-up has neither stages nor deadline", () => {
  const slotStages = [{ durationMs: 1000, from: 2, to: 2 }];
  const warmup = { ...MEASURED, phase: "warmup" } as const;
  const schedule = createSchedule({ ...PLAIN, slotStages, durationMs: 700 }, STEP, warmup);
  deepStrictEqual([schedule.slots, schedule.slotChanges, schedule.admitUntilMs], [4, [], null]);
});

Deno.test("a trace's times count from the first session of the phase", () => {
  const schedule = createSchedule({ ...PLAIN, isOpenLoop: true }, { ...STEP, parallel: null }, MEASURED);
  const at = (arrivalOffsetMs: number) => ({ ...PROMPT, arrivalOffsetMs });
  deepStrictEqual([at(4000), at(4500), at(9000)].map((session, index) => schedule.dueAtMs(index, session)), [
    0,
    500,
    5000,
  ]);
});

Deno.test("poisson arrivals of two seeds differ and of one seed agree", () => {
  const due = (seed: number) =>
    createSchedule({ ...PLAIN, arrival: { kind: "poisson" } }, { ...STEP, rate: 10 }, { ...MEASURED, seed })
      .dueAtMs(5, PROMPT);
  strictEqual(due(1), due(1));
  ok(due(1) !== due(2));
});
