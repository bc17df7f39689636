import { isLost } from "../core/failure.ts";
import type { RequestRecord } from "../core/record.ts";
import { DISTRIBUTION_IDS, type DistributionId } from "./catalog.ts";
import { createDistribution, type Distribution, type DistributionState } from "./distribution.ts";
import type { AccumulatorOptions } from "./accumulator_options.ts";
import { addHandoff } from "./handoff.ts";
import { computeFigures, computeLive, toGoodputStep } from "./live_figures.ts";
import type { LiveMetrics, LiveSummary } from "./live_snapshot.ts";
import { computeRequestFigures, type RequestFigures } from "./request_figures.ts";
import { createPeerTally, type PeerTally, type PeerTallyState } from "./peers/peer_tally.ts";
import { isRequestSampleId, mapDistributions, type SampledRequest, SAMPLERS } from "./request_samples.ts";
import { SampleBatch } from "./samples/sample_batch.ts";
import { toSeconds } from "./samples/span.ts";
import type { DistributionSummary, StepMetrics } from "./step_metrics.ts";
import { computeScalars } from "./step_scalars.ts";
import {
  addRequest,
  addStalls,
  addSuccess,
  createStepTotals,
  mergeTotals,
  type StepTotals,
  type StepTotalsState,
  toTotalsState,
} from "./step_totals.ts";
import {
  type ConversationTally,
  type ConversationTallyState,
  createConversationTally,
} from "./tallies/conversation_tally.ts";
import { type CountTally, createCountTally } from "./tallies/count_tally.ts";
import { createFailureTally, type FailureTally, type FailureTallyState } from "./tallies/failure_tally.ts";
import { createGoodputTally, type GoodputTally, type GoodputTallyState } from "./tallies/goodput_tally.ts";
import { createGroupTally, type GroupState, type GroupTally, type GroupTallyState } from "./tallies/group_tally.ts";
import { createPauseTally, type PauseTally, type PauseTallyState } from "./tallies/pause_tally.ts";
import { createSeriesTally, type SeriesTally, type SeriesTallyState } from "./tallies/series_tally.ts";
import { createSpeedTally, type SpeedTally, type SpeedTallyState } from "./tallies/speed_tally.ts";
import { createStageTally, type StageTally, type StageTallyState } from "./tallies/stage_tally.ts";
import { createSteadyTally, type SteadyTally, type SteadyTallyState } from "./tallies/steady_tally.ts";
import type { CreditListState } from "./samples/credit_list.ts";
import { findTokenGaps } from "./token_gaps.ts";
import { createWorkloadTimeline, type WorkloadTimeline } from "./workload_throughput.ts";

/**
 * Turns the records of one step into its metrics, in memory that does not grow with the length of the run. The metrics
 * depend neither on the order of the records nor on how they are split over accumulators that are merged.
 */
export interface Accumulator {
  /** Says when the load began, on the run's clock: stages count from there. */
  beginAt(startMs: number): void;
  /** Takes in a record; those of the warm-up are left out. */
  add(record: RequestRecord): void;
  /** Computes the metrics so far at a moment of the run's clock. */
  live(nowMs: number): LiveMetrics;
  /** Computes the figures so far, means of what has many samples; goes through samples, so not for each request. */
  figures(nowMs: number): LiveSummary;
  /** Computes the metrics of the step; more may be added afterwards. */
  finish(): StepMetrics;
  /** The samples of a metric so far, to be read or merged into others. */
  samples(id: DistributionId): Distribution;
  /** Returns what it holds as plain data; valid until the next change. */
  state(): AccumulatorState;
  /** Takes in all records of another accumulator of the same options. */
  merge(state: AccumulatorState): void;
}

/** The content of an accumulator as plain data: what event loops and machines may send instead of records. */
export interface AccumulatorState {
  readonly distributions: Readonly<Record<DistributionId, DistributionState>>;
  readonly totals: StepTotalsState;
  readonly failures: FailureTallyState;
  readonly workload: CreditListState;
  readonly conversations: ConversationTallyState;
  readonly groups: GroupTallyState;
  readonly goodput: GoodputTallyState | null;
  readonly speed: SpeedTallyState | null;
  readonly peers: PeerTallyState | null;
  readonly pauses: PauseTallyState;
  readonly series: SeriesTallyState;
  readonly stages: StageTallyState;
  readonly steady: SteadyTallyState;
  readonly counts: Readonly<Record<CountName, Readonly<Record<string, number>>>>;
}

