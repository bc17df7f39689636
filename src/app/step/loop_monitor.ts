import { isLost } from "../../core/failure.ts";
import { LATE_SEND_MS } from "../../core/judging/health.ts";
import type { LoopHealth } from "../../core/judging/health.ts";
import type { LoopLateness } from "../../core/judging/loop_lateness.ts";
import type { RequestRecord } from "../../core/record.ts";
import { createDistribution } from "../../metrics/distribution.ts";
import { DelayCounts, delayPercentile } from "../../core/delay_counts.ts";
import type { Distribution } from "../../metrics/distribution.ts";
import { toSendLagMs } from "../../metrics/step_totals.ts";
import type { ShardStatus } from "../../shards/protocol/messages.ts";

/** Gathers how late one event loop was, or all of them together. */
export class LatenessMonitor {
  readonly #loopLag: Distribution = createDistribution();
  readonly #sendLag: Distribution = createDistribution();
  readonly #arrivalDelays = new DelayCounts();
  #lateSends = 0;
  #lostRequests = 0;
  #starvedMs = 0;
  #busyMs = 0;

  addRecord(record: RequestRecord): void {
    if (isLost(record.failure)) {
      this.#lostRequests++;
      return;
    }
    const lagMs = toSendLagMs(record);
    this.#sendLag.add(lagMs);
    if (lagMs > LATE_SEND_MS) this.#lateSends++;
  }

  /** Requests that ended, and whose results nobody can tell. */
  addMissing(requests: number): void {
    this.#lostRequests += requests;
  }

  addStatus({ loopLagMs, arrivalDelays, starvedMs, busyMs }: ShardStatus): void {
    if (arrivalDelays !== null) this.#arrivalDelays.merge(arrivalDelays);
    for (const lagMs of loopLagMs) this.#loopLag.add(lagMs);
    this.#starvedMs += starvedMs;
    this.#busyMs += busyMs;
  }

  /** Takes in another one. */
  merge(other: LatenessMonitor): void {
    this.#loopLag.merge(other.#loopLag.state());
    this.#sendLag.merge(other.#sendLag.state());
    const delays = other.#arrivalDelays.read();
    if (delays !== null) this.#arrivalDelays.merge(delays);
    this.#lateSends += other.#lateSends;
    this.#lostRequests += other.#lostRequests;
    this.#starvedMs += other.#starvedMs;
    this.#busyMs += other.#busyMs;
  }

  finish(): LoopLateness {
    const loop = this.#loopLag.summary();
    const send = this.#sendLag.summary();
    const delays = this.#arrivalDelays.read();
    const neededMs = this.#busyMs + this.#starvedMs;
    return {
      loopLagP50Ms: loop.percentiles[50],
      loopLagP99Ms: loop.percentiles[99],
      loopLagMaxMs: loop.max,
      arrivalDelayP50Ms: delays && delayPercentile(delays, 50),
      arrivalDelayP99Ms: delays && delayPercentile(delays, 99),
      arrivalDelayMaxMs: delays?.maxMs ?? null,
      sendLagP50Ms: send.percentiles[50],
      sendLagP99Ms: send.percentiles[99],
      sendLagMaxMs: send.max,
      lateSends: this.#lateSends,
      starvedSeconds: this.#starvedMs / 1000,
      starvedShare: neededMs > 0 ? this.#starvedMs / neededMs : null,
      lostRequests: this.#lostRequests,
    };
  }
}

/** Gathers how one event loop kept up: what it shares with all of them, and what it uses. */
export class LoopMonitor {
  readonly lateness: LatenessMonitor = new LatenessMonitor();
  isLost = false;
  /** Requests that others carry since it was lost. */
  movedRequests = 0;
  readonly #loop: number;
  #first: { readonly sentAtMs: number; readonly lagMs: number } | null = null;
  #firstCpuSeconds: number | null = null;
  #cpuSeconds: number | null = null;
  #peakHeapBytes: number | null = null;
  #peakWaitingRecords = 0;

  constructor(loop: number) {
    this.#loop = loop;
  }

  addRecord(record: RequestRecord): void {
    this.lateness.addRecord(record);
    const { sentAtMs } = record.times;
    if (isLost(record.failure) || (this.#first !== null && sentAtMs >= this.#first.sentAtMs)) return;
    this.#first = { sentAtMs, lagMs: toSendLagMs(record) };
  }

  /** How late its first request was sent; `null`: it sent none. */
  startLagMs(): number | null {
    return this.#first?.lagMs ?? null;
  }

  addStatus(status: ShardStatus): void {
    this.lateness.addStatus(status);
    const { cpuSeconds, heapBytes, unacknowledged } = status;
    this.#firstCpuSeconds ??= cpuSeconds;
    this.#cpuSeconds = cpuSeconds;
    if (heapBytes !== null) this.#peakHeapBytes = Math.max(this.#peakHeapBytes ?? 0, heapBytes);
    this.#peakWaitingRecords = Math.max(this.#peakWaitingRecords, unacknowledged);
  }

  finish(wallSeconds: number): LoopHealth {
    const [first, last] = [this.#firstCpuSeconds, this.#cpuSeconds];
    const cpuSeconds = first === null || last === null ? null : last - first;
    return {
      loop: this.#loop,
      isLost: this.isLost,
      ...this.lateness.finish(),
      cpuSeconds,
      cpuCores: cpuSeconds === null || wallSeconds <= 0 ? null : cpuSeconds / wallSeconds,
      peakHeapBytes: this.#peakHeapBytes,
      peakWaitingRecords: this.#peakWaitingRecords,
    };
  }
}
