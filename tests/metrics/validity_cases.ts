import type { ClientHealth } from "../../src/core/judging/health.ts";
import type { Validity } from "../../src/metrics/validity.ts";
import type { AskedLoad } from "../../src/metrics/verdict/rule.ts";
import type { DistributionId, ScalarId } from "../../src/metrics/catalog.ts";
import type { FailureSummary, PauseSummary, StepMetrics } from "../../src/metrics/step_metrics.ts";

export const CLOSED: AskedLoad = { parallel: 10, rate: null };
export const PACED: AskedLoad = { parallel: 10, rate: 100 };
export const OPEN: AskedLoad = { parallel: null, rate: 100 };

export interface Situation {
  readonly asked?: AskedLoad;
  readonly health?: Partial<ClientHealth>;
  readonly scalars?: Partial<Record<ScalarId, number>>;
  /** Each of samples all alike; `null`: of none. */
  readonly values?: Partial<Record<DistributionId, number | null>>;
  readonly failures?: readonly FailureSummary[];
  readonly pauses?: PauseSummary;
  readonly notes?: StepMetrics["replyNotes"];
}

export const TIMES = { ttft: 200, itl: 20, latency: 2, dispatch_lag: 0.1, send_lag: 0.5 } as const;

export const OUT_OF_FILES: FailureSummary = {
  kind: "client_exhausted",
  status: null,
  code: null,
  count: 11,
  examples: ["Too many open files (os error 24)"],
};

export const STAMPED: AskedLoad = { ...CLOSED, arrivals: "kernel" };

/** A machine with too much to do: the loop is late all the time, and its core is full. */
export const LATE: Situation = { health: { cpuCores: 1.2, loopLagP50Ms: 120, loopLagP99Ms: 180 }, values: TIMES };

/** A pause of the client that is most of the tail of TTFT. */
const IN_TTFT: PauseSummary = {
  requests: 8,
  longestMs: 402,
  loops: [0],
  figures: [{ id: "ttft", percent: 99, value: 439, without: 99 }],
};

