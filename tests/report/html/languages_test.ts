/** Each sentence of a page stands there in both languages. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { stepWarnings } from "../../../src/app/step/step_warnings.ts";
import { REPLY_NOTE_LABELS, REPLY_NOTES } from "../../../src/core/reply_notes.ts";
import { type Words, words } from "../../../src/core/words.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { METRIC_CATALOG } from "../../../src/metrics/catalog.ts";
import type { FigureChange } from "../../../src/metrics/comparison/comparison.ts";
import { judgeGate, parseGates } from "../../../src/metrics/comparison/gate.ts";
import { explainMetric, nameSubject } from "../../../src/metrics/metric_words.ts";
import { PEER_NAMES, PEER_RULES } from "../../../src/metrics/peers/peer_rules.ts";
import { compareDefinitions } from "../../../src/metrics/peers/peer_tally.ts";
import { renderComparisonPage } from "../../../src/report/html/comparison_page.tsx";
import { renderHtmlReport } from "../../../src/report/html/html_report.tsx";
import type { ReportPoint } from "../../../src/report/model/report_model.ts";
import { FAILURE_WORDS } from "../../../src/report/parts/failure_words.ts";
import { crossCheck } from "../../../src/telemetry/service/cross_checks.ts";
import { makeReplyRecord } from "../../support/make_record.ts";
import { dataOf, visibleOf } from "../../support/report_page.ts";
import { samplePoint } from "../../support/sample_points.ts";
import { sampleReport } from "../../support/sample_report.ts";
import { GOOD_HEALTH } from "../../support/sample_results.ts";

/** Three words of English in a row are a sentence; names and units are shorter. */
const ENGLISH = /\b[A-Za-z][a-z']+(?: [a-z'-]+){2,}/g;

/** The English that a reader of Chinese sees; code and arguments are the same in all languages. */
function englishLeft(html: string): string[] {
  const shown = visibleOf(html).replace(/<(pre|title|code|h1)[^>]*>.*?<\/\1>/gs, "")
    .replace(/<span lang="en">.*?<\/span>/gs, "");
  return shown.replace(/<[^>]+>/g, "\n").match(ENGLISH) ?? [];
}

function hasChinese({ zh }: Words): boolean {
  return /[\u4e00-\u9fff]/.test(zh);
}

const GROUP = { requests: 3, succeeded: 3, failed: 0, requestsPerSecond: 1, goodputShare: null, distributions: {} };

/** A point with all that a page can tell of one. */
function fullPoint(parallel: number): ReportPoint {
  const metrics = createAccumulator().finish();
  const notes = Object.fromEntries(REPLY_NOTES.map((note) => [note, 2]));
  const health = { ...GOOD_HEALTH, connectionRetries: 3, lostRequests: 2, shedTexts: 4 };
  const times = { ttft: { p50Ms: 200, p99Ms: 300 }, itl: { p50Ms: 1, p99Ms: 2 }, latency: { p50Ms: 900, p99Ms: 950 } };
  const theirs = { count: 9, p50Ms: 100, p99Ms: 200, p50WidthMs: 5 };
  const counters = { requests: 40, promptTokens: 3, generationTokens: 9 };
  const figures = { service: "vLLM", peaks: {}, cacheHitShare: null, counters, times: { ttft: theirs, itl: theirs } };
  const ours = { requests: 34, promptTokens: 40, generationTokens: 9, cachedTokens: 0, times };
  const checks = crossCheck(figures, ours, false);
  return samplePoint({
    parallel,
    failed: 5,
    changes: {
      ending: "cut_off",
      validity: null,
      health,
      clientError: { ttftMs: 0.4, itlMs: 0.02, calibratedAt: "2026-11-28T09:00:00.000Z" },
      warnings: stepWarnings({
        health,
        metrics: { ...metrics, replyNotes: notes, completionOrigins: { embedded: 4 } },
      }),
      peers: compareDefinitions([makeReplyRecord()], PEER_NAMES),
      failures: [{ kind: "empty_output", status: 200, code: null, count: 5, examples: [] }],
      groups: (["label", "model", "endpoint", "agent"] as const).map((by) => ({ ...GROUP, by, name: "x" })),
      service: { service: "vLLM", cacheHitShare: 0.5, counters, peaks: { running: 3 }, moments: [], checks },
    },
  });
}

Deno.test("a report in Chinese has no sentence in English", () => {
  const missing = [words("It was killed before its end", "运行在结束之前被终止")];
  const model = sampleReport({ points: [fullPoint(1), fullPoint(2)], missing });
  for (const live of [undefined, { view: null }]) {
    const html = renderHtmlReport([{ ...model, context: { ...model.context, isPartial: true } }], live);
    deepStrictEqual(englishLeft(html), []);
    ok(dataOf(html).charts.every(({ title }) => hasChinese(title)));
  }
});

Deno.test("a comparison in Chinese has no sentence in English", () => {
  const [rule] = parseGates(["p99_ttft>+5%"]);
  ok(rule !== undefined);
  const change: FigureChange = {
    ...{ metric: rule.metric, statistic: rule.statistic, label: nameSubject(rule), unit: "ms", decimals: 2 },
    ...{
      base: 100,
      next: 112,
      change: 0.12,
      interval: { low: 0.1, high: 0.14, atLeast: 0.11, atMost: 0.13, method: words("requests", "请求") },
    },
    ...{ method: words("bootstrap over requests", "对请求做自助抽样"), verdict: "worse" },
  };
  const place = { run: "new", point: "p" };
  const changes = [change, { ...change, interval: null }, { ...change, base: null }, { ...change, next: null }];
  const gates = changes.flatMap((each) => [
    judgeGate(rule, each, place),
    judgeGate(rule, each, { ...place, strain: words("The event loop was late", "事件循环迟到") }),
  ]);
  const run = { name: "new", folder: "new", warnings: [], points: [{ name: "p", load: 1, changes: [change] }], gates };
  deepStrictEqual(englishLeft(renderComparisonPage({ base: { name: "base", folder: "base" }, runs: [run] })), []);
});

Deno.test("what a page explains is explained in Chinese", () => {
  const all: readonly Words[] = [
    ...Object.values(METRIC_CATALOG).map(({ id }) => explainMetric(id)),
    ...Object.values(FAILURE_WORDS),
    ...Object.values(REPLY_NOTE_LABELS),
    ...PEER_NAMES.flatMap((name) => Object.values(PEER_RULES[name].reasons)),
  ];
  // `TLS` and the like are names; `HTTP 状态` is none.
  deepStrictEqual(all.filter((each) => !hasChinese(each)), []);
});
