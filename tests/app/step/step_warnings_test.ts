import { deepStrictEqual, match } from "node:assert";
import { stepWarnings } from "../../../src/app/step/step_warnings.ts";
import type { ClientHealth } from "../../../src/core/judging/health.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";

const calm: ClientHealth = {
  loopLagP50Ms: 0.1,
  loopLagP99Ms: 2,
  loopLagMaxMs: 5,
  sendLagP50Ms: 0.1,
  sendLagP99Ms: 1,
  sendLagMaxMs: 3,
  lateSends: 0,
  cpuSeconds: 1,
  cpuCores: 0.3,
  peakRssBytes: 1e8,
  connectionRetries: 0,
  coalescedReadShare: 0,
};
const metrics = createAccumulator().finish();

Deno.test("a calm client has nothing to say", () => {
  deepStrictEqual(stepWarnings({ health: calm, metrics }), []);
});

Deno.test("repeated requests and counts of the embedded tokenizer are said", () => {
  const warnings = stepWarnings({
    health: { ...calm, connectionRetries: 3 },
    metrics: { ...metrics, completionOrigins: { embedded: 4 } },
  });
  match(warnings.join("\n"), /^.*4 requests.*embedded tokenizer.*\n3 requests were sent again/);
});
