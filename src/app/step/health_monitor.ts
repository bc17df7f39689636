import { cpuUsage } from "node:process";
import type { Clock } from "../../core/clock.ts";
import { LATE_SEND_MS } from "../../core/judging/health.ts";
import type { ClientHealth } from "../../core/judging/health.ts";
import type { RequestRecord } from "../../core/record.ts";
import { createDistribution } from "../../metrics/distribution.ts";
import { toSendLagMs } from "../../metrics/step_totals.ts";
import type { ShardStatus } from "../../shards/protocol/messages.ts";

/** Gathers how well the client kept up during a phase. */
export interface HealthMonitor {
  addRecord(record: RequestRecord): void;
  addStatus(status: ShardStatus): void;
  finish(): ClientHealth;
}

/** Starts measuring: CPU and time count from now. */
export function startHealthMonitor(clock: Clock): HealthMonitor {
  const startedAtMs = clock.nowMs();
  const startedCpu = cpuUsage();
  const loopLag = createDistribution();
  const sendLag = createDistribution();
  let lateSends = 0;
  let connectionRetries = 0;
  let reads = 0;
  let coalescedReads = 0;
  let peakRssBytes = Deno.memoryUsage().rss;

  return {
    addRecord(record) {
      const lagMs = toSendLagMs(record);
      sendLag.add(lagMs);
      if (lagMs > LATE_SEND_MS) lateSends++;
      connectionRetries += record.counts.connectionRetries;
    },
    addStatus(status) {
      for (const lagMs of status.loopLagMs) loopLag.add(lagMs);
      reads += status.reads;
      coalescedReads += status.coalescedReads;
      peakRssBytes = Math.max(peakRssBytes, Deno.memoryUsage().rss);
    },
    finish() {
      const used = cpuUsage(startedCpu);
      const cpuSeconds = (used.user + used.system) / 1e6;
      const wallSeconds = (clock.nowMs() - startedAtMs) / 1000;
      const loop = loopLag.summary();
      const send = sendLag.summary();
      return {
        loopLagP50Ms: loop.percentiles[50],
        loopLagP99Ms: loop.percentiles[99],
        loopLagMaxMs: loop.max,
        sendLagP50Ms: send.percentiles[50],
        sendLagP99Ms: send.percentiles[99],
        sendLagMaxMs: send.max,
        lateSends,
        cpuSeconds,
        cpuCores: wallSeconds > 0 ? cpuSeconds / wallSeconds : 0,
        peakRssBytes,
        connectionRetries,
        coalescedReadShare: reads > 0 ? coalescedReads / reads : null,
      };
    },
  };
}
