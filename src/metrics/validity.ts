import type { ClientHealth } from "../core/judging/health.ts";
import type { MetricId } from "./catalog.ts";
import type { StepMetrics } from "./step_metrics.ts";
import { eachAgent, judgePeers } from "./verdict/agents.ts";
import { judgeBooks } from "./verdict/books.ts";
import { judgeDispatch } from "./verdict/closed_loop.ts";
import { judgeCoordinator } from "./verdict/coordinator.ts";
import { judgeCpu } from "./verdict/cpu.ts";
import { judgeExhaustion } from "./verdict/exhaustion.ts";
import { judgeJoinedEvents } from "./verdict/joined_events.ts";
import { judgeLoopLag } from "./verdict/loop_lag.ts";
import { judgePauses } from "./verdict/pauses.ts";
import type { AskedLoad, Rule } from "./verdict/rule.ts";
import { judgeLateStarts, judgeRate } from "./verdict/schedule.ts";
import { judgeStarvation } from "./verdict/starvation.ts";

/** Whether the numbers of a step are the service's: `invalid` where the client itself was the limit. */
export type ValidityVerdict = "valid" | "degraded" | "invalid";

/** How far a step can be trusted, and why not further. */
export interface Validity {
  readonly verdict: ValidityVerdict;
  /** Whole sentences; none where it is valid. */
  readonly reasons: readonly string[];
  /** The same in Chinese, in the same order; missing in results of older versions. */
  readonly reasonsZh?: readonly string[] | undefined;
  /** Metrics that are not the service's: they are marked, and nothing is judged by them. */
  readonly unreliable: readonly MetricId[];
  /** Metrics that the reasons are about; `null`: any may be. */
  readonly affected: readonly MetricId[] | null;
}

/** Every rule of the verdict, in the order in which reasons are given. */
export const RULES: readonly Rule[] = [
  judgeBooks,
  judgePauses,
  eachAgent(judgeLoopLag),
  judgeStarvation,
  judgeDispatch,
  judgeLateStarts,
  judgeRate,
  eachAgent(judgeCpu),
  judgeExhaustion,
  judgeJoinedEvents,
  judgePeers,
  judgeCoordinator,
];

/**
 * Judges whether the client was the limit of a step: its delays are measured against the times it reports, and the load
 * it sent against the load it was asked for.
 *
 * `degraded`: the numbers hold, but a part of them is not the service's. `invalid`: they are not the service's.
 */
export function judgeValidity(health: ClientHealth, metrics: StepMetrics, asked: AskedLoad): Validity {
  const judged = { health, metrics, asked };
  const findings = RULES.map((judge) => judge(judged)).filter((finding) => finding !== null);
  const isInvalid = findings.some(({ verdict }) => verdict === "invalid");
  return {
    verdict: findings.length === 0 ? "valid" : isInvalid ? "invalid" : "degraded",
    reasons: findings.map(({ reason }) => reason),
    reasonsZh: findings.map(({ reasonZh }) => reasonZh),
    unreliable: findings.flatMap(({ unreliable = [] }) => unreliable),
    affected: findings.some(({ affected }) => affected === undefined)
      ? null
      : [...new Set(findings.flatMap(({ affected = [] }) => affected))],
  };
}
