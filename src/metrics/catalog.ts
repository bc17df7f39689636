/**
 * The one list of metrics: tables, files, rules and visualizers take names, units, meanings and places from here. A
 * metric is an entry in one of `definitions/` and its formula: of a distribution in `request_samples.ts`, of a single
 * number in `step_scalars.ts`.
 */
import { COUNT_DEFINITIONS } from "./definitions/count_definitions.ts";
import { HANDOFF_DEFINITIONS } from "./definitions/handoff_definitions.ts";
import { LATENCY_DEFINITIONS } from "./definitions/latency_definitions.ts";
import type { DefinitionEntry } from "./definitions/metric_definition.ts";
import { CONNECTION_DEFINITIONS, NETWORK_DEFINITIONS } from "./definitions/network_definitions.ts";
import { LAG_DEFINITIONS, PACE_DEFINITIONS } from "./definitions/pace_definitions.ts";
import { SERVICE_DEFINITIONS } from "./definitions/service_definitions.ts";
import { THROUGHPUT_DEFINITIONS } from "./definitions/throughput_definitions.ts";
import { RATE_DEFINITIONS, TOKEN_DEFINITIONS } from "./definitions/token_definitions.ts";
import { CONVERSATION_DEFINITIONS, TURN_DEFINITIONS, TURN_TTFT_DEFINITIONS } from "./definitions/turn_definitions.ts";

/** The id of a metric with many samples. */
export type DistributionId = keyof (
  & typeof LATENCY_DEFINITIONS
  & typeof HANDOFF_DEFINITIONS
  & typeof TOKEN_DEFINITIONS
  & typeof RATE_DEFINITIONS
  & typeof LAG_DEFINITIONS
  & typeof SERVICE_DEFINITIONS
  & typeof NETWORK_DEFINITIONS
  & typeof TURN_TTFT_DEFINITIONS
);

/** The id of a metric that is one number a step. */
export type ScalarId = keyof (
  & typeof COUNT_DEFINITIONS
  & typeof THROUGHPUT_DEFINITIONS
  & typeof PACE_DEFINITIONS
  & typeof CONNECTION_DEFINITIONS
  & typeof TURN_DEFINITIONS
  & typeof CONVERSATION_DEFINITIONS
);

/** The id of any metric. */
export type MetricId = DistributionId | ScalarId;

const DISTRIBUTIONS: Readonly<Record<DistributionId, DefinitionEntry>> = {
  ...LATENCY_DEFINITIONS,
  ...HANDOFF_DEFINITIONS,
  ...TOKEN_DEFINITIONS,
  ...RATE_DEFINITIONS,
  ...LAG_DEFINITIONS,
  ...SERVICE_DEFINITIONS,
  ...NETWORK_DEFINITIONS,
  ...TURN_TTFT_DEFINITIONS,
};

const SCALARS: Readonly<Record<ScalarId, DefinitionEntry>> = {
  ...COUNT_DEFINITIONS,
  ...THROUGHPUT_DEFINITIONS,
  ...PACE_DEFINITIONS,
  ...CONNECTION_DEFINITIONS,
  ...TURN_DEFINITIONS,
  ...CONVERSATION_DEFINITIONS,
};

/** Ids of metrics with many samples. */
export const DISTRIBUTION_IDS: readonly DistributionId[] = Object.keys(DISTRIBUTIONS) as DistributionId[];

/** Ids of metrics that are one number a step. */
export const SCALAR_IDS: readonly ScalarId[] = Object.keys(SCALARS) as ScalarId[];

/** What a metric is and where it is shown. */
export interface MetricDefinition extends DefinitionEntry {
  readonly id: MetricId;
}

/** What each metric is. */
export const METRIC_CATALOG: Readonly<Record<MetricId, MetricDefinition>> = withIds({ ...DISTRIBUTIONS, ...SCALARS });

function withIds(entries: Readonly<Record<MetricId, DefinitionEntry>>): Record<MetricId, MetricDefinition> {
  const ids: readonly MetricId[] = [...DISTRIBUTION_IDS, ...SCALAR_IDS];
  return Object.fromEntries(ids.map((id) => [id, { id, ...entries[id] }])) as Record<MetricId, MetricDefinition>;
}

/** Tells whether a metric has many samples. */
export function isDistributionId(id: MetricId): id is DistributionId {
  return id in DISTRIBUTIONS;
}
