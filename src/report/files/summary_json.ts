import type { JsonObject, JsonValue } from "../../core/json.ts";
import { isDistributionId, METRIC_CATALOG } from "../../metrics/catalog.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import type { LiveSummary } from "../../metrics/live_snapshot.ts";
import { listShown, listVisible, readFigure, type ShownMetric, toSummaryKey } from "../../metrics/shown.ts";
import { chooseCacheRate } from "../text/cache_rate.ts";
import { roundForFile } from "../text/rounding.ts";

/** One entry of the file: its place among the others, its key and its value. */
type Entry = readonly [order: number, key: string, value: JsonValue];

/**
 * Makes `benchmark_summary.json` of one step: the reference's keys in its order, then ours. What is undefined, or has no
 * limit, is -1 under the reference's keys, as there, and `null` under ours; keys that the reference leaves out where
 * they do not apply are left out.
 */
export function toSummaryJson(result: StepResult): JsonObject {
  const entries = [
    ...listVisible("summaryFile", result.metrics).map((shown) => toFigureEntry(result, shown)),
    ...listShown("summaryFile").flatMap((shown) => toDeviationEntries(result, shown)),
    ...toFurtherEntries(result),
  ];
  const sorted = entries.toSorted(([a], [b]) => a - b);
  return Object.fromEntries(sorted.map(([, key, value]) => [key, value]));
}

/** Makes the figures of a moment by the same keys in the same order; those that are not known yet are left out. */
export function toFiguresJson(figures: LiveSummary): JsonObject {
  const entries = listShown("summaryFile").map((shown) =>
    [toSummaryKey(shown), roundForFile(figures[shown.id])] as const
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function toFigureEntry({ metrics }: StepResult, shown: ShownMetric<"summaryFile">): Entry {
  const value = roundForFile(readFigure(metrics, shown.id));
  return [shown.order, toSummaryKey(shown), value ?? (isOfReference(shown) ? UNDEFINED : null)];
}

/** What the reference writes where there is no figure or no limit: its own readers refuse anything but a number. */
const UNDEFINED = -1;

function isOfReference({ definition }: ShownMetric<"summaryFile">): boolean {
  return definition.evalscopeKey !== undefined || definition.evalscopeMeanKey !== undefined;
}

function toDeviationEntries({ metrics }: StepResult, shown: ShownMetric<"summaryFile">): Entry[] {
  const { id, deviationOrder, deviationKey, definition: { label, unit } } = shown;
  if (deviationOrder === undefined || !isDistributionId(id)) return [];
  return [[
    deviationOrder,
    deviationKey ?? `Std ${label} (${unit})`,
    roundForFile(metrics.distributions[id].standardDeviation),
  ]];
}

/** What is no metric of its own. */
function toFurtherEntries(result: StepResult): Entry[] {
  // What the service states, else the guess of conversations under the same key, as in the reference.
  const cacheRate = chooseCacheRate(result.metrics);
  const cacheKey = toSummaryKey({ id: "kv_cache_hit_rate", definition: METRIC_CATALOG.kv_cache_hit_rate });
  return [
    [20, "Concurrency", result.parallel ?? UNDEFINED],
    [30, "Request Rate (req/s)", roundForFile(result.rate) ?? UNDEFINED],
    ...(cacheRate === null ? [] : [
      [200, cacheKey, roundForFile(cacheRate.value)],
      [470, "KV Cache Hit Rate Source", cacheRate.source],
    ] satisfies Entry[]),
    [600, "Ending", result.ending],
    [610, "Validity", result.validity.verdict],
  ];
}
