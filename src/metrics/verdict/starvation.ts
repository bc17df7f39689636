import { condemn, type Finding, type Judged, showMs, showShare } from "./rule.ts";

/** So much of the load that was asked for was missing because there was nothing to send. */
const DEGRADED_SHARE = 0.05;
const INVALID_SHARE = 0.25;

/** A free slot that waits for a request is load missing by the client's doing: requests are made too slowly. */
export function judgeStarvation(judged: Judged): Finding | null {
  const { health: { starvedShare, starvedSeconds, mainLagMaxMs, loops }, asked } = judged;
  if (asked.parallel === null || starvedShare === null || starvedShare <= DEGRADED_SHARE) return null;
  const worst = loops.reduce<typeof loops[number] | null>(
    (most, loop) => (loop.starvedShare ?? 0) > (most?.starvedShare ?? 0) ? loop : most,
    null,
  );
  const where = loops.length < 2 || worst === null
    ? ""
    : ` (event loop ${worst.loop}: ${showShare(worst.starvedShare ?? 0)})`;
  const main = mainLagMaxMs === null ? "" : `, and the main thread was up to ${showMs(mainLagMaxMs)} late`;
  return {
    verdict: starvedShare > INVALID_SHARE ? condemn(judged, starvedSeconds * 1000 / asked.parallel) : "degraded",
    reason: `Free slots waited ${showShare(starvedShare)} of their time for a request${where}${main}: throughput and ` +
      "concurrency are too low by as much; make requests faster (smaller images or prompts, a file instead of random " +
      "data) or ask for less at once",
  };
}
