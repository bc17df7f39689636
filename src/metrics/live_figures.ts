import { type DistributionId, isDistributionId, type ScalarId } from "./catalog.ts";
import type { Distribution } from "./distribution.ts";
import type { LiveFigure, LiveMetrics, LiveSummary } from "./live_snapshot.ts";
import { mapDistributions } from "./request_samples.ts";
import { listShown } from "./shown.ts";
import { computeScalars } from "./step_scalars.ts";
import type { StepTotals } from "./step_totals.ts";
import { NO_CONVERSATIONS } from "./tallies/conversation_tally.ts";
import type { FailureTally } from "./tallies/failure_tally.ts";
import type { GoodputStep, GoodputTally } from "./tallies/goodput_tally.ts";
import { isPaceReliable } from "./verdict/joined_events.ts";

/** What figures so far are made of. */
export interface LiveParts {
  readonly distributions: Readonly<Record<DistributionId, Distribution>>;
  readonly totals: StepTotals;
  readonly failures: FailureTally;
  readonly goodput: GoodputTally | null;
}

/** Computes what the catalog shows live at a moment of the run's clock. */
export function computeLive(parts: LiveParts, nowMs: number): LiveMetrics {
  const { totals, failures, distributions } = parts;
  const { requests, succeeded } = totals.counts;
  const scalars = computeLiveScalars(parts, nowMs);
  const figures = listShown("live").flatMap(({ id, statistics }): LiveFigure[] =>
    statistics.map((statistic) => {
      if (!isDistributionId(id)) return { id, statistic, value: scalars[id] };
      return { id, statistic, value: distributions[id].percentile(statistic === "p99" ? 99 : 50) };
    })
  );
  return { succeeded, failed: requests - succeeded, failuresByKind: failures.countsByKind(), figures };
}

/** Computes all figures at a moment of the run's clock, means of what has many samples. */
export function computeFigures(parts: LiveParts, nowMs: number): LiveSummary {
  const means = mapDistributions((id) => parts.distributions[id].mean());
  return { ...means, ...computeLiveScalars(parts, nowMs) };
}

function computeLiveScalars({ totals, goodput }: LiveParts, nowMs: number): Record<ScalarId, number | null> {
  const { ends } = totals.spans.whole;
  const seconds = ends === null ? null : (nowMs - ends[0]) / 1000;
  const goodRequests = goodput?.finish(toGoodputStep(totals)).good ?? null;
  // Conversations are summed up at the end.
  return computeScalars({ totals, seconds, conversations: NO_CONVERSATIONS, goodRequests });
}

/** Returns what goodput is judged by. */
export function toGoodputStep({ counts: { requests, succeeded, gaps, joinedEvents } }: StepTotals): GoodputStep {
  return { requests, succeeded, isPaceReliable: isPaceReliable(gaps, joinedEvents) };
}
