import { ok, strictEqual } from "node:assert/strict";
import { renderSlaSummary } from "../../../src/report/sla/sla_summary.ts";
import { textWidth } from "../../../src/report/text/text_width.ts";
import { makeEmptySearch, makeFailedSearch, makeGroupSearch, makeOptimumSearch, makeSearch } from "./sample_search.ts";

const SEARCHES = {
  sla: makeSearch(),
  sla_groups: makeGroupSearch(),
  sla_optimum: makeOptimumSearch(),
  sla_empty: makeEmptySearch(),
  sla_failed: makeFailedSearch(),
};

/** With `UPDATE_GOLDEN=1` the files are written instead of compared. */
async function compareWithGolden(name: string, text: string): Promise<void> {
  const url = new URL(`golden/${name}.txt`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") await Deno.writeTextFile(url, `${text}\n`);
  strictEqual(`${text}\n`, await Deno.readTextFile(url));
}

for (const [name, result] of Object.entries(SEARCHES)) {
  for (const width of [80, 120]) {
    Deno.test(`the text of ${name} at ${width} columns looks as agreed`, async () => {
      await compareWithGolden(`${name}_${width}`, renderSlaSummary(result, { width, color: false }));
    });
  }

  Deno.test(`the text of ${name} is never wider than the terminal, from 60 columns on`, () => {
    for (let width = 60; width <= 160; width += 7) {
      for (const line of renderSlaSummary(result, { width, color: true }).split("\n")) {
        ok(textWidth(line) <= width, `${textWidth(line)} columns of ${width}: ${line}`);
      }
    }
  });
}

Deno.test("the chart puts the answer in its own column, under the limit, and what fails over it", () => {
  const lines = renderSlaSummary(makeSearch(), { width: 80, color: false }).split("\n");
  const chart = lines.slice(lines.findIndex((line) => line.startsWith("p99 TTFT (ms) against")));
  const limitRow = chart.findIndex((line) => line.includes("┄") && line.startsWith("500.00"));
  const answerRow = chart.findIndex((line) => line.includes("◆") && !line.startsWith("Marks"));
  const failRow = chart.findIndex((line) => line.includes("×"));
  ok(failRow <= limitRow && limitRow <= answerRow, `${failRow} ${limitRow} ${answerRow}`);
  const loads = chart.find((line) => /^ +1 +2 /.test(line)) ?? "";
  ok(Math.abs(loads.indexOf("22") + 0.5 - (chart[answerRow]?.indexOf("◆") ?? 0)) <= 1);
});
