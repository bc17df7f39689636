import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { describeHealth, judgeHealth } from "../../../src/report/parts/health_line.ts";
import { renderStepReport } from "../../../src/report/pages/step_report.ts";
import { makeStep } from "../../support/sample_results.ts";

for (
  const [verdict, tone, text] of [
    ["valid", "plain", "VALID"],
    ["degraded", "warning", "DEGRADED"],
    ["invalid", "bad", "INVALID"],
  ] as const
) {
  Deno.test(`a ${verdict} step is ${text}`, () => {
    deepStrictEqual(judgeHealth({ verdict, reasons: [], unreliable: [], affected: null }), { tone, text });
  });
}

Deno.test("the report of a step gives each reason against its client once", () => {
  const reasons = ["The client's event loop was up to 8.0 ms late", "The client sent 80.00 a second"];
  const step = makeStep({
    validity: { verdict: "degraded", reasons, unreliable: [], affected: null },
    warnings: [reasons[1] ?? ""],
  });
  const text = renderStepReport(step, { width: 120, color: false });
  for (const reason of reasons) strictEqual(text.split(reason).length, 2, reason);
});

Deno.test("the line on health leaves out the least important where the width is short", () => {
  strictEqual(describeHealth(makeStep(), 50), "Verdict: VALID · loop lag p99 1.2 ms");
  strictEqual(
    describeHealth(makeStep(), 200),
    "Verdict: VALID · loop lag p99 1.2 ms · late sends 0 · CPU 0.42 cores · memory 123 MB · " +
      "read after p99 0.9 ms · send lag p99 0.3 ms · resent 0 · joined reads 3.1%",
  );
});

Deno.test("describeHealth() says what the client adds where it was calibrated", () => {
  const clientError = { ttftMs: 0.4, itlMs: 0.021, calibratedAt: "2026-11-28T09:00:00.000Z" };
  strictEqual(
    describeHealth(makeStep({ clientError }), 80),
    "Verdict: VALID · client adds ≤ 0.40 ms to TTFT, ≤ 0.02 ms to ITL",
  );
});
