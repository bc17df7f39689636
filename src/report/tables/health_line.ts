import type { ClientHealth } from "../../core/health.ts";
import { joinFitting } from "./fitted_text.ts";
import { formatMegabytes, formatNumber, formatShare } from "./number_text.ts";
import type { Tone } from "./tone.ts";

/** How far the client itself can be trusted in a step. */
export interface HealthVerdict {
  readonly tone: Tone;
  readonly text: string;
}

/** A lag like this is seen in a time to first token of some tens of ms. */
const STRAINED_LAG_MS = 10;
/** A lag like this is as long as what is measured. */
const OVERLOADED_LAG_MS = 50;
/** Below this share late sends are those of the first moments, when everything runs for the first time. */
const STRAINED_LATE_SHARE = 0.05;
/** With so many late sends the load is not the one that was asked for. */
const OVERLOADED_LATE_SHARE = 0.25;

/** Judges by the lag of the event loop and by late sends whether the client kept up. */
export function judgeHealth(health: ClientHealth, requestCount: number): HealthVerdict {
  const lagMs = health.loopLagP99Ms ?? 0;
  const lateShare = requestCount === 0 ? 0 : health.lateSends / requestCount;
  const late = `${formatShare(lateShare)} of the requests were sent late`;
  if (lagMs > OVERLOADED_LAG_MS) return { tone: "bad", text: "overloaded, its own delays are in the times" };
  if (lateShare > OVERLOADED_LATE_SHARE) return { tone: "bad", text: `overloaded, ${late}` };
  if (lagMs > STRAINED_LAG_MS) return { tone: "warning", text: "strained, times may be some ms too long" };
  if (lateShare > STRAINED_LATE_SHARE) return { tone: "warning", text: `strained, ${late}` };
  return { tone: "plain", text: "kept up" };
}

/** Describes the client's health in one line no wider than asked. */
export function describeHealth(health: ClientHealth, requestCount: number, width: number): string {
  const parts = [
    `Client health: ${judgeHealth(health, requestCount).text}`,
    `loop lag p99 ${toMs(health.loopLagP99Ms)}`,
    `late sends ${formatNumber(health.lateSends, 0)}`,
    `CPU ${formatNumber(health.cpuCores, 2)} cores`,
    `memory ${formatMegabytes(health.peakRssBytes)}`,
    `send lag p99 ${toMs(health.sendLagP99Ms)}`,
    `resent ${formatNumber(health.connectionRetries, 0)}`,
    `joined reads ${formatShare(health.coalescedReadShare)}`,
  ];
  return joinFitting(parts, " · ", width);
}

function toMs(value: number | null): string {
  return value === null ? formatNumber(null, 1) : `${formatNumber(value, 1)} ms`;
}