interface Tallies {
  readonly isMultiTurn: boolean;
  /** The gaps between the events of the record that is taken in. */
  readonly gaps: SampleBatch;
  readonly measuresHandoff: boolean;
  readonly distributions: Readonly<Record<DistributionId, Distribution>>;
  readonly totals: StepTotals;
  readonly failures: FailureTally;
  readonly workload: WorkloadTimeline;
  readonly conversations: ConversationTally;
  readonly groups: GroupTally;
  /** Without objectives nothing is judged. */
  readonly goodput: GoodputTally | null;
  readonly speed: SpeedTally | null;
  readonly peers: PeerTally | null;
  readonly pauses: PauseTally;
  readonly series: SeriesTally;
  readonly stages: StageTally;
  readonly steady: SteadyTally;
  readonly counts: Readonly<Record<CountName, CountTally>>;
}

/** What is counted by name. */
const COUNT_NAMES = ["finishReasons", "completionOrigins", "promptOrigins", "tokenGapOrigins", "replyNotes"] as const;

type CountName = typeof COUNT_NAMES[number];

function mapCounts<Value>(toValue: (name: CountName) => Value): Record<CountName, Value> {
  return Object.fromEntries(COUNT_NAMES.map((name) => [name, toValue(name)])) as Record<CountName, Value>;
}

/** Services have a handful of finish reasons; one that invents them does not fill the memory. */
const MAX_NAMES = 50;

const REQUEST_SAMPLE_IDS = DISTRIBUTION_IDS.filter(isRequestSampleId);

/** Creates an accumulator without records. */
export function createAccumulator(options: AccumulatorOptions = {}): Accumulator {
  const tallies = createTallies(options);
  return {
    beginAt: (startMs) => {
      tallies.stages.beginAt(startMs);
      tallies.steady.beginAt(startMs);
    },
    add: (record) => {
      // How a lost request ended nobody knows: it is in no figure.
      if (record.place.phase === "measured" && !isLost(record.failure)) addMeasured(tallies, record);
    },
    live: (nowMs) => computeLive(tallies, nowMs),
    figures: (nowMs) => computeFigures(tallies, nowMs),
    finish: () => computeStepMetrics(tallies),
    samples: (id) => tallies.distributions[id],
    state: () => toState(tallies),
    merge: (state) => mergeState(tallies, state),
  };
}

function createTallies(options: AccumulatorOptions): Tallies {
  const { goodput = [], isMultiTurn = false, measuresSpeed = false, measuresHandoff = false, peers = [] } = options;

  const tallies: Tallies = {
    isMultiTurn,
    gaps: new SampleBatch(),
    measuresHandoff,
    distributions: mapDistributions(() => createDistribution(options.exactSampleLimit)),
    totals: createStepTotals(),
    failures: createFailureTally(),
    workload: createWorkloadTimeline(),
    conversations: createConversationTally(),
    groups: createGroupTally(() => toSeed(toState(tallies)), options.agentOf),
    goodput: goodput.length === 0 ? null : createGoodputTally(goodput),
    speed: measuresSpeed ? createSpeedTally() : null,
    peers: peers.length === 0 ? null : createPeerTally(peers),
    pauses: createPauseTally(options.arrivals),
    series: createSeriesTally(),
    stages: createStageTally(options.stages ?? []),
    steady: createSteadyTally(options.stages ?? []),
    counts: mapCounts(() => createCountTally(MAX_NAMES)),
  };
  return tallies;
}

function addMeasured(tallies: Tallies, record: RequestRecord): void {
  const groups = tallies.groups.groupsOf(record);
  const figures = record.failure === null ? readFigures(tallies, record) : null;
  const request = { record, figures, isConversation: isConversation(tallies, record) };
  addRequest(tallies.totals, record);
  addSamples(tallies, request);
  const isGood = figures === null ? false : addReply(tallies, record, figures);
  tallies.series.add(record, figures);
  if (record.failure !== null) tallies.failures.add(record.failure, record.times.endAtMs);
  if (request.isConversation) tallies.conversations.add(record, figures);
  for (const group of groups) group.add(request, isGood);
  tallies.stages.add(request, isGood);
  tallies.steady.add(record, figures);
}

function readFigures({ distributions, measuresHandoff, gaps }: Tallies, record: RequestRecord): RequestFigures {
  const figures = computeRequestFigures(record, gaps);
  distributions.itl.addAll(gaps);
  if (measuresHandoff) addHandoff(distributions, gaps.values);
  return figures;
}

function addSamples({ distributions }: Tallies, request: SampledRequest): void {
  for (const id of REQUEST_SAMPLE_IDS) {
    const sample = SAMPLERS[id](request);
    if (sample !== null) distributions[id].add(sample);
  }
}

