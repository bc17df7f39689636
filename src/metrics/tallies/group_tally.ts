import type { RequestRecord } from "../../core/record.ts";
import { createDistribution, type Distribution } from "../distribution.ts";
import type { RequestFigures } from "../request_figures.ts";
import {
  GROUP_DISTRIBUTION_IDS,
  type GroupDistributionId,
  type GroupFigures,
  type GroupMetrics,
} from "../step_metrics.ts";
import { divide } from "../step_totals.ts";

/** Groups of one kind that are kept apart; requests of further ones are counted together. */
export const MAX_GROUPS = 16;

/** A group turns to a histogram where that becomes the smaller of the two (0.5 MB). */
const GROUP_SAMPLE_LIMIT = 50_000;

const NO_NAME = "(none)";
const OTHER_NAME = "(other)";

type GroupDistributions = Readonly<Record<GroupDistributionId, Distribution>>;

/** What is known of the step before the record that shows there is more than one group. */
export interface GroupSeed {
  readonly requests: number;
  readonly succeeded: number;
  readonly good: number;
  readonly distributions: GroupDistributions;
}

/** One group. */
export interface Group {
  /** Counts a request; `null`: it failed. */
  add(record: RequestRecord, reply: { readonly figures: RequestFigures; readonly isGood: boolean } | null): void;
}

/** Results of a step by label and by model. A step with one of each costs nothing. */
export interface GroupTally {
  /** Finds the groups of a record; asked before the record is counted in the step itself. */
  groupsOf(record: RequestRecord): readonly Group[];
  finish(step: { readonly seconds: number | null; readonly hasPromises: boolean }): GroupMetrics[];
}

/** Creates a tally without groups; `seed` tells of the step so far, which is the first group's until a second appears. */
export function createGroupTally(seed: () => GroupSeed): GroupTally {
  const labels = createDimension(seed);
  const models = createDimension(seed);
  return {
    groupsOf: ({ place: { label, model } }) => {
      const found = [labels.find(label ?? NO_NAME), models.find(model ?? NO_NAME)];
      return found.filter((group) => group !== null);
    },
    finish: (step) => [
      ...labels.groups().map(([name, state]) => toMetrics({ by: "label", name }, state, step)),
      ...models.groups().map(([name, state]) => toMetrics({ by: "model", name }, state, step)),
    ],
  };
}

interface GroupState extends Group {
  requests: number;
  succeeded: number;
  good: number;
  readonly distributions: GroupDistributions;
}

interface Dimension {
  find(name: string): GroupState | null;
  /** Returns the groups, the largest first and the folded ones last. */
  groups(): [string, GroupState][];
}

function createDimension(seed: () => GroupSeed): Dimension {
  const groups = new Map<string, GroupState>();
  let only: string | null = null;
  return {
    find: (name) => {
      if (groups.size === 0) {
        only ??= name;
        if (name === only) return null;
        groups.set(only, createGroup(seed()));
      }
      return findGroup(groups, name);
    },
    groups: () =>
      [...groups].sort(([a, stateA], [b, stateB]) => {
        const isFolded = Number(a === OTHER_NAME) - Number(b === OTHER_NAME);
        return isFolded === 0 ? stateB.requests - stateA.requests : isFolded;
      }),
  };
}

function findGroup(groups: Map<string, GroupState>, name: string): GroupState {
  const known = groups.get(name);
  if (known !== undefined) return known;
  if (groups.size >= MAX_GROUPS && name !== OTHER_NAME) return findGroup(groups, OTHER_NAME);
  const group = createGroup(null);
  groups.set(name, group);
  return group;
}

function createGroup(seed: GroupSeed | null): GroupState {
  const { requests = 0, succeeded = 0, good = 0 } = seed ?? {};
  const distributions = mapGroupIds((id) => {
    const distribution = createDistribution(GROUP_SAMPLE_LIMIT);
    if (seed !== null) distribution.merge(seed.distributions[id]);
    return distribution;
  });
  const state: GroupState = {
    requests,
    succeeded,
    good,
    distributions,
    add: ({ tokens }, reply) => {
      state.requests++;
      if (reply === null) return;
      const { latencyMs, ttftMs, tpotMs } = reply.figures;
      state.succeeded++;
      if (reply.isGood) state.good++;
      distributions.latency.add(latencyMs / 1000);
      if (ttftMs !== null) distributions.ttft.add(ttftMs);
      if (tpotMs !== null) distributions.tpot.add(tpotMs);
      if (tokens.completionTokens !== null) distributions.output_tokens.add(tokens.completionTokens);
    },
  };
  return state;
}

function toMetrics(
  group: Pick<GroupMetrics, "by" | "name">,
  { requests, succeeded, good, distributions }: GroupState,
  { seconds, hasPromises }: { readonly seconds: number | null; readonly hasPromises: boolean },
): GroupMetrics {
  return {
    ...group,
    requests,
    succeeded,
    failed: requests - succeeded,
    requestsPerSecond: divide(succeeded, seconds),
    goodputShare: hasPromises ? divide(good, requests) : null,
    distributions: mapGroupIds((id) => toFigures(distributions[id])),
  };
}

function toFigures(distribution: Distribution): GroupFigures {
  const { count, mean, percentiles } = distribution.summary();
  return { count, mean, p50: percentiles[50], p99: percentiles[99] };
}

function mapGroupIds<Value>(toValue: (id: GroupDistributionId) => Value): Record<GroupDistributionId, Value> {
  return Object.fromEntries(GROUP_DISTRIBUTION_IDS.map((id) => [id, toValue(id)])) as Record<
    GroupDistributionId,
    Value
  >;
}
