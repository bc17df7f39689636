import { ok, strictEqual } from "node:assert/strict";
import { renderProgress } from "../../../src/report/pages/progress_view.ts";
import { drawTable } from "../../../src/report/text/text_table.ts";
import { COMPACT_LINES, renderCompactSummary } from "../../../src/report/pages/compact_summary.ts";
import { renderRunSummary } from "../../../src/report/pages/run_summary.ts";
import { renderStepReport } from "../../../src/report/pages/step_report.ts";
import { textWidth } from "../../../src/report/text/text_width.ts";
import type { StepResult } from "../../../src/metrics/run_result.ts";
import type { TextStyle } from "../../../src/report/text/tone.ts";
import { makeFullStep, makeRepeatedStep } from "../../support/sample_parts.ts";
import {
  makeEmptyStep,
  makeFailingStep,
  makeMetrics,
  makeRun,
  makeSnapshot,
  makeStep,
} from "../../support/sample_results.ts";

const FAILING_SNAPSHOT = makeSnapshot({
  isStopping: true,
  metrics: { ...makeSnapshot().metrics, failed: 33, failuresByKind: { http_status: 30, reset: 3 } },
});

const TEXTS: Readonly<Record<string, (style: TextStyle) => string>> = {
  step_good: (style) => renderStepReport(makeStep(), style),
  step_failing: (style) => renderStepReport(makeFailingStep(), style),
  step_empty: (style) => renderStepReport(makeEmptyStep(), style),
  step_full: (style) => renderStepReport(makeFullStep(), style),
  run_full: (style) => renderRunSummary({ ...makeRun([makeFullStep()]), repeats: [makeRepeatedStep()] }, style, null),
  run: (style) => renderRunSummary(makeRun([makeStep(), makeFailingStep(), makeEmptyStep()]), style, null),
  compact: (style) =>
    renderCompactSummary({ run: makeRun([makeStep(), makeFailingStep(), makeEmptyStep()]), search: null }, style),
  compact_full: (style) => renderCompactSummary({ run: makeRun([makeFullStep()]), search: null }, style),
  progress: (style) => renderProgress(makeSnapshot(), style).join("\n"),
  progress_failing: (style) => renderProgress(FAILING_SNAPSHOT, style).join("\n"),
};

/** With `UPDATE_GOLDEN=1` the files are written instead of compared. */
async function compareWithGolden(name: string, text: string): Promise<void> {
  const url = new URL(`../golden/${name}.txt`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") await Deno.writeTextFile(url, `${text}\n`);
  strictEqual(`${text}\n`, await Deno.readTextFile(url));
}

for (const [name, render] of Object.entries(TEXTS)) {
  for (const width of [80, 120]) {
    Deno.test(`${name} at ${width} columns looks as agreed`, async () => {
      await compareWithGolden(`${name}_${width}`, render({ width, color: false }));
    });
  }

  Deno.test(`${name} is never wider than the terminal, from 60 columns on`, () => {
    for (const width of [60, 61, 67, 72, 79, 83, 99, 110, 137, 200]) {
      for (const line of render({ width, color: true }).split("\n")) {
        ok(textWidth(line) <= width, `${textWidth(line)} columns of ${width}: ${line}`);
      }
    }
  });

  Deno.test(`${name} says the same with colours as without`, () => {
    // deno-lint-ignore no-control-regex
    const withoutColors = render({ width: 100, color: true }).replace(/\x1b\[\d+m/g, "");
    strictEqual(withoutColors, render({ width: 100, color: false }));
  });
}

Deno.test("colours are for trouble, and grey for percentiles of too few samples", () => {
  const style = { width: 120, color: true };
  const good = renderStepReport(makeStep(), style);
  const greys = good.split("\x1b[90m").slice(1);
  ok(greys.length > 0 && greys.every((text) => text.startsWith("(") && text.includes(")\x1b[39m")));
  ok(!good.includes("\x1b[31m") && !good.includes("\x1b[33m"));
  ok(good.includes("\x1b[90m(3.24)\x1b[39m"));
  ok(!renderRunSummary(makeRun([makeStep()]), style, null).includes("\x1b"));
  ok(renderStepReport(makeFailingStep(), style).includes("\x1b[31mHTTP status 429 (rate_limit)\x1b[39m"));
});

Deno.test("a path of results that the table has no room for is written whole below", () => {
  const run = makeRun([makeStep()]);
  const outputPath = "results/".repeat(12);
  const text = renderRunSummary({ ...run, context: { ...run.context, outputPath } }, { width: 80, color: false }, null);
  ok(text.endsWith(`\n\nOutput Path: ${outputPath}`));
});

Deno.test("the end of a run fits 20 lines of any width, however many points and failures there are", () => {
  for (const count of [1, 2, 8, 30]) {
    for (const width of [60, 80, 120]) {
      const steps = Array.from({ length: count }, (_, index) => {
        const step = index % 3 === 0 ? makeFailingStep() : makeFullStep();
        return { ...step, name: `parallel_${index + 1}_number_9`, parallel: index + 1 };
      });
      const lines = renderCompactSummary({ run: makeRun(steps), search: null }, { width, color: false }).split("\n");
      ok(lines.length <= COMPACT_LINES, `${lines.length} lines for ${count} points at ${width} columns`);
    }
  }
});

Deno.test("the last screen of a sweep has a chart, and that of one point the stages of its load", () => {
  const draw = (steps: readonly StepResult[]) =>
    renderCompactSummary({ run: makeRun(steps), search: null }, { width: 80, color: false });
  const sweep = [1, 2, 4].map((parallel) => makeStep({ name: `parallel_${parallel}`, parallel }));
  ok(draw(sweep).includes("● throughput (req/s)  ○ TTFT p99 (ms)  against requests at once"), draw(sweep));
  const stage = { fromSeconds: 0, untilSeconds: 4, load: { variable: "rate", from: 4, to: 12 } } as const;
  const counts = { requests: 7, succeeded: 7, failed: 0, requestsPerSecond: 1.75, outputTokensPerSecond: 35 };
  const stages = [{ ...stage, ...counts, goodputShare: null, distributions: {} }];
  const point = draw([makeStep({ metrics: makeMetrics({ stages }) })]);
  ok(/│ 0–4 +│ +4 → 12 │ +7 │ +100% │ 1\.75 │/.test(point), point);
});

Deno.test("the last screen of a sweep of eight has all its points, a chart and what weighs most of the advice", () => {
  const validity = { ...makeStep().validity, verdict: "degraded" } as const;
  for (const [width, over] of [[80, {}], [120, {}], [80, { validity }], [120, { validity }]] as const) {
    const sweep = [1, 2, 4, 6, 8, 12, 16, 24].map((parallel) =>
      makeStep({ name: `parallel_${parallel}`, parallel, ...over })
    );
    const text = renderCompactSummary({ run: makeRun(sweep), search: null }, { width, color: false });
    strictEqual(text.match(/^│ +\d+ │/gm)?.length, sweep.length, text);
    ok(text.includes("● throughput (req/s)"), text);
    ok(/^→ /m.test(text), text);
  }
});

Deno.test("a column without any figure goes before one that says something", () => {
  const table = {
    columns: [
      { title: "Rate", align: "right" },
      { title: "RPS", align: "right", dropOrder: 1 },
      { title: "Failed", align: "right" },
    ],
    rows: [["—", "12.62", "3"], ["—", "9.01", "0"]],
  } as const;
  strictEqual(drawTable(table, { width: 20, color: false }).text.includes("RPS"), true);
  strictEqual(drawTable(table, { width: 20, color: false }).dropped.length, 0);
});
