import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { ClientHealth } from "../../src/core/judging/health.ts";
import { judgeValidity, type Validity } from "../../src/metrics/validity.ts";
import type { AskedLoad } from "../../src/metrics/verdict/rule.ts";
import type { DistributionId, ScalarId } from "../../src/metrics/catalog.ts";
import type { FailureSummary, PauseSummary } from "../../src/metrics/step_metrics.ts";
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
  readonly pauses?: PauseSummary;
}

function judge({ asked = CLOSED, health = {}, scalars = {}, values = {}, failures = [], pauses }: Situation): Validity {
  const metrics = makeMetrics({ failures, pauses: pauses ?? null });
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
  kind: "client_exhausted",
  status: null,
  code: null,
  count: 11,
  examples: ["Too many open files (os error 24)"],
};

const CASES: readonly (readonly [string, Validity["verdict"], Situation])[] = [
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
  ["a pause in the tail of the TTFT", "invalid", {
    pauses: {
      requests: 8,
      longestMs: 402,
      loops: [0],
      figures: [{ id: "ttft", percent: 99, value: 439, without: 99 }],
    },
    values: TIMES,
  }],
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
  ["a machine out of files", "invalid", { failures: [OUT_OF_FILES], values: TIMES }],
  ["a machine out of files at one moment", "degraded", { failures: [{ ...OUT_OF_FILES, count: 10 }], values: TIMES }],
];

for (const [name, verdict, situation] of CASES) {
  Deno.test(`judgeValidity() finds ${name} ${verdict}`, () => {
    const { verdict: found, reasons } = judge(situation);
    deepStrictEqual([found, reasons.length > 0], [verdict, verdict !== "valid"], reasons.join("; "));
    // A whole sentence that says what to do, without a full stop: others are put behind it.
    for (const reason of reasons) match(reason, /^[A-Z0-9].*(; |\. Repeat ).*[^.]$/);
  });
}

const ADVICE = "use more event loops (--shards), less load, or a machine with nothing else to do";

Deno.test("judgeValidity() names the figures that pauses reach, by how much at most and what to do", () => {
  const figures = [
    { id: "ttft", percent: 50, value: 85, without: 84 },
    { id: "ttft", percent: 99, value: 439, without: 99 },
    { id: "latency", percent: 99, value: 1.2, without: 0.8 },
  ] as const;
  deepStrictEqual(judge({ pauses: { requests: 8, longestMs: 402, loops: [0], figures }, values: TIMES }).reasons, [
    "Pauses of the client's event loop, up to 402 ms long, lie in 8 requests: p99 TTFT 439 ms, without them 99.0 ms or more; " +
    `p99 Latency 1200 ms, without them 800 ms or more. Repeat the run; where it comes again, ${ADVICE}`,
  ]);
});

const TAIL = { id: "ttft", percent: 99, value: 439, without: 99 } as const;

Deno.test("judgeValidity() says which of several event loops it was, and that the main thread made too little", () => {
  const { loops: [loop] } = GOOD_HEALTH;
  if (loop === undefined) throw new Error("The sample has a loop");
  const loops = [loop, { ...loop, loop: 1, loopLagP99Ms: 9 }];
  const lag = judge({ health: { loopLagP99Ms: 8, loops }, values: TIMES });
  match(lag.reasons[0] ?? "", /^The client's event loop 1 \(of 2, counted from 0\) was up to /);
  const pauses = { requests: 2, longestMs: 90, loops: [0, 1], figures: [TAIL] } as const;
  match(
    judge({ health: { loops }, pauses, values: TIMES }).reasons[0] ?? "",
    /client's event loops 0, 1 \(of 2, .*\), up to 90/,
  );
  const starved = judge({
    asked: { parallel: 64, rate: null },
    health: { starvedShare: 0.76, starvedSeconds: 2900, mainLagMaxMs: 43 },
    scalars: { mean_concurrency: 15.2 },
    values: { ...TIMES, dispatch_lag: 2900 },
  });
  deepStrictEqual(starved.reasons, [
    "Free slots waited 76.0 % of their time for a request, and the main thread was up to 43.0 ms late: on average 15.2 " +
    "of 64 were busy, throughput and concurrency are too low by as much; make requests faster (smaller images or " +
    "prompts, a file instead of random data) or ask for less at once",
  ]);
});

Deno.test("judgeValidity() marks what is made of the times between events where most came together", () => {
  const { unreliable, reasons } = judge({ scalars: { joined_event_share: 0.97 }, values: TIMES });
  strictEqual(unreliable.join(" "), "itl token_itl itl_per_request tpot tpot_to_end decode_tokens_per_second");
  match(reasons[0] ?? "", /^97\.0 % of the events came in one read .* ITL and TPOT are not the service's/);
  deepStrictEqual(judge({ scalars: { joined_event_share: 0.3 }, values: TIMES }).unreliable, []);
});

Deno.test("judgeValidity() gives every reason and the worst verdict", () => {
  const { verdict, reasons } = judge({
    asked: OPEN,
    health: { loopLagP50Ms: 4, loopLagP99Ms: 8, loopLagMaxMs: 12, cpuCores: 1 },
    scalars: { start_rate: 80, late_starts: 900 },
    values: { ...TIMES, send_lag: 300 },
  });
  strictEqual(verdict, "invalid");
  deepStrictEqual(reasons, [
    "The client's event loop was up to 12.0 ms late: of p99 ITL (20.0 ms) up to 8.0 ms (40.0 %) are its own; " + ADVICE,
    "The client sent 90.0 % of the requests late, up to 300 ms, where one is due each 10.0 ms: arrivals were not those " +
    `asked for, and queues of the service differ; ${ADVICE}`,
    "The client sent 80.00 a second where 100.00 were due: all figures are those of a load 20.0 % lower; " + ADVICE,
    "The client used 1.0 cores for one event loop of load and was 4.0 ms late in the median, which is in every time " +
    `stamp; ${ADVICE}`,
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
    { verdict: "valid", reasons: [], unreliable: [] },
  );
});
