import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { chartsOf } from "../../../src/report/charts/run_charts.ts";
import type { ChartSpec } from "../../../src/report/charts/chart_spec.ts";
import { loadChart } from "../../../src/report/charts/sweep_charts.ts";
import { drawTextChart, FRAME_LINES } from "../../../src/report/charts/text_chart.ts";
import { same } from "../../../src/core/words.ts";
import { textWidth } from "../../../src/report/text/text_width.ts";
import { sampleReport } from "../../support/sample_report.ts";

const AXIS = { label: same("Load"), unit: "", scale: "linear" } as const;

function makeSpec(changes: Partial<ChartSpec>): ChartSpec {
  return { id: "a", title: same("A"), about: same(""), x: AXIS, y: { ...AXIS, unit: "ms" }, series: [], ...changes };
}

const LINE = { name: same("p50"), tone: "first", look: "line" } as const;

Deno.test("a line is drawn with its points, what joins them, and the loads below", () => {
  const spec = makeSpec({ series: [{ ...LINE, points: [[0, 0], [10, 5], [20, 10]] }] });
  deepStrictEqual(drawTextChart(spec, { width: 25, rows: 3 }), [
    "● p50 (ms)  against load",
    "10 ┤                ....●",
    "   ┤      ....●.....",
    " 0 ┤●.....",
    "    0        10        20",
  ]);
});

Deno.test("two axes have a label each, loads in multiples stand evenly, the knee is named", () => {
  const right = { ...LINE, isOnRight: true, name: same("TTFT"), points: [[1, 50], [2, 100], [4, 200]] } as const;
  const spec = makeSpec({
    y2: { ...AXIS, unit: "s" },
    series: [{ ...LINE, points: [[1, 4], [2, 4], [4, 4]] }, right],
    marks: [{ x: 2, label: same("knee") }],
  });
  const lines = drawTextChart(spec, { width: 40, rows: 3 });
  strictEqual(lines[0], "● p50 (ms)  ○ TTFT (s)  against load");
  match(lines[1] ?? "", /^4 ┤●\.+●\.+●├ 200$/);
  match(lines.at(-1) ?? "", /^ {3}1 +2 \(knee\) +4$/);
  strictEqual((lines.at(-1) ?? "").indexOf("2 (knee)") + 4, (lines[1] ?? "").indexOf("●", 5));
});

Deno.test("bars stand on the axis, points with names are written by their names, requests are bars of their phases", () => {
  const bars = makeSpec({ series: [{ ...LINE, look: "bars", points: [[0, 1], [1, 2], [2, 0]] }] });
  const drawn = drawTextChart(bars, { width: 16, rows: 2 });
  match(drawn[1] ?? "", /^2 ┤ +█+$/);
  match(drawn[2] ?? "", /^0 ┤█+ *█*/);
  const named = makeSpec({ series: [{ ...LINE, points: [[5, 1], [9, 2]], labels: ["one", "two"] }] });
  match(drawTextChart(named, { width: 30, rows: 3 })[1] ?? "", /two$/);
  const lane = { row: 0, dueAt: 0, sentAt: 1, firstTokenAt: 2, endAt: 4, hasFailed: false };
  const lanes = makeSpec({
    series: [{ ...LINE, look: "lanes", points: [], lanes: [lane, { ...lane, hasFailed: true }] }],
  });
  const [, ok1 = "", failed = ""] = drawTextChart(lanes, { width: 22, rows: 4 });
  match(ok1, /^┤░+▒+█+$/);
  match(failed, /^┤░+×+$/);
});

Deno.test("charts without a value say so", () => {
  const empty = makeSpec({ series: [{ ...LINE, points: [[1, null]] }] });
  deepStrictEqual(drawTextChart(empty, { width: 40, rows: 4 }), ["A: no values"]);
  deepStrictEqual(drawTextChart(makeSpec({}), { width: 40, rows: 4 }), ["A: no values"]);
});

Deno.test("every chart of a run fits the room that it is given", () => {
  const { sweep, points } = chartsOf(sampleReport(), "r");
  const specs = [...sweep, ...points.flat(), loadChart(sampleReport().points)].filter((spec) => spec !== null);
  for (const spec of specs) {
    for (const width of [40, 80, 200]) {
      const lines = drawTextChart(spec, { width, rows: 6 });
      ok(lines.length <= 6 + FRAME_LINES, `${spec.id}: ${lines.length} lines`);
      for (const line of lines) ok(textWidth(line) <= Math.min(width, 100), `${spec.id} at ${width}: ${line}`);
    }
  }
});

Deno.test("one load alone has no chart against loads", () => {
  strictEqual(loadChart(sampleReport().points.slice(0, 1)), null);
});
