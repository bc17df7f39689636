import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { judgeValidity, RULES, type Validity } from "../../src/metrics/validity.ts";
import { judgePeers } from "../../src/metrics/verdict/agents.ts";
import { judgeCoordinator } from "../../src/metrics/verdict/coordinator.ts";
import type { Judged, Rule } from "../../src/metrics/verdict/rule.ts";
import { GOOD_HEALTH, makeDistribution, makeMetrics } from "../support/sample_results.ts";
import { CASES, CLOSED, OPEN, type Situation, TIMES } from "./validity_cases.ts";

function judge(situation: Situation): Validity {
  const { health, metrics, asked } = toJudged(situation);
  return judgeValidity(health, metrics, asked);
}

function toJudged(
  { asked = CLOSED, health = {}, scalars = {}, values = {}, failures = [], pauses, notes = {} }: Situation,
): Judged {
  const metrics = makeMetrics({ failures, pauses: pauses ?? null });
  const entries = Object.entries(values).map(([id, value]) => {
    return [id, makeDistribution(value ?? 0, value ?? 0, value === null ? 0 : 1000)];
  });
  const distributions = { ...metrics.distributions, ...Object.fromEntries(entries) };
  const good = {
    duration: 60,
    total_requests: 1000,
    success_requests: 1000,
    late_starts: 0,
    start_rate: 99.9,
    due_rate: 100,
    mean_concurrency: 5,
  };
  return {
    health: { ...GOOD_HEALTH, loopLagP50Ms: 0.1, loopLagP99Ms: 1.5, ...health },
    metrics: { ...metrics, replyNotes: notes, scalars: { ...metrics.scalars, ...good, ...scalars }, distributions },
    asked,
  };
}

/** Those of many machines have cases of their own, in `verdict/agents_test.ts`. */
const OF_MACHINES: ReadonlySet<Rule> = new Set([judgePeers, judgeCoordinator]);

Deno.test("every rule is provoked by a case", () => {
  for (const [index, rule] of RULES.entries()) {
    if (OF_MACHINES.has(rule)) continue;
    const provoking = CASES.filter(([, , situation]) => rule(toJudged(situation)) !== null);
    ok(provoking.length > 0, `rule ${index} ${rule.name}`);
    ok(provoking.every(([, verdict]) => verdict !== "valid"));
  }
});

for (const [name, verdict, situation] of CASES) {
  Deno.test(`judgeValidity() finds ${name} ${verdict}`, () => {
    const { verdict: found, reasons, reasonsZh = [] } = judge(situation);
    deepStrictEqual([found, reasons.length > 0], [verdict, verdict !== "valid"], reasons.join("; "));
    // A whole sentence that says what to do, without a full stop: others are put behind it.
    for (const reason of reasons) match(reason, /^[A-Z0-9].*(; |\. Repeat ).*[^.]$/);
    // The Chinese sentence has no figure that the English one has not, and no advice less.
    strictEqual(reasonsZh.length, reasons.length);
    for (const [index, reason] of reasonsZh.entries()) {
      match(reason, /\p{Script=Han}.*(；|。请重复).*[^。]$/u);
      const figures = reason.match(/\d+(\.\d+)?/g) ?? [];
      deepStrictEqual(figures.filter((figure) => !reasons[index]?.includes(figure)), [], reason);
    }
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
    `p99 Latency 1,200 ms, without them 800 ms or more. Repeat the run; where it comes again, ${ADVICE}`,
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
  deepStrictEqual(judge({ scalars: { joined_event_share: 0.3 }, values: TIMES }).affected, unreliable);
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
    { verdict: "valid", reasons: [], reasonsZh: [], unreliable: [], affected: [] },
  );
});