/** Takes in what only a successful request has; tells whether it kept all objectives. */
function addReply(tallies: Tallies, record: RequestRecord, figures: RequestFigures): boolean {
  addSuccess(tallies.totals, record, figures);
  addStalls(tallies.totals, tallies.gaps);
  tallies.workload.add(record);
  tallies.speed?.add(record, figures);
  tallies.peers?.add(record);
  tallies.pauses.add(record, figures);
  tallies.counts.finishReasons.add(record.finishReason ?? "none");
  const { completionOrigin, promptOrigin } = record.tokens;
  if (completionOrigin !== null) tallies.counts.completionOrigins.add(completionOrigin);
  if (promptOrigin !== null) tallies.counts.promptOrigins.add(promptOrigin);
  const tokenGaps = findTokenGaps(record, tallies.gaps);
  if (tokenGaps !== null) {
    tallies.distributions.token_itl.addAll(tokenGaps.gaps);
    tallies.counts.tokenGapOrigins.add(tokenGaps.origin);
  }
  for (const note of record.notes) tallies.counts.replyNotes.add(note);
  return tallies.goodput?.add(figures) ?? false;
}

function isConversation({ isMultiTurn }: Tallies, { place }: RequestRecord): boolean {
  return isMultiTurn || place.turnIndex > 0 || !place.isLastTurn;
}

function computeStepMetrics(tallies: Tallies): StepMetrics {
  const { totals } = tallies;
  const conversations = tallies.conversations.finish();
  const goodput = tallies.goodput?.finish(toGoodputStep(totals)) ?? null;
  const seconds = toSeconds(totals.spans.whole);
  return {
    scalars: computeScalars({ totals, seconds, conversations, goodRequests: goodput?.good ?? null }),
    distributions: mapDistributions<DistributionSummary>((id) => tallies.distributions[id].summary()),
    failures: tallies.failures.summaries(),
    ...mapCounts((name) => tallies.counts[name].counts()),
    workload: tallies.workload.finish(totals.spans.whole.ends?.[0] ?? 0),
    traces: conversations.traces,
    groups: tallies.groups.finish({ seconds, hasObjectives: goodput !== null }),
    goodput,
    speed: tallies.speed?.finish() ?? null,
    peers: tallies.peers?.finish() ?? null,
    pauses: tallies.pauses.finish(tallies.distributions),
    series: tallies.series.finish(),
    stages: tallies.stages.finish({ hasObjectives: goodput !== null }),
    steady: tallies.steady.finish(),
  };
}

function toState(tallies: Tallies): AccumulatorState {
  return {
    distributions: mapDistributions((id) => tallies.distributions[id].state()),
    totals: toTotalsState(tallies.totals),
    failures: tallies.failures.state(),
    workload: tallies.workload.state(),
    conversations: tallies.conversations.state(),
    groups: tallies.groups.state(),
    goodput: tallies.goodput?.state() ?? null,
    speed: tallies.speed?.state() ?? null,
    peers: tallies.peers?.state() ?? null,
    pauses: tallies.pauses.state(),
    series: tallies.series.state(),
    stages: tallies.stages.state(),
    steady: tallies.steady.state(),
    counts: mapCounts((name) => tallies.counts[name].state()),
  };
}

function mergeState(tallies: Tallies, state: AccumulatorState): void {
  // First: a single group is made out of the step as it was before.
  tallies.groups.merge(state.groups, () => toSeed(state));
  for (const id of DISTRIBUTION_IDS) tallies.distributions[id].merge(state.distributions[id]);
  mergeTotals(tallies.totals, state.totals);
  tallies.failures.merge(state.failures);
  tallies.workload.merge(state.workload);
  tallies.conversations.merge(state.conversations);
  if (state.goodput !== null) tallies.goodput?.merge(state.goodput);
  if (state.speed !== null) tallies.speed?.merge(state.speed);
  if (state.peers !== null) tallies.peers?.merge(state.peers);
  tallies.pauses.merge(state.pauses);
  tallies.series.merge(state.series);
  tallies.stages.merge(state.stages);
  tallies.steady.merge(state.steady);
  for (const name of COUNT_NAMES) tallies.counts[name].merge(state.counts[name]);
}

/** The step as its one group. */
function toSeed({ totals: { counts }, goodput, distributions }: AccumulatorState): GroupState {
  return { requests: counts.requests, succeeded: counts.succeeded, good: goodput?.good ?? 0, distributions };
}
