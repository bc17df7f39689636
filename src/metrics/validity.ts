import type { ClientHealth } from "../core/judging/health.ts";
import type { StepMetrics } from "./step_metrics.ts";

/** Whether the numbers of a step are the service's: `invalid` where the client itself was the limit. */
export type ValidityVerdict = "valid" | "degraded" | "invalid";

/** How far a step can be trusted, and why not further. */
export interface Validity {
  readonly verdict: ValidityVerdict;
  /** Whole sentences; none where it is valid. */
  readonly reasons: readonly string[];
}

/** The load that was asked for. */
export interface AskedLoad {
  /** Slots; `null`: no limit. */
  readonly parallel: number | null;
  /** Requests (conversations) per second; `null`: as fast as slots allow, or as a trace says. */
  readonly rate: number | null;
  /** Event loops that carried the load; 1 where it is not said. */
  readonly shards?: number;
}

interface Judged {
  readonly health: ClientHealth;
  readonly metrics: StepMetrics;
  readonly asked: AskedLoad;
}

interface Finding {
  readonly verdict: Exclude<ValidityVerdict, "valid">;
  readonly reason: string;
}

/** Timers of an idle event loop are up to 1 ms late, on a busy machine 3: less says nothing of the client. */
const NOISE_MS = 3;
/** A tenth of a typical time is more than most comparisons of services turn on; tails scatter more by themselves. */
const DEGRADED_P50_SHARE = 0.1;
const DEGRADED_P99_SHARE = 0.2;
/** More of a measured time is the client's than the service's. */
const INVALID_LAG_SHARE = 0.5;
/**
 * A few pauses (start-up, garbage) put p99 out in a short run without the client being the limit, so such a lag must be
 * long in itself; one in the median is there all the time, so a short one is enough.
 */
const MIN_INVALID_P99_MS = 50;
const MIN_INVALID_P50_MS = 5;

/** Of a closed loop's time a slot spends so much waiting for the client: so much less load than asked. */
const DEGRADED_IDLE_SHARE = 0.05;
const INVALID_IDLE_SHARE = 0.25;

const DEGRADED_LATE_SHARE = 0.01;
const INVALID_LATE_SHARE = 0.1;
/** Arrivals that move by less than this part of the gap between them are the same load. */
const HARMLESS_GAP_SHARE = 0.1;

/** A good client keeps an asked rate to 1 %; under nine tenths another load was measured than the one that was asked. */
const DEGRADED_RATE_SHARE = 0.98;
const INVALID_RATE_SHARE = 0.9;
/** Less is the lateness of single requests, not of the rate. */
const MIN_SLIP_SECONDS = 0.05;
/** With so many of the slots busy on average the service holds the rate back, not the client. */
const FULL_SLOTS_SHARE = 0.8;

/** An event loop runs on one core; from here on it queues. */
const BUSY_CORE_SHARE = 0.9;

/** Errors of the client's own machine: out of files, out of ports, out of buffers (Linux, macOS, Windows). */
const EXHAUSTION = /too many open files|cannot assign requested address|os error (24|49|99|10024|10048|10055)\b/i;
const INVALID_EXHAUSTION_SHARE = 0.01;

const TIMING_CHECKS: readonly ((judged: Judged) => Finding | null)[] = [
  judgeLoopLag,
  judgeClosedLoop,
  judgeLateStarts,
  judgeRate,
  judgeCpu,
];

/**
 * Judges whether the client was the limit of a step: its delays are measured against the times it reports, and the load
 * it sent against the load it was asked for.
 *
 * `degraded`: the numbers hold, but a part of them is the client's. `invalid`: they are not the service's.
 */
export function judgeValidity(health: ClientHealth, metrics: StepMetrics, asked: AskedLoad): Validity {
  const judged = { health, metrics, asked };
  const timing = TIMING_CHECKS.map((check) => check(judged)).filter((finding) => finding !== null);
  const exhaustion = judgeExhaustion(judged);
  const findings = [...(isLongEnough(metrics) ? timing : timing.map(soften)), ...(exhaustion ? [exhaustion] : [])];
  const verdict = findings.some((finding) => finding.verdict === "invalid") ? "invalid" : "degraded";
  return { verdict: findings.length === 0 ? "valid" : verdict, reasons: findings.map(({ reason }) => reason) };
}

/** The first moments of a step are start-up: a shorter or smaller one is no ground to call its numbers the client's. */
const MIN_CONDEMNED_SECONDS = 1;
const MIN_CONDEMNED_REQUESTS = 50;

function isLongEnough({ scalars: { duration, total_requests: total } }: StepMetrics): boolean {
  return (duration ?? 0) >= MIN_CONDEMNED_SECONDS && (total ?? 0) >= MIN_CONDEMNED_REQUESTS;
}

function soften({ reason }: Finding): Finding {
  return { verdict: "degraded", reason };
}

interface LagComparison {
  readonly lagMs: number | null;
  readonly measuredMs: number | null;
  readonly name: string;
  readonly rule: LagRule;
}

/** From which share of the measured time on a lag counts, and how long it must be to spoil a step. */
interface LagRule {
  readonly degradedShare: number;
  readonly minInvalidMs: number;
}

const P50_RULE: LagRule = { degradedShare: DEGRADED_P50_SHARE, minInvalidMs: MIN_INVALID_P50_MS };
const P99_RULE: LagRule = { degradedShare: DEGRADED_P99_SHARE, minInvalidMs: MIN_INVALID_P99_MS };

