import type { GoodputPromise } from "../core/judging/goodput.ts";
import type { RequestRecord, TokenOrigin } from "../core/record.ts";
import type { DistributionId } from "./catalog.ts";
import type { Distribution } from "./distribution.ts";
import { createFailureTally, type FailureTally } from "./tallies/failure_tally.ts";
import type { LiveMetrics } from "./live_snapshot.ts";
import { computeRequestFigures, type RequestFigures } from "./request_figures.ts";
import {
  addReplySamples,
  addRequestSamples,
  addTurnSamples,
  createDistributions,
  type Distributions,
  mapDistributions,
} from "./request_samples.ts";
import type { DistributionSummary, StepMetrics } from "./step_metrics.ts";
import { computeScalars } from "./step_scalars.ts";
import {
  addRequest,
  addSuccess,
  createStepTotals,
  divide,
  type StepTotals,
  toDurationSeconds,
  toKnown,
} from "./step_totals.ts";
import { type ConversationTally, createConversationTally } from "./tallies/conversation_tally.ts";
import { createGoodputTally, type GoodputTally } from "./tallies/goodput_tally.ts";
import { createGroupTally, type GroupTally } from "./tallies/group_tally.ts";
import { createSpeedTally, type SpeedTally } from "./tallies/speed_tally.ts";
import { createWorkloadTimeline, type WorkloadTimeline } from "./workload_throughput.ts";

/** Turns the records of one step into its metrics, in memory that does not grow with the length of the run. */
export interface Accumulator {
  /** Takes in a record; those of the warm-up are left out, those of one conversation come in order. */
  add(record: RequestRecord): void;
  /** Computes the metrics so far at a moment of the run's clock. */
  live(nowMs: number): LiveMetrics;
  /** Computes the metrics of the step; more may be added afterwards. */
  finish(): StepMetrics;
  /** The samples of a metric so far, to be read or merged into others. */
  samples(id: DistributionId): Distribution;
}

/** What a step measures besides. */
export interface AccumulatorOptions {
  /** What each request is to keep; none: goodput is undefined. */
  readonly goodput?: readonly GoodputPromise[];
  /** Every session is a conversation, one of a single turn too; else only those of more turns. */
  readonly isMultiTurn?: boolean;
  /** Keeps the speed by length of the prompt. */
  readonly measuresSpeed?: boolean;
}

interface AccumulatorState {
  readonly isMultiTurn: boolean;
  readonly distributions: Distributions;
  readonly totals: StepTotals;
  readonly failures: FailureTally;
  readonly workload: WorkloadTimeline;
  readonly conversations: ConversationTally;
  readonly groups: GroupTally;
  /** Without promises nothing is judged. */
  readonly goodput: GoodputTally | null;
  readonly speed: SpeedTally | null;
  readonly finishReasons: Map<string, number>;
  readonly completionOrigins: Map<TokenOrigin, number>;
  readonly promptOrigins: Map<TokenOrigin, number>;
}

/** Services have a handful of finish reasons; one that invents them does not fill the memory. */
const MAX_FINISH_REASONS = 50;

/** Creates an accumulator without records. */
export function createAccumulator(options: AccumulatorOptions = {}): Accumulator {
  const state = createState(options);
  return {
    add: (record) => {
      if (record.place.phase === "measured") addMeasured(state, record);
    },
    live: (nowMs) => computeLive(state, nowMs),
    finish: () => computeStepMetrics(state),
    samples: (id) => state.distributions[id],
  };
}

function createState(
  { goodput = [], isMultiTurn = false, measuresSpeed = false }: AccumulatorOptions,
): AccumulatorState {
  const state: AccumulatorState = {
    isMultiTurn,
    distributions: createDistributions(),
    totals: createStepTotals(),
    failures: createFailureTally(),
    workload: createWorkloadTimeline(),
    conversations: createConversationTally(),
    groups: createGroupTally(() => ({
      requests: state.totals.requests,
      succeeded: state.totals.succeeded,
      good: state.goodput?.good() ?? 0,
      distributions: state.distributions,
    })),
    goodput: goodput.length === 0 ? null : createGoodputTally(goodput),
    speed: measuresSpeed ? createSpeedTally() : null,
    finishReasons: new Map(),
    completionOrigins: new Map(),
    promptOrigins: new Map(),
  };
  return state;
}

