import { same, type Words, words } from "../../../src/core/words.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { headlineOf } from "../../../src/report/parts/headline.ts";
import { findKnee } from "../../../src/report/parts/load_points.ts";
import { suggestionsOf } from "../../../src/report/parts/suggestions.ts";
import type { ReportPoint, ReportSearch } from "../../../src/report/model/report_model.ts";
import { type PointFigures, samplePoint } from "../../support/sample_points.ts";

function rulesOf(points: readonly ReportPoint[], search: ReportSearch | null = null): string[] {
  return suggestionsOf({ points, search }).map(({ rule }) => rule);
}

function sweep(...figures: readonly PointFigures[]): readonly ReportPoint[] {
  return figures.map(samplePoint);
}

const SEARCH: ReportSearch = {
  variable: "parallel",
  limits: [[same("p90 TTFT <= 120 ms")]],
  objective: null,
  winner: 10,
  low: 9,
  high: 11,
  sentence: same(""),
  trials: [],
};

function joined(share: number): Partial<ReportPoint> {
  return { scalars: { ...samplePoint({ parallel: 1 }).scalars, joined_event_share: share } };
}

const LENGTH_ONLY = { finishReasons: { length: 200 } };
const CACHED = { scalars: { ...samplePoint({ parallel: 1 }).scalars, kv_cache_hit_rate: 80 } };

/** For each rule figures that just fire it, and figures that just do not. */
const RULES: readonly (readonly [string, readonly ReportPoint[], readonly ReportPoint[]])[] = [
  [
    "client_limit",
    sweep({
      parallel: 1,
      changes: { validity: { verdict: "invalid", reasons: ["x"], unreliable: [], affected: null } },
    }),
    sweep({
      parallel: 1,
      changes: { validity: { verdict: "degraded", reasons: ["x"], unreliable: [], affected: null } },
    }),
  ],
  ["failures", sweep({ parallel: 1, failed: 11 }), sweep({ parallel: 1, failed: 10 })],
  [
    "more_load",
    sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 20 }),
    sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 10.4 }),
  ],
  [
    "overload",
    sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 8.9 }),
    sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 9.1 }),
  ],
  [
    "knee",
    sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 10.4 }),
    sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 20 }),
  ],
  [
    "queueing",
    sweep({ parallel: 1 }, { parallel: 2, ttftMs: [301, 320] }),
    sweep({ parallel: 1 }, { parallel: 2, ttftMs: [299, 320] }),
  ],
  [
    "slow_decode",
    sweep({ parallel: 1 }, { parallel: 2, tpotP50Ms: 31 }),
    sweep({ parallel: 1 }, { parallel: 2, tpotP50Ms: 29 }),
  ],
  ["long_tail", sweep({ parallel: 1, ttftMs: [100, 501] }), sweep({ parallel: 1, ttftMs: [100, 499] })],
  ["joined_events", sweep({ parallel: 1, changes: joined(0.51) }), sweep({ parallel: 1, changes: joined(0.5) })],
  ["few_samples", sweep({ parallel: 1, succeeded: 99 }), sweep({ parallel: 1, succeeded: 100 })],
  ["cached_prompts", sweep({ parallel: 1, changes: CACHED }), sweep({ parallel: 1 })],
  [
    "cut_replies",
    sweep({ parallel: 1, changes: LENGTH_ONLY }),
    sweep({ parallel: 1, changes: { ...LENGTH_ONLY, args: { min_tokens: 5 } } }),
  ],
];

for (const [rule, firing, quiet] of RULES) {
  Deno.test(`the suggestion ${rule} comes where its figure is passed, and not just below`, () => {
    ok(rulesOf(firing).includes(rule), rulesOf(firing).join(", "));
    ok(!rulesOf(quiet).includes(rule), rulesOf(quiet).join(", "));
  });
}

Deno.test("a slow first second suggests a warm-up, unless there was one", () => {
  const series = {
    intervalSeconds: 1,
    started: [],
    succeeded: [],
    failed: [],
    running: [],
    outputTokens: [],
    failedByKind: {},
    ttftP50: [400, 100, 100, 110],
    ttftP99: [],
    latencyP50: [],
    latencyP99: [],
  };
  const details = { requestCount: 4, series, curves: {}, requests: [], slowest: [] };
  ok(rulesOf(sweep({ parallel: 1, changes: { details } })).includes("cold_start"));
  ok(!rulesOf(sweep({ parallel: 1, changes: { details, args: { warmup_num: 5 } } })).includes("cold_start"));
});

Deno.test("the knee is the lowest load with the best throughput", () => {
  const points = sweep(
    { parallel: 8, requestsPerSecond: 20 },
    { parallel: 1, requestsPerSecond: 5 },
    { parallel: 4, requestsPerSecond: 19.5 },
  );
  deepStrictEqual([findKnee(points)?.load, findKnee(points)?.isLast], [4, false]);
  strictEqual(findKnee(sweep({ parallel: 1 })), null);
});

Deno.test("repeats of a load are one load: their means are told, and nothing grows between them", () => {
  const repeats = sweep({ parallel: 4, requestsPerSecond: 20 }, { parallel: 4, requestsPerSecond: 10 });
  strictEqual(findKnee(repeats), null);
  const { en, zh } = headlineOf({ points: repeats, search: null });
  match(en, /^With 4 at once: 15\.00 req\/s, .* \(means of 2 runs\); client kept up$/);
  match(zh, /（2 次运行的平均）/);
  deepStrictEqual(rulesOf(repeats).filter((rule) => ["more_load", "knee", "overload"].includes(rule)), []);
  // One slow repeat of the highest load is no overload.
  const points = [
    ...sweep({ parallel: 1, requestsPerSecond: 10 }),
    ...sweep({ parallel: 2, requestsPerSecond: 19 }),
    ...sweep({ parallel: 2, requestsPerSecond: 13 }),
  ];
  deepStrictEqual(rulesOf(points).filter((rule) => ["more_load", "knee", "overload"].includes(rule)), ["more_load"]);
  match(headlineOf({ points, search: null }).en, /^Best at 2 at once: 16\.00 req\/s, .* \(means of 2 runs\)/);
});

