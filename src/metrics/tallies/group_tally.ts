import type { RequestPlace, RequestRecord } from "../../core/record.ts";
import type { MetricId } from "../catalog.ts";
import type { ShownStatistic } from "../definitions/metric_definition.ts";
import { createDistribution, type Distribution, type DistributionState } from "../distribution.ts";
import { isRequestSampleId, type RequestSampleId, type SampledRequest, SAMPLERS } from "../request_samples.ts";
import { GROUP_DISTRIBUTION_IDS } from "../shown.ts";
import type { GroupFigures, GroupMetrics } from "../step_metrics.ts";
import { divide } from "../step_totals.ts";
import { GROUP_DIMENSIONS, type GroupDimension, mapGroupDimensions } from "./group_dimensions.ts";
import { type BoundedMap, compareKeys, createBoundedMap } from "./bounded_map.ts";

/** Groups of one kind that are kept apart; requests of further ones are counted together. */
export const MAX_GROUPS: Readonly<Record<GroupDimension, number>> = { label: 16, model: 16, endpoint: 16, agent: 256 };

/** A group turns to a histogram where that becomes the smaller of the two: there are many of them. */
export const GROUP_SAMPLE_LIMIT = 5000;

const NO_NAME = "(none)";
const OTHER_NAME = "(other)";

const SAMPLE_IDS: readonly RequestSampleId[] = GROUP_DISTRIBUTION_IDS.filter(isRequestSampleId);

/** The content of one group as plain data. */
export interface GroupState {
  readonly requests: number;
  readonly succeeded: number;
  readonly good: number;
  readonly distributions: Readonly<Record<RequestSampleId, DistributionState>>;
}

/** One group. */
export interface Group {
  add(request: SampledRequest, isGood: boolean): void;
}

/** The content of a tally as plain data. */
export type GroupTallyState = Readonly<Record<GroupDimension, DimensionState>>;

/** Groups by one thing; none as long as there is but one name. */
export interface DimensionState {
  readonly only: string | null;
  readonly groups: readonly (readonly [name: string, state: GroupState])[];
}

/** Results of a step by label, by model, by address and by agent. A step with one of each costs nothing. */
export interface GroupTally {
  /** Finds the groups of a record; asked before the record is counted in the step itself. */
  groupsOf(record: RequestRecord): readonly Group[];
  finish(step: { readonly seconds: number | null; readonly hasObjectives: boolean }): GroupMetrics[];
  state(): GroupTallyState;
  /** Takes in another tally; asked before the step itself takes in the other step, of which `seed` tells. */
  merge(state: GroupTallyState, seed: () => GroupState): void;
}

/** Tells which machine an event loop is of; `null`: all are of this one. */
export type AgentOfLoop = ((shard: number) => string) | null;

/** Creates a tally without groups; `seed` tells of the step so far, which is the first group's until a second appears. */
export function createGroupTally(seed: () => GroupState, agentOf: AgentOfLoop = null): GroupTally {
  const dimensions = mapGroupDimensions((by) => createDimension(seed, MAX_GROUPS[by]));
  const nameOf = (by: GroupDimension, place: RequestPlace): string | null =>
    by === "agent" ? agentOf?.(place.shard) ?? null : place[by];
  return {
    groupsOf: ({ place }) => {
      const found = GROUP_DIMENSIONS.map((by) => dimensions[by].find(nameOf(by, place) ?? NO_NAME));
      return found.filter((group) => group !== null);
    },
    finish: (step) =>
      GROUP_DIMENSIONS.flatMap((by) =>
        dimensions[by].sorted().map(([name, group]) => toMetrics({ by, name }, group, step))
      ),
    state: () => mapGroupDimensions((by) => dimensions[by].state()),
    merge: (state, otherSeed) => {
      for (const by of GROUP_DIMENSIONS) dimensions[by].merge(state[by], otherSeed);
    },
  };
}

/** A group that takes in requests and other groups. */
export interface OpenGroup extends Group {
  readonly counts: { requests: number; succeeded: number; good: number };
  readonly distributions: Readonly<Record<RequestSampleId, Distribution>>;
}

interface Dimension {
  find(name: string): OpenGroup | null;
  /** Returns the groups, the largest first and the folded ones last. */
  sorted(): [string, OpenGroup][];
  state(): DimensionState;
  merge(state: DimensionState, seed: () => GroupState): void;
}