export const CASES: readonly (readonly [string, Validity["verdict"], Situation])[] = [
  ["a client that kept up", "valid", { values: TIMES }],
  ["a lag that timers have anyway", "valid", { values: { ...TIMES, ttft: 1, itl: 1 } }],
  ["pauses far below a long TTFT and gaps", "valid", { health: { loopLagP99Ms: 15 }, values: { ttft: 900, itl: 160 } }],
  ["the lag of a busy machine beside gaps of 20 ms", "valid", { health: { loopLagP99Ms: 3.9 }, values: TIMES }],
  ["a lag of a quarter of the gaps", "degraded", { health: { loopLagP99Ms: 5 }, values: TIMES }],
  ["lags of one timer in a hundred, however long", "degraded", {
    health: { loopLagP99Ms: 60 },
    values: { ...TIMES, ttft: 110 },
  }],
  ["pauses that no request waited in", "valid", {
    health: { loopLagMaxMs: 400 },
    pauses: {
      requests: 3,
      longestMs: 402,
      loops: [0],
      figures: [{ id: "ttft", percent: 99, value: 100, without: 95 }],
    },
    values: TIMES,
  }],
  ["a pause in the tail of the TTFT", "invalid", { pauses: IN_TTFT, values: TIMES }],
  ["a pause that joined events stamped by the system", "invalid", { asked: STAMPED, pauses: IN_TTFT, values: TIMES }],
  ["a pause of a third of the tail", "degraded", {
    pauses: {
      requests: 8,
      longestMs: 402,
      loops: [0],
      figures: [{ id: "latency", percent: 99, value: 1.2, without: 0.8 }],
    },
    values: TIMES,
  }],
  ["a pause of a few milliseconds, whatever its share", "degraded", {
    pauses: { requests: 8, longestMs: 25, loops: [0], figures: [{ id: "itl", percent: 99, value: 25, without: 1 }] },
    values: TIMES,
  }],
  ["an eighth of the median in pauses", "degraded", {
    pauses: {
      requests: 800,
      longestMs: 25,
      loops: [0],
      figures: [{ id: "ttft", percent: 50, value: 80, without: 70 }],
    },
    values: TIMES,
  }],
  ["a median lag of an eighth of a short TTFT", "degraded", {
    health: { loopLagP50Ms: 4 },
    values: { ...TIMES, ttft: 32 },
  }],
  ["a lag that is always there", "invalid", { health: { loopLagP50Ms: 6 }, values: { ...TIMES, ttft: 10 } }],
  ["a lag of a step of half a second", "invalid", {
    health: { loopLagP50Ms: 6 },
    scalars: { duration: 0.6 },
    values: { ...TIMES, ttft: 10 },
  }],
  ["a lag of a start of two tenths of a second", "degraded", {
    health: { loopLagP50Ms: 6 },
    scalars: { duration: 0.2 },
    values: { ...TIMES, ttft: 10 },
  }],
  ["a start that made the first requests wait", "degraded", {
    scalars: { duration: 0.2, total_requests: 4 },
    pauses: { requests: 4, longestMs: 70, loops: [0], figures: [{ id: "ttft", percent: 99, value: 90, without: 20 }] },
    values: { ...TIMES, latency: 0.02, dispatch_lag: 8 },
  }],
  ["forty requests of a client that stood still", "invalid", {
    scalars: { duration: 5, total_requests: 40 },
    pauses: {
      requests: 30,
      longestMs: 400,
      loops: [0],
      figures: [{ id: "ttft", percent: 99, value: 1063, without: 99 }],
    },
    values: TIMES,
  }],
  ["a lag of a few requests", "invalid", {
    health: { loopLagP50Ms: 6 },
    scalars: { total_requests: 20 },
    values: { ...TIMES, ttft: 10 },
  }],
  ["a lag beside bodies that are no stream", "degraded", {
    health: { loopLagP99Ms: 40 },
    values: { ttft: null, itl: null, latency: 0.15, dispatch_lag: 0.1 },
  }],
  ["a lag far below the latency of bodies", "valid", {
    health: { loopLagP99Ms: 40 },
    values: { ttft: null, itl: null, latency: 2, dispatch_lag: 0.1 },
  }],
  ["slots that wait for requests a little", "degraded", { health: { starvedShare: 0.08 }, values: TIMES }],
  ["slots that wait for requests", "invalid", {
    health: { starvedShare: 0.77, starvedSeconds: 460 },
    values: TIMES,
  }],
  ["slots that hardly wait for requests", "valid", { health: { starvedShare: 0.04 }, values: TIMES }],
  ["15 of 64 slots busy because nothing was there to send", "invalid", {
    asked: { parallel: 64, rate: null },
    health: { starvedShare: 0.76, starvedSeconds: 2900, mainLagMaxMs: 43 },
    scalars: { mean_concurrency: 15.2 },
    values: { ...TIMES, dispatch_lag: 2900 },
  }],
  ["slots that wait for the client a little", "degraded", { values: { ...TIMES, dispatch_lag: 150 } }],
  ["slots that wait for the client", "invalid", { values: { ...TIMES, dispatch_lag: 900 } }],
  ["requests that a full service makes late", "valid", {
    asked: PACED,
    scalars: { late_starts: 900, start_rate: 50, mean_concurrency: 9.5 },
    values: { ...TIMES, send_lag: 5000 },
  }],
  ["late requests with slots to spare", "invalid", { asked: PACED, scalars: { start_rate: 50 }, values: TIMES }],
  ["paced conversations that hold their slots", "valid", {
    asked: PACED,
    scalars: { start_rate: 50, conversations: 100 },
    values: TIMES,
  }],
  ["some late requests of an open loop", "degraded", {
    asked: OPEN,
    scalars: { late_starts: 50 },
    values: { ...TIMES, send_lag: 5 },
  }],
  ["late requests where one is due each second", "valid", {
    asked: { parallel: null, rate: 1 },
    scalars: { late_starts: 500, start_rate: 1, due_rate: 1 },
    values: { ...TIMES, send_lag: 15 },
  }],
  ["an open loop that lags behind", "invalid", {
    asked: OPEN,
    scalars: { late_starts: 500 },
    values: { ...TIMES, send_lag: 30 },
  }],
  ["a rate a little too low", "degraded", { asked: OPEN, scalars: { start_rate: 95 }, values: TIMES }],
  ["a rate too low", "invalid", { asked: OPEN, scalars: { start_rate: 80 }, values: TIMES }],
  ["a few requests due at nearly one moment", "valid", {
    asked: OPEN,
    scalars: { total_requests: 5, start_rate: 200, due_rate: 1000 },
    values: TIMES,
  }],
  ["a busy core without a lag", "valid", { health: { cpuCores: 1.2 }, values: TIMES }],
  ["a busy core with a lag", "degraded", { health: { cpuCores: 1.2, loopLagP50Ms: 4 }, values: TIMES }],
  ["two busy cores of four", "valid", {
    asked: { ...CLOSED, shards: 4 },
    health: { cpuCores: 2, loopLagP50Ms: 4 },
    values: TIMES,
  }],
  ["more requests at once than there were slots", "invalid", { scalars: { mean_concurrency: 10.4 }, values: TIMES }],
  ["as many requests at once as there were slots", "valid", { scalars: { mean_concurrency: 10.001 }, values: TIMES }],
  ["some events in one read", "valid", { scalars: { joined_event_share: 0.08 }, values: TIMES }],
  ["every fourth event in one read with another", "degraded", { scalars: { joined_event_share: 0.25 }, values: TIMES }],
  ["a stream that came in one piece", "degraded", { scalars: { joined_event_share: 1 }, values: TIMES }],
  ["late loops whose arrivals the system stamped", "valid", { ...LATE, asked: STAMPED }],
  ["late loops whose arrivals they stamped themselves", "invalid", LATE],
  ["stamps of the system that had to be replaced", "invalid", {
    ...LATE,
    asked: STAMPED,
    notes: { refused_stamps: 20 },
  }],
  ["late segments whose stamps had to be replaced", "invalid", {
    ...LATE,
    asked: STAMPED,
    notes: { late_segments: 11 },
  }],
  ["some stamps of the system that had to be replaced", "valid", {
    ...LATE,
    asked: STAMPED,
    notes: { refused_stamps: 5, late_segments: 5 },
  }],
  ["slots that wait for a late loop, whoever stamps", "degraded", {
    ...LATE,
    asked: STAMPED,
    values: { ...TIMES, dispatch_lag: 200 },
  }],
  ["a machine out of files", "invalid", { failures: [OUT_OF_FILES], values: TIMES }],
  ["a machine out of files at one moment", "degraded", { failures: [{ ...OUT_OF_FILES, count: 10 }], values: TIMES }],
];
