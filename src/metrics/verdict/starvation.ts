import { groupNumber } from "../../core/grouped_number.ts";
import { condemn, type Finding, type Judged, nameLoops, nameLoopsZh, showMs, showShare, worstLoop } from "./rule.ts";

/** So much of the load that was asked for was missing because there was nothing to send. */
const DEGRADED_SHARE = 0.05;
const INVALID_SHARE = 0.25;

/** A free slot that waits for a request is load missing by the client's doing: requests are made too slowly. */
export function judgeStarvation(judged: Judged): Finding | null {
  const { health, metrics: { scalars }, asked } = judged;
  const { starvedShare, starvedSeconds, mainLagMaxMs, loops } = health;
  if (asked.parallel === null || starvedShare === null || starvedShare <= DEGRADED_SHARE) return null;
  const worst = worstLoop(health, (loop) => loop.starvedShare);
  const where = loops.length < 2 ? "" : ` (most in ${nameLoops(worst, health)})`;
  const main = mainLagMaxMs === null ? "" : `, and the main thread was up to ${showMs(mainLagMaxMs)} late`;
  const { mean_concurrency: mean } = scalars;
  const busy = mean === null ? "" : `on average ${groupNumber(mean, 1)} of ${asked.parallel} were busy, `;
  const whereZh = loops.length < 2 ? "" : `（主要在${nameLoopsZh(worst, health)}）`;
  const mainZh = mainLagMaxMs === null ? "" : `，主线程最多晚 ${showMs(mainLagMaxMs)}`;
  const busyZh = mean === null ? "" : `平均 ${asked.parallel} 个中有 ${groupNumber(mean, 1)} 个忙碌，`;
  return {
    verdict: starvedShare > INVALID_SHARE ? condemn(judged, starvedSeconds * 1000 / asked.parallel) : "degraded",
    reason:
      `Free slots waited ${
        showShare(starvedShare)
      } of their time for a request${where}${main}: ${busy}throughput and ` +
      "concurrency are too low by as much; make requests faster (smaller images or prompts, a file instead of random " +
      "data) or ask for less at once",
    reasonZh:
      `空闲槽位有 ${showShare(starvedShare)} 的时间在等待请求${whereZh}${mainZh}：${busyZh}吞吐与并发因此偏低；` +
      "请加快请求的生成（更小的图片或提示词、用文件代替随机数据），或降低并发",
  };
}