function createDimension(seed: () => GroupState, limit: number): Dimension {
  const groups = createBoundedMap<OpenGroup>({
    limit,
    create: createGroup,
    join: (into, other) => joinGroup(into, toGroupState(other)),
    otherOf: (name) => name === OTHER_NAME ? null : OTHER_NAME,
  });
  let only: string | null = null;

  /** Makes the one group so far out of the step. */
  const open = (): void => {
    if (only !== null && groups.size === 0) joinGroup(groups.at(only), seed());
  };

  return {
    find: (name) => {
      only ??= name;
      if (groups.size === 0 && name === only) return null;
      open();
      return groups.at(name);
    },
    sorted: () => sortGroups(groups),
    state: () => ({ only, groups: [...groups.entries()].map(([name, group]) => [name, toGroupState(group)] as const) }),
    merge: (state, otherSeed) => {
      if (state.only === null) return;
      const isFirst = only === null;
      only ??= state.only;
      if (groups.size === 0 && state.groups.length === 0 && only === state.only) return;
      if (!isFirst) open();
      const others = state.groups.length > 0 ? state.groups : [[state.only, otherSeed()] as const];
      for (const [name, group] of others) joinGroup(groups.at(name), group);
    },
  };
}

function sortGroups(groups: BoundedMap<OpenGroup>): [string, OpenGroup][] {
  return [...groups.entries()].sort(([nameA, a], [nameB, b]) => {
    const isFolded = Number(nameA === OTHER_NAME) - Number(nameB === OTHER_NAME);
    return isFolded || b.counts.requests - a.counts.requests || compareKeys(nameA, nameB);
  });
}

/** Creates a group without requests. */
export function createGroup(): OpenGroup {
  const counts = { requests: 0, succeeded: 0, good: 0 };
  const distributions = mapSampleIds(() => createDistribution(GROUP_SAMPLE_LIMIT));
  return {
    counts,
    distributions,
    add: (request, isGood) => {
      counts.requests++;
      if (request.figures !== null) counts.succeeded++;
      if (isGood) counts.good++;
      for (const id of SAMPLE_IDS) {
        const sample = SAMPLERS[id](request);
        if (sample !== null) distributions[id].add(sample);
      }
    },
  };
}

/** Adds what another group holds. */
export function joinGroup({ counts, distributions }: OpenGroup, other: GroupState): void {
  counts.requests += other.requests;
  counts.succeeded += other.succeeded;
  counts.good += other.good;
  for (const id of SAMPLE_IDS) distributions[id].merge(other.distributions[id]);
}

/** Returns what a group holds as plain data. */
export function toGroupState({ counts, distributions }: OpenGroup): GroupState {
  return { ...counts, distributions: mapSampleIds((id) => distributions[id].state()) };
}

function toMetrics(
  group: Pick<GroupMetrics, "by" | "name">,
  { counts: { requests, succeeded, good }, distributions }: OpenGroup,
  { seconds, hasObjectives }: { readonly seconds: number | null; readonly hasObjectives: boolean },
): GroupMetrics {
  return {
    ...group,
    requests,
    succeeded,
    failed: requests - succeeded,
    requestsPerSecond: divide(succeeded, seconds),
    goodputShare: hasObjectives ? divide(good, requests) : null,
    distributions: mapSampleIds((id) => toFigures(distributions[id])),
  };
}

/** Reduces a distribution to the figures of a group. */
export function toFigures(distribution: Distribution): GroupFigures {
  const { count, mean, percentiles } = distribution.summary();
  return { count, mean, p50: percentiles[50], p99: percentiles[99] };
}

/** Reads a figure of a group; `null` where its metric is not kept for groups. */
export function readGroupFigure(
  distributions: GroupMetrics["distributions"],
  id: MetricId,
  statistic: ShownStatistic,
): number | null {
  const figures = Object.entries(distributions).find(([name]) => name === id)?.[1];
  if (figures === undefined) return null;
  return figures[statistic === "value" ? "mean" : statistic];
}

/** Makes a value for each metric that is kept by group. */
export function mapSampleIds<Value>(toValue: (id: RequestSampleId) => Value): Record<RequestSampleId, Value> {
  return Object.fromEntries(SAMPLE_IDS.map((id) => [id, toValue(id)])) as Record<RequestSampleId, Value>;
}