Deno.test("where throughput grew far less than the load, the limit lies between the last two", () => {
  const adviceOf = (requestsPerSecond: number) => {
    const points = sweep({ parallel: 4, requestsPerSecond: 10 }, { parallel: 16, requestsPerSecond });
    return suggestionsOf({ points, search: null }).find(({ rule }) => rule === "more_load");
  };
  match(
    adviceOf(24)?.advice.en ?? "",
    /^The service met its limit between 4 and 16: add values between them to --parallel/,
  );
  match(adviceOf(24)?.because.en ?? "", /^From 4 to 16 at once throughput grew 2\.40 times, the load 4\.00 times$/);
  match(adviceOf(26)?.advice.en ?? "", /^The service has not reached its limit: /);
});

Deno.test("where nothing succeeded there are no latencies to be careful with", () => {
  const adviceOf = (succeeded: number) =>
    suggestionsOf({ points: sweep({ parallel: 1, failed: 7, succeeded }), search: null }).find(({ rule }) =>
      rule === "failures"
    )?.advice.en ?? "";
  match(adviceOf(0), /^Nothing succeeded there: /);
  match(adviceOf(7), /^Latencies count only what succeeded: /);
});

Deno.test("where the client was the limit nothing is said of the service", () => {
  const limited = { validity: { verdict: "invalid", reasons: [], unreliable: [], affected: null } } as const;
  const points = [
    ...sweep({ parallel: 1, requestsPerSecond: 10 }, { parallel: 2, requestsPerSecond: 20 }),
    samplePoint({ parallel: 4, requestsPerSecond: 11, changes: limited }),
  ];
  deepStrictEqual(rulesOf(points).filter((rule) => rule !== "few_samples"), ["client_limit"]);
});

Deno.test("the headline of a sweep names the best load, what lies beyond, failures and the client", () => {
  const { en, zh } = headlineOf({
    points: sweep({ parallel: 1 }, { parallel: 2, requestsPerSecond: 10.2, failed: 4, succeeded: 196 }),
    search: null,
  });
  strictEqual(
    en,
    "Best at 1 at once: 10.00 req/s, 252.5 tok/s, TTFT p99 120.0 ms; above it throughput no longer grows; " +
      "4 of 400 requests failed (1.0 %); client kept up",
  );
  match(zh, /^最佳并发 1：/);
});

Deno.test("the headline of a search is its answer with the interval", () => {
  const { en } = headlineOf({ points: sweep({ parallel: 10 }), search: SEARCH });
  strictEqual(en, "Carries 10 users at once within p90 TTFT <= 120 ms (9 … 11 at 95 %); client kept up");
});

function searchHeadline(changes: Partial<ReportSearch>): Words {
  return headlineOf({ points: sweep({ parallel: 10 }), search: { ...SEARCH, ...changes } });
}

function trialAt(value: number): ReportSearch["trials"][number] {
  return { value, verdict: "passes", reason: "", outcome: "" };
}

Deno.test("the headline of a search whose answer has no end on one side says so in words", () => {
  const open = searchHeadline({ low: 6, high: null, trials: [trialAt(10), trialAt(12)] });
  match(open.en, /^Carries 10 .* \(6 or more at 95 %; no load above it surely fails\); client kept up$/);
  match(open.zh, /（95 % 下不低于 6；更高的负载均不能确定不达标）/);
  const last = searchHeadline({ low: 6, high: null, trials: [trialAt(10)] });
  match(last.en, /\(6 or more at 95 %; no higher load was tried\)/);
  const below = searchHeadline({ low: null, high: 1200 });
  match(below.en, /\(below 1,200 at 95 %; no load below it surely passes\)/);
  for (const { en, zh } of [open, last, below, searchHeadline({ low: null, high: null })]) {
    ok(!`${en}${zh}`.includes("…"), en);
  }
});

Deno.test("the headline of a search for the best of something names it, and groups of limits are alternatives", () => {
  const objective = words("highest Request throughput", "请求吞吐最高");
  const best = searchHeadline({ objective });
  match(best.en, /^10 users at once bring the highest Request throughput within p90 TTFT <= 120 ms \(9 … 11 at 95 %\)/);
  match(best.zh, /^满足 p90 TTFT <= 120 ms 时10 个并发用户下请求吞吐最高/);
  match(searchHeadline({ objective, limits: [[]] }).en, /^10 users at once bring the highest Request throughput \(/);
  const limits = [[same("A"), same("B")], [same("C")]];
  match(searchHeadline({ limits }).en, /^Carries 10 users at once within A and B, or C \(9/);
});

Deno.test("the headline says first that nothing worked, or that the client was the limit", () => {
  strictEqual(
    headlineOf({ points: sweep({ parallel: 1, succeeded: 0, failed: 7 }), search: null }).en,
    "All 7 requests failed",
  );
  const invalid = { validity: { verdict: "invalid", reasons: [], unreliable: [], affected: null } } as const;
  match(
    headlineOf({ points: sweep({ parallel: 1, changes: invalid }), search: null }).en,
    /INVALID: at 1 of 1 points the client was the limit$/,
  );
});