/** What delays the event loop delays the reading of a token as much: a lag is part of the figure of the same rank. */
function judgeLoopLag({ health, metrics: { distributions } }: Judged): Finding | null {
  const { ttft, itl, latency } = distributions;
  const [p50, p99] = [health.loopLagP50Ms, health.loopLagP99Ms];
  const first = ttft.count > 0 ? { name: "TTFT", summary: ttft, unitMs: 1 } : null;
  const { name, summary, unitMs } = first ?? { name: "latency", summary: latency, unitMs: 1000 };
  const inMs = (value: number | null) => value === null ? null : value * unitMs;
  const comparisons: readonly LagComparison[] = [
    { lagMs: p99, measuredMs: inMs(summary.percentiles[99]), name: `p99 of ${name}`, rule: P99_RULE },
    { lagMs: p50, measuredMs: inMs(summary.percentiles[50]), name: `p50 of ${name}`, rule: P50_RULE },
    { lagMs: p99, measuredMs: itl.percentiles[99], name: "p99 of ITL", rule: P99_RULE },
  ];
  const findings = comparisons.map(judgeLag).filter((finding) => finding !== null);
  return findings.find(({ verdict }) => verdict === "invalid") ?? findings[0] ?? null;
}

function judgeLag({ lagMs, measuredMs, name, rule }: LagComparison): Finding | null {
  if (lagMs === null || measuredMs === null || measuredMs <= 0 || lagMs <= NOISE_MS) return null;
  const share = lagMs / measuredMs;
  if (share <= rule.degradedShare) return null;
  const isInvalid = share > INVALID_LAG_SHARE && lagMs > rule.minInvalidMs;
  const reason = `The client's event loop was up to ${showMs(lagMs)} late, where ${name} is ${showMs(measuredMs)}`;
  return { verdict: isInvalid ? "invalid" : "degraded", reason };
}

/** In a closed loop without a rate each slot should be busy all the time: what it waits for the client is load missing. */
function judgeClosedLoop({ metrics: { distributions }, asked }: Judged): Finding | null {
  const { dispatch_lag: { mean: idleMs }, latency: { mean: latencySeconds } } = distributions;
  if (asked.parallel === null || asked.rate !== null || idleMs === null || latencySeconds === null) return null;
  const share = idleMs / (idleMs + latencySeconds * 1000);
  if (idleMs <= NOISE_MS || share <= DEGRADED_IDLE_SHARE) return null;
  return {
    verdict: share > INVALID_IDLE_SHARE ? "invalid" : "degraded",
    reason: `The client took ${showMs(idleMs)} to send a request that had a slot: ${showShare(share)} of the time of ` +
      "its slots",
  };
}

/** With a limit of slots a request is late because the service is slow; without one only the client makes it late. */
function judgeLateStarts({ metrics: { scalars, distributions }, asked }: Judged): Finding | null {
  const { late_starts: late, total_requests: total, due_rate: dueRate } = scalars;
  if (asked.parallel !== null || late === null || total === null || total === 0 || dueRate === null) return null;
  const { mean, percentiles: { 99: p99 } } = distributions.send_lag;
  const share = late / total;
  const gapMs = 1000 / dueRate;
  if (share <= DEGRADED_LATE_SHARE || (p99 ?? 0) <= HARMLESS_GAP_SHARE * gapMs) return null;
  return {
    verdict: share > INVALID_LATE_SHARE && (mean ?? 0) > gapMs ? "invalid" : "degraded",
    reason: `The client sent ${showShare(share)} of the requests late, where one is due each ${showMs(gapMs)}`,
  };
}

function judgeRate({ metrics: { scalars }, asked }: Judged): Finding | null {
  const { start_rate: startRate, due_rate: dueRate } = scalars;
  if (startRate === null || dueRate === null || isHeldBackBySlots({ scalars, asked })) return null;
  const share = startRate / dueRate;
  const starts = (scalars.conversations ?? scalars.total_requests ?? 1) - 1;
  const slipSeconds = starts / startRate - starts / dueRate;
  if (share >= DEGRADED_RATE_SHARE || slipSeconds <= MIN_SLIP_SECONDS) return null;
  return {
    verdict: share < INVALID_RATE_SHARE ? "invalid" : "degraded",
    reason: `The client sent ${startRate.toFixed(2)} a second where ${dueRate.toFixed(2)} were due`,
  };
}

/** Between the turns of a conversation a slot can be taken without a request: then nobody can tell who was slow. */
function isHeldBackBySlots(
  { scalars, asked }: { readonly scalars: StepMetrics["scalars"]; readonly asked: AskedLoad },
): boolean {
  if (asked.parallel === null) return false;
  return scalars.conversations !== null || (scalars.mean_concurrency ?? 0) >= FULL_SLOTS_SHARE * asked.parallel;
}

/** CPU alone proves nothing, as much of it is used beside the loops that carry the load; with a lag it explains it. */
function judgeCpu({ health, asked: { shards = 1 } }: Judged): Finding | null {
  const isLate = health.loopLagP50Ms === null || health.loopLagP50Ms > NOISE_MS;
  if (!isLate || health.cpuCores < BUSY_CORE_SHARE * shards) return null;
  const loops = shards === 1 ? "one event loop" : `${shards} event loops`;
  return { verdict: "degraded", reason: `The client used ${health.cpuCores.toFixed(1)} cores for ${loops} of load` };
}

function judgeExhaustion({ metrics: { failures, scalars } }: Judged): Finding | null {
  const own = failures.filter(({ examples }) => examples.some((example) => EXHAUSTION.test(example)));
  const count = own.reduce((sum, failure) => sum + failure.count, 0);
  if (count === 0) return null;
  return {
    verdict: count > INVALID_EXHAUSTION_SHARE * (scalars.total_requests ?? 0) ? "invalid" : "degraded",
    reason: `The client's machine ran out of files or ports: ${count} requests failed for it`,
  };
}

function showMs(valueMs: number): string {
  return `${valueMs.toFixed(valueMs < 100 ? 1 : 0)} ms`;
}

function showShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
