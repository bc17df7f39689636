import { deepStrictEqual, strictEqual } from "node:assert";
import { createErrorBrake } from "../../../src/app/step/error_brake.ts";
import type { LoadPlan } from "../../../src/config/load_plan.ts";
import { makeRecord } from "../../support/make_record.ts";

const good = makeRecord();
const bad = makeRecord({ failure: { kind: "reset", message: "gone" } });
const cancelled = makeRecord({ failure: { kind: "cancelled", message: "by us" } });

const brakeWith = (limits: Partial<Pick<LoadPlan, "maxErrors" | "maxErrorShare">>) =>
  createErrorBrake({ maxErrors: null, maxErrorShare: null, ...limits } as LoadPlan);

Deno.test("--max-errors stops at its number, and cancelled requests are no errors", () => {
  const brake = brakeWith({ maxErrors: 2 });
  deepStrictEqual([bad, good, cancelled, bad, good].map((record) => brake.add(record)), [
    false,
    false,
    false,
    true,
    true,
  ]);
});

Deno.test("--max-error-rate looks at the last 50 requests alone", () => {
  const brake = brakeWith({ maxErrorShare: 0.2 });
  const add = (count: number, record: typeof good) => {
    let isOver = false;
    for (let i = 0; i < count; i++) isOver = brake.add(record);
    return isOver;
  };
  // Ten of the first 40 is more than a fifth, but 50 are not there yet.
  strictEqual(add(30, good), add(10, bad));
  strictEqual(add(60, good), add(10, bad));
  strictEqual(String(add(1, bad)), "true");
});

Deno.test("without limits nothing stops", () => {
  const brake = brakeWith({});
  strictEqual(Array.from({ length: 200 }, () => brake.add(bad)).some(Boolean), [].some(Boolean));
});
