import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { ClientHealth } from "../../src/core/judging/health.ts";
import { type AskedLoad, judgeValidity, type Validity } from "../../src/metrics/validity.ts";
import type { DistributionId, ScalarId } from "../../src/metrics/catalog.ts";
import type { FailureSummary } from "../../src/metrics/step_metrics.ts";
import { GOOD_HEALTH, makeDistribution, makeMetrics } from "../support/sample_results.ts";

const CLOSED: AskedLoad = { parallel: 10, rate: null };
const PACED: AskedLoad = { parallel: 10, rate: 100 };
const OPEN: AskedLoad = { parallel: null, rate: 100 };

interface Situation {
  readonly asked?: AskedLoad;
  readonly health?: Partial<ClientHealth>;
  readonly scalars?: Partial<Record<ScalarId, number>>;
  /** Each of samples all alike; `null`: of none. */
  readonly values?: Partial<Record<DistributionId, number | null>>;
  readonly failures?: readonly FailureSummary[];
}

function judge({ asked = CLOSED, health = {}, scalars = {}, values = {}, failures = [] }: Situation): Validity {
  const metrics = makeMetrics({ failures });
  const entries = Object.entries(values).map(([id, value]) => {
    return [id, makeDistribution(value ?? 0, value ?? 0, value === null ? 0 : 1000)];
  });
  const distributions = { ...metrics.distributions, ...Object.fromEntries(entries) };
  const good = {
    duration: 60,
    total_requests: 1000,
    late_starts: 0,
    start_rate: 99.9,
    due_rate: 100,
    mean_concurrency: 5,
  };
  return judgeValidity({ ...GOOD_HEALTH, loopLagP50Ms: 0.1, loopLagP99Ms: 1.5, ...health }, {
    ...metrics,
    scalars: { ...metrics.scalars, ...good, ...scalars },
    distributions,
  }, asked);
}

const TIMES = { ttft: 200, itl: 20, latency: 2, dispatch_lag: 0.1, send_lag: 0.5 } as const;

const OUT_OF_FILES: FailureSummary = {
  kind: "connect_failed",
  status: null,
  code: null,
  count: 11,
  examples: ["Connection failed: Too many open files (os error 24)"],
};

const CASES: readonly (readonly [string, Validity["verdict"], Situation])[] = [
  ["a client that kept up", "valid", { values: TIMES }],
  ["a lag that timers have anyway", "valid", { values: { ...TIMES, ttft: 1, itl: 1 } }],
  ["pauses far below a long TTFT and gaps", "valid", { health: { loopLagP99Ms: 15 }, values: { ttft: 900, itl: 160 } }],
  ["the lag of a busy machine beside gaps of 20 ms", "valid", { health: { loopLagP99Ms: 3.9 }, values: TIMES }],
  ["a lag of a quarter of the gaps", "degraded", { health: { loopLagP99Ms: 5 }, values: TIMES }],
  ["single pauses in a short run", "degraded", { health: { loopLagP99Ms: 40 }, values: { ...TIMES, ttft: 3, itl: 3 } }],
  ["a tail that is the client's own", "invalid", { health: { loopLagP99Ms: 60 }, values: { ...TIMES, ttft: 110 } }],
  ["a median lag of an eighth of a short TTFT", "degraded", {
    health: { loopLagP50Ms: 4 },
    values: { ...TIMES, ttft: 32 },
  }],
  ["a lag that is always there", "invalid", { health: { loopLagP50Ms: 6 }, values: { ...TIMES, ttft: 10 } }],
  ["a lag of a step that is all start-up", "degraded", {
    health: { loopLagP50Ms: 6 },
    scalars: { duration: 0.4 },
    values: { ...TIMES, ttft: 10 },
  }],
  ["a lag of a few requests", "degraded", {
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
  ["a machine out of files", "invalid", { failures: [OUT_OF_FILES], values: TIMES }],
  ["a machine out of files at one moment", "degraded", { failures: [{ ...OUT_OF_FILES, count: 10 }], values: TIMES }],
];

for (const [name, verdict, situation] of CASES) {
  Deno.test(`judgeValidity() finds ${name} ${verdict}`, () => {
    const { verdict: found, reasons } = judge(situation);
    deepStrictEqual([found, reasons.length > 0], [verdict, verdict !== "valid"], reasons.join("; "));
    for (const reason of reasons) match(reason, /^The client.*[^.]$/);
  });
}

Deno.test("judgeValidity() gives every reason and the worst verdict", () => {
  const { verdict, reasons } = judge({
    asked: OPEN,
    health: { loopLagP50Ms: 4, loopLagP99Ms: 8, cpuCores: 1 },
    scalars: { start_rate: 80, late_starts: 900 },
    values: { ...TIMES, send_lag: 300 },
  });
  strictEqual(verdict, "invalid");
  deepStrictEqual(reasons, [
    "The client's event loop was up to 8.0 ms late, where p99 of ITL is 20.0 ms",
    "The client sent 90.0 % of the requests late, where one is due each 10.0 ms",
    "The client sent 80.00 a second where 100.00 were due",
    "The client used 1.0 cores for one event loop of load",
  ]);
});

Deno.test("judgeValidity() has nothing to object to where nothing was measured", () => {
  const health = { ...GOOD_HEALTH, loopLagP50Ms: null, loopLagP99Ms: null };
  const undefinedScalars = { total_requests: 0, start_rate: null, due_rate: null, mean_concurrency: null };
  const metrics = makeMetrics();
  deepStrictEqual(
    judgeValidity(health, {
      ...metrics,
      scalars: { ...metrics.scalars, ...undefinedScalars },
      distributions: { ...metrics.distributions, ttft: makeDistribution(0, 0, 0), itl: makeDistribution(0, 0, 0) },
    }, OPEN),
    { verdict: "valid", reasons: [] },
  );
});
