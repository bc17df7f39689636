import {
  condemn,
  type Finding,
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

/** Of a closed loop's time a slot spends so much waiting for the client: so much less load than asked. */
const DEGRADED_SHARE = 0.05;
const INVALID_SHARE = 0.25;

/** In a closed loop without a rate each slot should be busy all the time: what it waits for the client is load missing. */
export function judgeDispatch(judged: Judged): Finding | null {
  const { metrics: { distributions, scalars }, asked, health } = judged;
  const { dispatch_lag: { mean: waitMs, max }, latency: { mean: latencySeconds } } = distributions;
  if (asked.parallel === null || asked.rate !== null || waitMs === null || latencySeconds === null) return null;
  // What a slot waited for its request has a rule of its own.
  const idleMs = waitMs - 1000 * health.starvedSeconds / Math.max(1, scalars.total_requests ?? 1);
  const share = idleMs / (idleMs + latencySeconds * 1000);
  if (idleMs <= NOISE_MS || share <= DEGRADED_SHARE) return null;
  const worst = worstLoop(health, ({ sendLagP99Ms }) => sendLagP99Ms);
  const [loop, loopZh] = [nameLoops(worst, health), nameLoopsZh(worst, health)];
  return {
    verdict: share > INVALID_SHARE
      ? condemn(judged, idleMs * (scalars.total_requests ?? 0) / asked.parallel)
      : "degraded",
    reason:
      `The client's ${loop} took ${showMs(idleMs)} on average (up to ${
        showMs(max ?? idleMs)
      }) to send a request that had a ` +
      `slot: throughput and concurrency are up to ${showShare(share)} too low; ${LESS_LOAD}`,
    reasonZh: `客户端的${loopZh}平均用 ${showMs(idleMs)}（最长 ${showMs(max ?? idleMs)}）才发出已有槽位的请求：` +
      `吞吐与并发最多偏低 ${showShare(share)}；${LESS_LOAD_ZH}`,
  };
}
