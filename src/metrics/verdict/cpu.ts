import {
  areArrivalsExact,
  type Finding,
  type Judged,
  LESS_LOAD,
  LESS_LOAD_ZH,
  nameClient,
  nameClientZh,
  NOISE_MS,
  showMs,
} from "./rule.ts";

/** An event loop runs on one core; from here on it queues. */
const BUSY_CORE_SHARE = 0.9;

/** CPU alone proves nothing, as much of it is used beside the loops that carry the load; with a lag it explains it. */
export function judgeCpu(judged: Judged): Finding | null {
  const { health, asked: { shards = 1 } } = judged;
  const isLate = health.loopLagP50Ms === null || health.loopLagP50Ms > NOISE_MS;
  if (!isLate || areArrivalsExact(judged) || health.cpuCores < BUSY_CORE_SHARE * shards) return null;
  const loops = shards === 1 ? "one event loop" : `${shards} event loops`;
  const lag = health.loopLagP50Ms === null
    ? "never came round to its timers"
    : `was ${showMs(health.loopLagP50Ms)} late`;
  const lagZh = health.loopLagP50Ms === null ? "定时器始终未得到执行" : `中位延迟为 ${showMs(health.loopLagP50Ms)}`;
  return {
    verdict: "degraded",
    reason:
      `${nameClient(health)} used ${
        health.cpuCores.toFixed(1)
      } cores for ${loops} of load and ${lag} in the median, which is ` +
      `in every time stamp; ${LESS_LOAD}`,
    reasonZh: `${nameClientZh(health)}用 ${health.cpuCores.toFixed(1)} 个核承载 ${shards} 个事件循环的负载，` +
      `${lagZh}，这会计入每个时间戳；${LESS_LOAD_ZH}`,
  };
}
