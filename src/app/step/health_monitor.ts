import { cpuUsage } from "node:process";
import type { Clock } from "../../core/clock.ts";
import type { AgentAccountOfStep, AgentHealth } from "../../core/judging/agents.ts";
import type { ClientHealth } from "../../core/judging/health.ts";
import { startLoopLag } from "../../core/loop_lag.ts";
import type { LoopLag } from "../../core/loop_lag.ts";
import type { RequestRecord } from "../../core/record.ts";
import { createDistribution } from "../../metrics/distribution.ts";
import type { Distribution } from "../../metrics/distribution.ts";
import type { LoopLoss } from "../../shards/coordinator/phase_course.ts";
import type { ShardStatus } from "../../shards/protocol/messages.ts";
import type { RemoteHealth } from "../run/load_host.ts";
import { LatenessMonitor, LoopMonitor } from "./loop_monitor.ts";

/** The main thread deals and counts: each look costs it a quarter of a millisecond, a fifth of a small load's CPU at 10 ms. */
const MAIN_SAMPLE_EVERY_MS = 50;

/** Gathers how well the client kept up during a phase; CPU and time count from its making. */
export class HealthMonitor {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #startedCpu = cpuUsage();
  readonly #over = new AbortController();
  readonly #mainLag: LoopLag;
  readonly #mainLags: Distribution = createDistribution();
  readonly #all = new LatenessMonitor();
  readonly #loops = new Map<number, LoopMonitor>();
  #connectionRetries = 0;
  #reads = 0;
  #coalescedReads = 0;
  #shedTexts = 0;
  #peakRssBytes = Deno.memoryUsage().rss;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.nowMs();
    this.#mainLag = startLoopLag(clock, this.#over.signal, MAIN_SAMPLE_EVERY_MS);
  }

  addRecord(record: RequestRecord): void {
    this.#all.addRecord(record);
    this.#loop(record.place.shard).addRecord(record);
    this.#connectionRetries += record.counts.connectionRetries;
  }

  addStatus(status: ShardStatus): void {
    this.#all.addStatus(status);
    this.#loop(status.shard).addStatus(status);
    this.#reads += status.reads;
    this.#coalescedReads += status.coalescedReads;
    this.#peakRssBytes = Math.max(this.#peakRssBytes, Deno.memoryUsage().rss);
    this.#takeMainLag();
  }

  /** An event loop was lost. */
  addLoss({ shard, moved }: LoopLoss): void {
    const loop = this.#loop(shard);
    loop.isLost = true;
    loop.movedRequests += moved;
  }

  /** Results of so many requests that had ended were lost with their machine. */
  addMissing(shard: number, requests: number): void {
    this.#all.addMissing(requests);
    this.#loop(shard).lateness.addMissing(requests);
  }

  /** Texts of so many records were dropped. */
  addShedTexts(count: number): void {
    this.#shedTexts += count;
  }

  /** Ends measuring. */
  finish(remote: RemoteHealth | null = null): ClientHealth {
    this.#over.abort();
    this.#takeMainLag();
    const used = cpuUsage(this.#startedCpu);
    const cpuSeconds = (used.user + used.system) / 1e6;
    const wallSeconds = (this.#clock.nowMs() - this.#startedAtMs) / 1000;
    const { percentiles, max } = this.#mainLags.summary();
    return {
      ...this.#all.finish(),
      mainLagP50Ms: percentiles[50],
      mainLagP99Ms: percentiles[99],
      mainLagMaxMs: max,
      cpuSeconds,
      cpuCores: wallSeconds > 0 ? cpuSeconds / wallSeconds : 0,
      peakRssBytes: this.#peakRssBytes,
      connectionRetries: this.#connectionRetries,
      coalescedReadShare: this.#reads > 0 ? this.#coalescedReads / this.#reads : null,
      shedTexts: this.#shedTexts,
      agents: remote?.agents.map((agent) => this.#withLateness(agent)) ?? [],
      coordinator: remote?.coordinator ?? null,
      loops: [...this.#loops].sort(([a], [b]) => a - b).map(([, loop]) => loop.finish(wallSeconds)),
    };
  }

  #withLateness(agent: AgentAccountOfStep): AgentHealth {
    const loops = agent.loops.flatMap((index) => this.#loops.get(index) ?? []);
    const lateness = new LatenessMonitor();
    for (const loop of loops) lateness.merge(loop.lateness);
    const startLags = loops.flatMap((loop) => loop.startLagMs() ?? []);
    return {
      ...agent,
      ...lateness.finish(),
      startLagMs: startLags.length === 0 ? null : Math.min(...startLags),
      movedRequests: loops.reduce((sum, { movedRequests }) => sum + movedRequests, 0),
    };
  }

  #loop(index: number): LoopMonitor {
    const known = this.#loops.get(index);
    if (known !== undefined) return known;
    const monitor = new LoopMonitor(index);
    this.#loops.set(index, monitor);
    return monitor;
  }

  #takeMainLag(): void {
    for (const lagMs of this.#mainLag.take()) this.#mainLags.add(lagMs);
  }
}
