import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { buildGroupTables } from "../../../src/report/parts/group_table.ts";
import { makeFullStep } from "../../support/sample_parts.ts";
import { makeMetrics } from "../../support/sample_results.ts";

Deno.test("there is a table by class and one by model, each where it has groups", () => {
  const { metrics } = makeFullStep();
  deepStrictEqual(buildGroupTables(metrics).map(({ title }) => title), ["Results by class", "Results by model"]);
  const models = metrics.groups.filter(({ by }) => by === "model");
  deepStrictEqual(buildGroupTables({ ...metrics, groups: models }).map(({ title }) => title), ["Results by model"]);
  deepStrictEqual(buildGroupTables(makeMetrics()), []);
});

Deno.test("a group that failed is marked, and goodput is a column only where something was promised", () => {
  const { metrics } = makeFullStep();
  const [, byModel] = buildGroupTables(metrics);
  const failing = byModel?.rows[1];
  deepStrictEqual(Array.isArray(failing) ? failing[2] : null, { text: "60.0%", tone: "bad" });
  strictEqual(byModel?.columns.at(-1)?.title, "Goodput");
  const groups = metrics.groups.map((group) => ({ ...group, goodputShare: null }));
  strictEqual(buildGroupTables({ ...metrics, groups })[0]?.columns.at(-1)?.title, "Out tokens");
});
