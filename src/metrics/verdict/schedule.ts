import { groupNumber } from "../../core/grouped_number.ts";
import type { StepMetrics } from "../step_metrics.ts";
import {
  type AskedLoad,
  condemn,
  type Finding,
  type Judged,
  LESS_LOAD,
  LESS_LOAD_ZH,
  showMs,
  showShare,
} from "./rule.ts";

const DEGRADED_LATE_SHARE = 0.01;
const INVALID_LATE_SHARE = 0.1;
/** Arrivals that move by less than this part of the gap between them are the same load. */
const HARMLESS_GAP_SHARE = 0.1;

/** With a limit of slots a request is late because the service is slow; without one only the client makes it late. */
export function judgeLateStarts(judged: Judged): Finding | null {
  const { metrics: { scalars, distributions }, asked } = judged;
  const { late_starts: late, total_requests: total, due_rate: dueRate } = scalars;
  if (asked.parallel !== null || late === null || total === null || total === 0 || dueRate === null) return null;
  const { mean, max, percentiles: { 99: p99 } } = distributions.send_lag;
  const share = late / total;
  const gapMs = 1000 / dueRate;
  if (share <= DEGRADED_LATE_SHARE || (p99 ?? 0) <= HARMLESS_GAP_SHARE * gapMs) return null;
  return {
    verdict: share > INVALID_LATE_SHARE && (mean ?? 0) > gapMs ? condemn(judged, max ?? 0) : "degraded",
    reason:
      `The client sent ${showShare(share)} of the requests late, up to ${showMs(max ?? 0)}, where one is due each ` +
      `${showMs(gapMs)}: arrivals were not those asked for, and queues of the service differ; ${LESS_LOAD}`,
    reasonZh:
      `客户端有 ${showShare(share)} 的请求发送过晚，最多晚 ${showMs(max ?? 0)}，而请求间隔应为 ${showMs(gapMs)}：` +
      `到达过程与要求不符，服务的排队也因此不同；${LESS_LOAD_ZH}`,
  };
}

/** A good client keeps an asked rate to 1 %; under nine tenths another load was measured than the one that was asked. */
const DEGRADED_RATE_SHARE = 0.98;
const INVALID_RATE_SHARE = 0.9;
/** Less is the lateness of single requests, not of the rate. */
const MIN_SLIP_SECONDS = 0.05;
/** With so many of the slots busy on average the service holds the rate back, not the client. */
const FULL_SLOTS_SHARE = 0.8;

/** The rate that was sent against the one that was due. */
export function judgeRate(judged: Judged): Finding | null {
  const { metrics: { scalars }, asked } = judged;
  const { start_rate: startRate, due_rate: dueRate } = scalars;
  if (startRate === null || dueRate === null || isHeldBackBySlots(scalars, asked)) return null;
  const share = startRate / dueRate;
  const starts = (scalars.conversations ?? scalars.total_requests ?? 1) - 1;
  const slipSeconds = starts / startRate - starts / dueRate;
  if (share >= DEGRADED_RATE_SHARE || slipSeconds <= MIN_SLIP_SECONDS) return null;
  return {
    verdict: share < INVALID_RATE_SHARE ? condemn(judged, slipSeconds * 1000) : "degraded",
    reason:
      `The client sent ${groupNumber(startRate, 2)} a second where ${
        groupNumber(dueRate, 2)
      } were due: all figures are those ` +
      `of a load ${showShare(1 - share)} lower; ${LESS_LOAD}`,
    reasonZh: `客户端每秒发送 ${groupNumber(startRate, 2)} 个，而应为 ${groupNumber(dueRate, 2)} 个：` +
      `所有数据对应的负载低 ${showShare(1 - share)}；${LESS_LOAD_ZH}`,
  };
}

/** Between the turns of a conversation a slot can be taken without a request: then nobody can tell who was slow. */
function isHeldBackBySlots(scalars: StepMetrics["scalars"], { parallel }: AskedLoad): boolean {
  if (parallel === null) return false;
  return scalars.conversations !== null || (scalars.mean_concurrency ?? 0) >= FULL_SLOTS_SHARE * parallel;
}
