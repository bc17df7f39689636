import * as z from "zod";
import { DISTRIBUTION_IDS, METRIC_CATALOG, type MetricId, SCALAR_IDS } from "../../metrics/catalog.ts";
import { REPEAT_FIGURES, type RepeatStatistic } from "../../metrics/repeats.ts";
import { type DistributionSummary, PERCENTILES } from "../../metrics/step_metrics.ts";
import type { RepeatJson, RepeatJsonDistribution, RepeatJsonScalar } from "../files/repeat_json.ts";
import { type RunJson, type RunJsonStep, type RunMetricDefinition, toRunDefinition } from "../files/run_json.ts";
import { COUNT, keyed, NUMBER, NUMBER_OR_NULL, shape, TEXT } from "./shape.ts";

/** A metric that an older file does not know is undefined there. */
const SCALAR = NUMBER_OR_NULL.default(null);

/** The schema of a metric that is many numbers. */
export const DISTRIBUTION: z.ZodType<DistributionSummary> = shape<DistributionSummary>({
  count: COUNT.describe("Samples"),
  mean: NUMBER_OR_NULL,
  standardDeviation: NUMBER_OR_NULL.describe("Of the sample (n - 1)"),
  min: NUMBER_OR_NULL,
  max: NUMBER_OR_NULL,
  percentiles: keyed(PERCENTILES, () => SCALAR),
  isExact: z.boolean().describe("Percentiles from all samples (true) or from a histogram (false)"),
}).meta({ id: "distribution" });

const NO_SAMPLES: DistributionSummary = {
  count: 0,
  mean: null,
  standardDeviation: null,
  min: null,
  max: null,
  percentiles: { 1: null, 5: null, 10: null, 25: null, 50: null, 75: null, 90: null, 95: null, 99: null, 99.9: null },
  isExact: true,
};

const DEFINITION = shape<RunMetricDefinition>({
  label: TEXT,
  unit: TEXT,
  formula: TEXT,
  direction: z.enum(["lower", "higher", "neutral"]),
  decimals: COUNT,
  evalscopeKey: TEXT.optional(),
  evalscopeMeanKey: TEXT.optional(),
}).meta({ id: "definition" });

/** The schema of what each metric is. */
export const DEFINITIONS: z.ZodType<RunJson["metricDefinitions"]> = keyed(
  [...DISTRIBUTION_IDS, ...SCALAR_IDS],
  (id) => DEFINITION.default(() => toRunDefinition(id)),
);

/** The schema of the metrics that are one number. */
export const SCALARS: z.ZodType<RunJsonStep["scalars"]> = keyed(SCALAR_IDS, () => SCALAR);

/** The schema of the metrics that are many numbers. */
export const DISTRIBUTIONS: z.ZodType<RunJsonStep["distributions"]> = keyed(
  DISTRIBUTION_IDS,
  () => DISTRIBUTION.default(NO_SAMPLES),
);

const STATISTIC = {
  n: COUNT.describe("Repeats in which the figure is defined"),
  mean: NUMBER_OR_NULL,
  standardDeviation: NUMBER_OR_NULL,
  interval95: z.tuple([NUMBER, NUMBER]).nullable().describe("Confidence interval of the mean"),
};
const REPEATED_FIGURE = shape<RepeatStatistic>(STATISTIC).meta({ id: "repeatedFigure" });
const REPEATED_SCALAR = shape<RepeatJsonScalar>({ unit: TEXT, ...STATISTIC }).meta({ id: "repeatedScalar" });
const REPEATED_DISTRIBUTION = shape<RepeatJsonDistribution>({
  unit: TEXT,
  mean: REPEATED_FIGURE,
  p50: REPEATED_FIGURE,
  p90: REPEATED_FIGURE,
  p99: REPEATED_FIGURE,
}).meta({ id: "repeatedDistribution" });

const NEVER_REPEATED: RepeatStatistic = { n: 0, mean: null, standardDeviation: null, interval95: null };

/** The schema of a step that was run several times. */
export const REPEAT: z.ZodType<RepeatJson> = shape<RepeatJson>({
  name: TEXT,
  parallel: NUMBER_OR_NULL,
  ratePerSecond: NUMBER_OR_NULL,
  repeats: COUNT,
  confidence: z.literal(0.95),
  method: TEXT,
  scalars: keyed(SCALAR_IDS, (id) => REPEATED_SCALAR.default({ unit: unitOf(id), ...NEVER_REPEATED })),
  distributions: keyed(DISTRIBUTION_IDS, (id) => REPEATED_DISTRIBUTION.default(toUnknownDistribution(id))),
});

function toUnknownDistribution(id: MetricId): RepeatJsonDistribution {
  return Object.assign({ unit: unitOf(id) }, mapFigures(NEVER_REPEATED));
}

function mapFigures(statistic: RepeatStatistic): Omit<RepeatJsonDistribution, "unit"> {
  const entries = REPEAT_FIGURES.map((figure) => [figure, statistic] as const);
  return Object.fromEntries(entries) as unknown as Omit<RepeatJsonDistribution, "unit">;
}

function unitOf(id: MetricId): string {
  return METRIC_CATALOG[id].unit;
}
