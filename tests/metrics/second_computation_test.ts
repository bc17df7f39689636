import { ok, strictEqual } from "node:assert/strict";
import type { GoodputObjective } from "../../src/metrics/judging/goodput.ts";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import { DISTRIBUTION_IDS, SCALAR_IDS } from "../../src/metrics/catalog.ts";
import { type GroupMetrics, PERCENTILES, type StepMetrics } from "../../src/metrics/step_metrics.ts";
import { createRandom } from "../../src/core/random.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { assertClose, assertDeepClose } from "./assert_close.ts";
import { writeRecords } from "./record_database.ts";
import { makeRecord } from "../support/make_record.ts";
import { drawSessions } from "./records.ts";
import { type PlainSummary, type Recomputed, recomputeFromDatabase } from "./second_computation.ts";
import { type RecomputedParts, recomputeParts } from "./second_parts.ts";

const PROMISES: readonly GoodputObjective[] = [
  { metric: "ttft", limitMs: 90 },
  { metric: "tpot", limitMs: 30 },
  { metric: "itl", limitMs: 25 },
  { metric: "e2e", limitMs: 400 },
];

function compute(records: readonly RequestRecord[]): StepMetrics {
  const accumulator = createAccumulator({ goodput: PROMISES, measuresSpeed: true, measuresHandoff: true });
  records.forEach(accumulator.add);
  return accumulator.finish();
}

function recompute(records: readonly RequestRecord[]): Recomputed & RecomputedParts {
  const path = writeRecords(records);
  try {
    return { ...recomputeFromDatabase(path, PROMISES), ...recomputeParts(path, PROMISES) };
  } finally {
    Deno.removeSync(path);
  }
}

function assertAgreement(metrics: StepMetrics, second: Recomputed & RecomputedParts): void {
  for (const id of SCALAR_IDS) assertClose(metrics.scalars[id], second[id], id);
  for (const id of DISTRIBUTION_IDS) {
    const { percentiles, isExact, ...figures } = metrics.distributions[id];
    ok(isExact);
    ok(second[id], `second_computation.ts lacks ${id}`);
    for (const percent of PERCENTILES) {
      assertClose(percentiles[percent], second[id].percentiles[percent] ?? null, `p${percent} of ${id}`);
    }
    const names = Object.keys(figures) as (keyof Omit<PlainSummary, "percentiles">)[];
    for (const name of names) assertClose(figures[name], second[id][name], `${name} of ${id}`);
  }
  assertDeepClose(byName(metrics.groups), byName(second.groups), "groups");
  assertDeepClose(metrics.traces, second.traces, "traces");
  assertDeepClose(metrics.speed, second.speed, "speed");
}

/** Groups of one size have no order. */
function byName(groups: readonly GroupMetrics[]): Record<string, GroupMetrics> {
  return Object.fromEntries(groups.map((group) => [`${group.by} ${group.name}`, group]).toSorted());
}

for (const seed of [1, 2, 3, 4]) {
  Deno.test(`createAccumulator() agrees with a second computation from the database, seed ${seed}`, () => {
    const random = createRandom(seed);
    const records = drawSessions(random, 200);
    const metrics = compute(records);
    assertAgreement(metrics, recompute(records));
    // No metric is left out of the comparison by chance.
    for (const id of DISTRIBUTION_IDS) ok(metrics.distributions[id].count > 10, id);
    for (const id of SCALAR_IDS) ok(metrics.scalars[id] !== null, id);
    strictEqual(metrics.groups.length, 5);
    ok((metrics.traces?.count ?? 0) > 10 && (metrics.traces?.guessedTurns ?? 0) > 10);
  });
}

for (
  const [name, records] of [
    ["no requests", []],
    ["warm-up alone", [makeRecord({ phase: "warmup" })]],
    ["one failure", [makeRecord({ failure: { kind: "reset", message: "Connection reset" }, endAtMs: 7 })]],
    ["a failure that took no time", [makeRecord({ failure: { kind: "dns", message: "No such host" }, endAtMs: 0 })]],
    ["a reply without usage", [makeRecord({ events: [[20, "content"], [30, "finish"]] })]],
    ["a reply of no tokens", [makeRecord({ tokens: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 } })]],
    ["a reply at once", [makeRecord({ isStream: false, endAtMs: 0, tokens: { completionTokens: 2 } })]],
  ] as const satisfies readonly (readonly [string, readonly RequestRecord[]])[]
) {
  Deno.test(`createAccumulator() agrees with the second computation on ${name}`, () => {
    const metrics = compute(records);
    assertAgreement(metrics, recompute(records));
    const numbers = Object.values(metrics.scalars).filter((value) => value !== null);
    ok(numbers.every((value) => Number.isFinite(value) && value >= 0), JSON.stringify(metrics.scalars));
  });
}
