import { match } from "node:assert/strict";
import { pointCharts } from "../../../src/report/charts/point_charts.ts";
import { sampleDetails } from "../../support/sample_report.ts";

function aboutLanes(requests: number): string {
  const charts = pointCharts({ details: sampleDetails(requests), stages: null, series: null }, "p");
  return charts.find(({ id }) => id === "p-lanes")?.about.en ?? "";
}

Deno.test("single requests say of how many they are one, also where those that are kept are a selection already", () => {
  match(aboutLanes(100), /^Each bar is a request: /);
  match(aboutLanes(320), /^Each bar is a request, one in 2 of them: /);
  // 7,500 are kept as one in 5, of which one in 10 is drawn.
  match(aboutLanes(7500), /^Each bar is a request, one in 50 of them: /);
});
