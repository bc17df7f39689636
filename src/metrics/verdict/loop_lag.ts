import {
  areArrivalsExact,
  condemn,
  DEGRADED_P50_SHARE,
  DEGRADED_P99_SHARE,
  type Finding,
  INVALID_SHARE,
  type Judged,
  LESS_LOAD,
  LESS_LOAD_ZH,
  nameLoops,
  nameLoopsZh,
  NOISE_MS,
  showMs,
  showShare,
  worstLoop,
} from "./rule.ts";

/** So short a lag is no matter even where it is much of a measured time. */
const MIN_INVALID_MS = 5;

interface Comparison {
  readonly lagMs: number | null;
  readonly measuredMs: number | null;
  readonly name: string;
  readonly degradedShare: number;
  readonly canCondemn: boolean;
}

/**
 * What delays timers all the time delays the reading of tokens as much: compared rank with rank, a lag is part of the
 * figure. Single pauses are looked for in the requests that they touched, by a rule of their own.
 */
export function judgeLoopLag(judged: Judged): Finding | null {
  const { health, metrics: { distributions } } = judged;
  if (areArrivalsExact(judged)) return null;
  const { ttft, itl, latency } = distributions;
  const [p50, p99] = [health.loopLagP50Ms, health.loopLagP99Ms];
  const [summary, unitMs, name] = ttft.count > 0 ? [ttft, 1, "TTFT"] as const : [latency, 1000, "latency"] as const;
  const inMs = (value: number | null) => value === null ? null : value * unitMs;
  const typical = { lagMs: p50, degradedShare: DEGRADED_P50_SHARE, canCondemn: true } as const;
  const rare = { lagMs: p99, degradedShare: DEGRADED_P99_SHARE, canCondemn: false } as const;
  const comparisons: readonly Comparison[] = [
    { ...typical, measuredMs: inMs(summary.percentiles[50]), name: `p50 ${name}` },
    { ...rare, measuredMs: inMs(summary.percentiles[99]), name: `p99 ${name}` },
    { ...rare, measuredMs: itl.percentiles[99], name: "p99 ITL" },
  ];
  const findings = comparisons.flatMap((comparison) => judge(judged, comparison) ?? []);
  return findings.find(({ verdict }) => verdict === "invalid") ?? findings[0] ?? null;
}

function judge(judged: Judged, comparison: Comparison): Finding | null {
  const { lagMs, measuredMs, name, degradedShare, canCondemn } = comparison;
  if (lagMs === null || measuredMs === null || measuredMs <= 0 || lagMs <= NOISE_MS) return null;
  const share = lagMs / measuredMs;
  if (share <= degradedShare) return null;
  const { loopLagMaxMs } = judged.health;
  // A lag of the median is there half of the time at least.
  const lateMs = (judged.metrics.scalars.duration ?? 0) * 1000 / 2;
  const worst = worstLoop(judged.health, (each) => each.loopLagP99Ms);
  const [loop, loopZh] = [nameLoops(worst, judged.health), nameLoopsZh(worst, judged.health)];
  const [ownMs, ownShare] = [Math.min(lagMs, measuredMs), Math.min(1, share)];
  return {
    verdict: canCondemn && share > INVALID_SHARE && lagMs > MIN_INVALID_MS ? condemn(judged, lateMs) : "degraded",
    reason:
      `The client's ${loop} was up to ${showMs(loopLagMaxMs ?? lagMs)} late: of ${name} (${showMs(measuredMs)}) ` +
      `up to ${showMs(ownMs)} (${showShare(ownShare)}) are its own; ${LESS_LOAD}`,
    reasonZh: `客户端的${loopZh}最多晚了 ${showMs(loopLagMaxMs ?? lagMs)}：${name}（${showMs(measuredMs)}）中最多有 ` +
      `${showMs(ownMs)}（${showShare(ownShare)}）来自客户端自身；${LESS_LOAD_ZH}`,
  };
}
