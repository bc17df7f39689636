import {
  DISTRIBUTION_IDS,
  type DistributionId,
  METRIC_CATALOG,
  type MetricId,
  SCALAR_IDS,
  type ScalarId,
} from "../../metrics/catalog.ts";
import type { RepeatFigure, RepeatStatistic } from "../../metrics/repeats.ts";
import type { RepeatedStep } from "../../metrics/run_result.ts";

/** A metric that is one number over the repeats of a step. */
export interface RepeatJsonScalar extends RepeatStatistic {
  readonly unit: string;
}

/** Figures of a distribution over the repeats of a step. */
export interface RepeatJsonDistribution extends Readonly<Record<RepeatFigure, RepeatStatistic>> {
  readonly unit: string;
}

/** A repeated step in `run.json` and `repeat_summary.json`. */
export interface RepeatJson {
  readonly name: string;
  readonly parallel: number | null;
  readonly ratePerSecond: number | null;
  readonly repeats: number;
  readonly confidence: 0.95;
  readonly method: string;
  readonly scalars: Readonly<Record<ScalarId, RepeatJsonScalar>>;
  readonly distributions: Readonly<Record<DistributionId, RepeatJsonDistribution>>;
}

/** Makes the entry of one repeated step in `run.json` and `repeat_summary.json`: unrounded, undefined is `null`. */
export function toRepeatJson({ name, parallel, rate, summary }: RepeatedStep): RepeatJson {
  return {
    name,
    parallel,
    ratePerSecond: rate,
    repeats: summary.repeats,
    confidence: 0.95,
    method: summary.method,
    scalars: mapIds(SCALAR_IDS, (id) => ({ unit: unitOf(id), ...summary.scalars[id] })),
    distributions: mapIds(DISTRIBUTION_IDS, (id) => ({ unit: unitOf(id), ...summary.distributions[id] })),
  };
}

function mapIds<Id extends MetricId, Value>(ids: readonly Id[], map: (id: Id) => Value): Record<Id, Value> {
  return Object.fromEntries(ids.map((id) => [id, map(id)])) as Record<Id, Value>;
}

function unitOf(id: MetricId): string {
  return METRIC_CATALOG[id].unit;
}