function addMeasured(state: AccumulatorState, record: RequestRecord): void {
  const groups = state.groups.groupsOf(record);
  addRequest(state.totals, record);
  addRequestSamples(state.distributions, record);
  const reply = record.failure === null ? addReply(state, record) : null;
  if (record.failure !== null) state.failures.add(record.failure);
  if (isConversation(state, record)) addConversationTurn(state, record, reply?.figures ?? null);
  for (const group of groups) group.add(record, reply);
}

interface Reply {
  readonly figures: RequestFigures;
  readonly isGood: boolean;
}

function addReply(state: AccumulatorState, record: RequestRecord): Reply {
  const figures = computeRequestFigures(record, state.distributions.itl.add);
  addSuccess(state.totals, record, figures);
  addReplySamples(state.distributions, record, figures);
  state.workload.add(record);
  state.speed?.add(record, figures);
  countReplyFacts(state, record);
  return { figures, isGood: state.goodput?.add(figures) ?? false };
}

function isConversation({ isMultiTurn }: AccumulatorState, { place }: RequestRecord): boolean {
  return isMultiTurn || place.turnIndex > 0 || !place.isLastTurn;
}

function addConversationTurn(state: AccumulatorState, record: RequestRecord, figures: RequestFigures | null): void {
  state.conversations.add(record, figures);
  if (figures !== null) addTurnSamples(state.distributions, record, figures);
}

function countReplyFacts(state: AccumulatorState, { finishReason, tokens }: RequestRecord): void {
  const reason = finishReason ?? "none";
  const isFull = state.finishReasons.size >= MAX_FINISH_REASONS && !state.finishReasons.has(reason);
  countOne(state.finishReasons, isFull ? "other" : reason);
  if (tokens.completionOrigin !== null) countOne(state.completionOrigins, tokens.completionOrigin);
  if (tokens.promptOrigin !== null) countOne(state.promptOrigins, tokens.promptOrigin);
}

function countOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function computeLive({ totals, failures, distributions }: AccumulatorState, nowMs: number): LiveMetrics {
  const seconds = totals.requests === 0 ? null : (nowMs - totals.firstSentAtMs) / 1000;
  const latencyMs = (percent: number) => toMs(distributions.latency.percentile(percent));
  return {
    succeeded: totals.succeeded,
    failed: totals.requests - totals.succeeded,
    failuresByKind: failures.countsByKind(),
    requestsPerSecond: divide(totals.succeeded, seconds),
    outputTokensPerSecond: divide(toKnown(totals.output), seconds),
    ttftP50Ms: distributions.ttft.percentile(50),
    ttftP99Ms: distributions.ttft.percentile(99),
    latencyP50Ms: latencyMs(50),
    latencyP99Ms: latencyMs(99),
  };
}

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function computeStepMetrics(state: AccumulatorState): StepMetrics {
  const { totals } = state;
  const conversations = state.conversations.finish();
  const goodput = state.goodput?.finish(totals) ?? null;
  const seconds = toDurationSeconds(totals);
  return {
    scalars: computeScalars({ totals, conversations, goodRequests: goodput?.good ?? null }),
    distributions: mapDistributions<DistributionSummary>((id) => state.distributions[id].summary()),
    failures: state.failures.summaries(),
    finishReasons: Object.fromEntries(state.finishReasons),
    completionOrigins: Object.fromEntries(state.completionOrigins),
    promptOrigins: Object.fromEntries(state.promptOrigins),
    workload: state.workload.finish(totals.firstSentAtMs),
    traces: conversations.traces,
    groups: state.groups.finish({ seconds, hasPromises: goodput !== null }),
    goodput,
    speed: state.speed?.finish() ?? null,
  };
}
