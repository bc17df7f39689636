import type { JsonObject } from "../../core/json.ts";
import { METRIC_CATALOG, type MetricId } from "../../metrics/catalog.ts";
import { REPEAT_FIGURES, type RepeatStatistic } from "../../metrics/repeats.ts";
import type { RepeatedStep } from "../../metrics/run_result.ts";

/** Makes the entry of one repeated step in `run.json` and `repeat_summary.json`: unrounded, undefined is `null`. */
export function toRepeatJson({ name, parallel, rate, summary }: RepeatedStep): JsonObject {
  const distributions = Object.entries(summary.distributions).map(([id, figures]) => {
    const entries = REPEAT_FIGURES.map((figure) => [figure, toStatisticJson(figures[figure])] as const);
    return [id, { unit: unitOf(id), ...Object.fromEntries(entries) }] as const;
  });
  const scalars = Object.entries(summary.scalars).map(([id, statistic]) => {
    return [id, { unit: unitOf(id), ...toStatisticJson(statistic) }] as const;
  });
  return {
    name,
    parallel,
    ratePerSecond: rate,
    repeats: summary.repeats,
    confidence: 0.95,
    method: summary.method,
    scalars: Object.fromEntries(scalars),
    distributions: Object.fromEntries(distributions),
  };
}

function toStatisticJson({ n, mean, standardDeviation, interval95 }: RepeatStatistic): JsonObject {
  return { n, mean, standardDeviation, interval95 };
}

function unitOf(id: string): string {
  return METRIC_CATALOG[id as MetricId].unit;
}
