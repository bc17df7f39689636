import { secondsToMs } from "../../../../core/seconds.ts";
import { maskUrl } from "../../../../core/secret_mask.ts";
import type { RequestRecord } from "../../../../core/record.ts";
import { writeJsonAtomically } from "../../../../report/files/atomic_file.ts";
import { SERVICE_NAME } from "../../../../report/files/run_folder.ts";
import type { ServiceMomentRow, ServiceReport } from "../../../../report/model/point_watch.ts";
import {
  type CrossCheck,
  crossCheck,
  describeCheck,
  type OwnFigures,
} from "../../../../telemetry/service/cross_checks.ts";
import type { ServiceFigures, ServiceMoment } from "../../../../telemetry/service/service_figures.ts";
import { ServiceWatch, type WatchedService } from "../../../../telemetry/service/service_watch.ts";
import type { StepResult } from "../../../../metrics/run_result.ts";
import type { RunSink, SinkContext, StepEnd } from "../../../run/run_sink.ts";
import { PointZero } from "./point_zero.ts";

interface Counts {
  requests: number;
  promptTokens: number;
  generationTokens: number;
  cachedTokens: number;
}

const NOTHING: Counts = { requests: 0, promptTokens: 0, generationTokens: 0, cachedTokens: 0 };

/** Holds what the service says of itself against what was measured. */
export class ServiceSink implements RunSink {
  readonly name = "the service's own metrics";
  readonly #context: SinkContext;
  readonly #url: string;
  #watch: ServiceWatch | null = null;
  #counts: Counts = { ...NOTHING };
  #zero: PointZero;

  constructor(context: SinkContext, url: string) {
    this.#context = context;
    this.#zero = new PointZero(context.clock.nowMs());
    this.#url = url;
  }

  async stepStart(): Promise<void> {
    this.#counts = { ...NOTHING };
    const { clock, plan } = this.#context;
    this.#zero = new PointZero(clock.nowMs());
    this.#watch = await ServiceWatch.start({ url: this.#url, headers: plan.target.headers, clock });
  }

  /** From here on both sides count: the warm-up is in neither. */
  async warmedUp(): Promise<void> {
    await this.#watch?.begin();
    this.#counts = { ...NOTHING };
  }

  /** All requests that succeeded; what was sent before the warm-up was over is in neither side's counts. */
  add(batch: readonly RequestRecord[]): void {
    this.#zero.add(batch);
    for (const { failure, tokens } of batch) {
      if (failure !== null) continue;
      this.#counts.requests++;
      this.#counts.promptTokens += tokens.promptTokens ?? 0;
      this.#counts.generationTokens += tokens.completionTokens ?? 0;
      this.#counts.cachedTokens += tokens.cachedTokens ?? 0;
    }
  }

  async stepEnd({ run: { result }, isEarlier }: StepEnd): Promise<void> {
    const watch = this.#watch;
    this.#watch = null;
    if (watch === null || isEarlier) return;
    const watched = await watch.finish();
    const { names, figures } = watched;
    const ours = { ...this.#counts, times: readTimes(result) };
    const checks = crossCheck(figures, ours, names.leavesCachedOut === true);
    const { log } = this.#context;
    log("info", describeService(figures));
    for (const check of checks) log("info", `  ${describeCheck(check)}`);
    for (const { warning } of checks) {
      if (warning !== null) log("warn", warning.en);
    }
    await writeJsonAtomically(`${result.folder}/${SERVICE_NAME}`, {
      url: maskUrl(this.#url),
      times: Object.fromEntries(Object.entries(figures.times).map(([name, time]) => [name, { ...time }])),
      ...toReport(watched, checks, this.#zero),
    });
  }

  async close(): Promise<void> {
    await this.#watch?.finish();
  }
}

function toReport({ figures, moments }: WatchedService, checks: readonly CrossCheck[], zero: PointZero): ServiceReport {
  const { service, cacheHitShare, counters, peaks } = figures;
  return {
    service,
    cacheHitShare,
    counters: { ...counters },
    peaks: { ...peaks },
    moments: moments.map((moment) => toRow(moment, zero)),
    checks: checks.map((check) => ({ ...check })),
  };
}

function toRow({ atMs, gauges, cacheHitShare, preemptions }: ServiceMoment, zero: PointZero): ServiceMomentRow {
  const { running = null, waiting = null, kvUsageShare = null } = gauges;
  return { atSeconds: zero.toSeconds(atMs), running, waiting, kvUsageShare, cacheHitShare, preemptions };
}

function readTimes({ metrics: { distributions } }: StepResult): OwnFigures["times"] {
  const { ttft, itl, latency } = distributions;
  return {
    ttft: { p50Ms: ttft.percentiles[50], p99Ms: ttft.percentiles[99] },
    itl: { p50Ms: itl.percentiles[50], p99Ms: itl.percentiles[99] },
    latency: { p50Ms: secondsToMs(latency.percentiles[50]), p99Ms: secondsToMs(latency.percentiles[99]) },
  };
}

function describeService({ service, counters, peaks, cacheHitShare }: ServiceFigures): string {
  const parts: [string, number | undefined | null][] = [
    ["running at most", peaks.running],
    ["waiting at most", peaks.waiting],
    ["KV cache at most %", peaks.kvUsageShare === undefined ? null : Math.round(peaks.kvUsageShare * 1000) / 10],
    ["cache hits %", cacheHitShare === null ? null : Math.round(cacheHitShare * 1000) / 10],
    ["preemptions", counters.preemptions],
  ];
  const known = parts.filter(([, value]) => value !== undefined && value !== null);
  return `${service} says of itself: ${known.map(([name, value]) => `${name} ${value}`).join(", ")}`;
}
