import { match, strictEqual } from "node:assert/strict";
import type { AgentHealth } from "../../../src/core/judging/agents.ts";
import type { ClientHealth } from "../../../src/core/judging/health.ts";
import type { GroupMetrics } from "../../../src/metrics/step_metrics.ts";
import { judgeValidity } from "../../../src/metrics/validity.ts";
import { GOOD_HEALTH, makeDistribution, makeMetrics } from "../../support/sample_results.ts";

const NAMES = ["gpu-1", "gpu-2", "gpu-3", "gpu-4"];

function makeAgent(name: string, loop: number): AgentHealth {
  const { arrivalDelayP50Ms, arrivalDelayP99Ms, arrivalDelayMaxMs } = GOOD_HEALTH;
  const { loopLagP50Ms, loopLagP99Ms, loopLagMaxMs, sendLagP50Ms, sendLagP99Ms, sendLagMaxMs } = GOOD_HEALTH;
  return {
    name,
    host: name,
    cores: 4,
    loops: [loop],
    state: "member",
    lostReason: null,
    clock: { offsetMs: 0, boundMs: 0.1, driftPpm: null },
    cpuSeconds: 1,
    cpuCores: 0.2,
    peakRssBytes: 1e8,
    records: 250,
    startLagMs: 1,
    movedRequests: 0,
    lateRecords: 0,
    duplicates: 0,
    retries: 0,
    ...{ arrivalDelayP50Ms, arrivalDelayP99Ms, arrivalDelayMaxMs },
    ...{ loopLagP50Ms, loopLagP99Ms, loopLagMaxMs, sendLagP50Ms, sendLagP99Ms, sendLagMaxMs },
    ...{ lateSends: 0, starvedSeconds: 0, starvedShare: 0, lostRequests: 0 },
  };
}

const COORDINATOR = {
  peakWaitingBatches: 1,
  peakWaitingBytes: 1e6,
  maxWaitingBytes: 4e9,
  busGoneSeconds: 0,
  busInterruptions: 0,
  coordinatorGoneSeconds: 0,
  freeDiskBytes: 1e11,
};

function makeHealth(over: Partial<Record<string, Partial<AgentHealth>>> = {}): ClientHealth {
  const [loop] = GOOD_HEALTH.loops;
  if (loop === undefined) throw new Error("The sample has a loop");
  const agents = NAMES.map((name, index) => ({ ...makeAgent(name, index), ...over[name] }));
  const loops = agents.map(({ loopLagP50Ms, loopLagP99Ms, loopLagMaxMs }, index) => {
    return { ...loop, loop: index, loopLagP50Ms, loopLagP99Ms, loopLagMaxMs };
  });
  return { ...GOOD_HEALTH, agents, loops, coordinator: COORDINATOR };
}

function judge(health: ClientHealth, groups: readonly GroupMetrics[] = []) {
  const metrics = makeMetrics();
  const [ttft, itl, latency] = [200, 20, 2].map((value) => makeDistribution(value, value, 1000));
  if (ttft === undefined || itl === undefined || latency === undefined) throw new Error("There are three");
  const short = makeDistribution(0.1, 0.1, 1000);
  const distributions = { ...metrics.distributions, ttft, itl, latency, dispatch_lag: short, send_lag: short };
  const scalars = { ...metrics.scalars, duration: 60, total_requests: 1000, success_requests: 1000, late_starts: 0 };
  return judgeValidity(health, { ...metrics, failures: [], groups, distributions, scalars }, {
    parallel: 10,
    rate: null,
    shards: 4,
  });
}

const LATE = { loopLagP50Ms: 150, loopLagP99Ms: 180, loopLagMaxMs: 200 };

Deno.test("Machines that kept up are valid", () => {
  strictEqual(judge(makeHealth()).verdict, "valid");
});

Deno.test("One machine of four that is overloaded makes the step invalid, and is named alone", () => {
  // Over all of them together the median is that of the three.
  const { verdict, reasons } = judge(makeHealth({ "gpu-3": LATE }));
  strictEqual(verdict, "invalid");
  strictEqual(reasons.length, 1);
  match(reasons.join(), /^The client's event loop 2 \(of agent gpu-3\) was up to 200 ms late/);
});

Deno.test("Several that are overloaded are all named", () => {
  const { reasons } = judge(makeHealth({ "gpu-1": LATE, "gpu-3": LATE }));
  match(reasons.join(), /\(of agent gpu-1\) was .*The same is true of agent gpu-3$/);
});

Deno.test("A machine whose cores are full is named", () => {
  const busy = { cpuCores: 1, loopLagP50Ms: 8, loopLagP99Ms: 9 };
  match(judge(makeHealth({ "gpu-2": busy })).reasons.join(), /Agent gpu-2 used 1\.0 cores for one event loop/);
});

function makeGroup(name: string, p50: number, count = 250): GroupMetrics {
  return {
    by: "agent",
    name,
    requests: count,
    succeeded: count,
    failed: 0,
    requestsPerSecond: 1,
    goodputShare: null,
    distributions: { ttft: { count, mean: p50, p50, p99: p50 } },
  };
}

Deno.test("A machine to which the service is slower than to the others is named", () => {
  const like = NAMES.slice(1).map((name) => makeGroup(name, 200));
  const { verdict, reasons } = judge(makeHealth(), [makeGroup("gpu-1", 310), ...like]);
  strictEqual(verdict, "degraded");
  match(reasons.join(), /^The p50 TTFT of agent gpu-1 is up to 310 ms, where that of all agents is 200 ms/);
  strictEqual(judge(makeHealth(), [makeGroup("gpu-1", 290), ...like]).verdict, "valid");
  // So few say nothing.
  strictEqual(judge(makeHealth(), [makeGroup("gpu-1", 900, 10), ...like]).verdict, "valid");
});

Deno.test("A coordinator that does not keep up is told of: its loop, the backlog, its disk", () => {
  const slow = { ...makeHealth(), mainLagP50Ms: 80 };
  const coordinator = { ...COORDINATOR, peakWaitingBytes: 3e9, freeDiskBytes: 5e8 };
  const { verdict, reasons } = judge({ ...slow, coordinator });
  strictEqual(verdict, "degraded");
  match(reasons.join(), /80\.0 ms late in the median.*3,000 MB of records waited.*4,000 MB; the disk .* 500 MB left/);
  strictEqual(judge({ ...slow, coordinator: null, agents: [] }).verdict, "valid");
});
