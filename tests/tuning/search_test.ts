import { same } from "../../src/core/words.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { searchHighestLoad } from "../../src/tuning/search.ts";
import { plainModel, search, toOptions } from "./model_search.ts";
import { createModelService } from "./model_service.ts";

Deno.test("searchHighestLoad() doubles, then bisects on whole numbers, and says why", async () => {
  const { steps, winner, bracket, ending } = await search(plainModel(), { numRuns: 1, sla: { avg_latency: "<=0.1" } });
  deepStrictEqual(steps.map(({ value }) => value), [1, 2, 4, 8, 16, 12, 10, 11]);
  strictEqual(winner?.value, 10);
  deepStrictEqual(bracket, { low: 10, high: 11 });
  strictEqual(steps[1]?.reason, "doubled: 1 passes");
  strictEqual(steps[7]?.reason, "between 10, which passes, and 12, which fails");
  strictEqual(ending.kind, "service");
  match(ending.sentence, /at parallel 11 avg Latency is 0\.110 s \(.*\), which breaks avg Latency <= 0\.1 s/);
});

Deno.test("searchHighestLoad() halves where the start fails", async () => {
  const { steps, winner } = await search(plainModel(), { numRuns: 1, start: 64, sla: { avg_latency: "<=0.05" } });
  deepStrictEqual(steps.map(({ value }) => value), [64, 32, 16, 8, 4, 6, 5]);
  strictEqual(winner?.value, 5);
  strictEqual(steps[1]?.reason, "halved: 64 fails");
});

Deno.test("searchHighestLoad() stops rates at the tolerance asked", async () => {
  const sla = { avg_latency: "<=0.1234" };
  const coarse = await search(plainModel(), { numRuns: 1, variable: "rate", sla });
  const fine = await search(plainModel(), { numRuns: 1, variable: "rate", tolerance: 0.0005, sla });
  ok((coarse.bracket.high ?? 0) / (coarse.bracket.low ?? 1) <= 1.02);
  ok((fine.bracket.high ?? 0) / (fine.bracket.low ?? 1) <= 1.0005);
  ok(Math.abs((fine.winner?.value ?? 0) / 12.34 - 1) < 0.0006);
  ok(fine.steps.every(({ value }) => String(value).length <= 8), "rates of few digits");
});

Deno.test("searchHighestLoad() has no answer where the lower bound fails, and says so", async () => {
  const { winner, ending, bracket, points } = await search(plainModel(), {
    numRuns: 1,
    start: 32,
    lowerBound: 8,
    sla: { avg_latency: "<=0.01" },
  });
  strictEqual(winner, null);
  deepStrictEqual(points.map(({ value }) => value), [8, 16, 32]);
  deepStrictEqual(bracket, { low: null, high: 8 });
  strictEqual(ending.kind, "service");
  match(ending.sentence, /^The service keeps no load: at parallel 8 /);
});

Deno.test("searchHighestLoad() ends at the upper bound where everything passes", async () => {
  const { winner, ending, bracket } = await search(plainModel(), {
    numRuns: 1,
    upperBound: 50,
    sla: { avg_latency: "<=9" },
  });
  strictEqual(winner?.value, 50);
  deepStrictEqual(bracket, { low: 50, high: null });
  strictEqual(ending.kind, "bound");
});

Deno.test("searchHighestLoad() really combines groups: the answer is that of the widest", async () => {
  const alone = await search(plainModel(), { numRuns: 1, sla: { avg_latency: "<=0.2" } });
  const both = await search(plainModel(), { numRuns: 1, sla: [{ avg_latency: "<=0.05" }, { max_latency: "<=0.2" }] });
  strictEqual(alone.winner?.value, 20);
  strictEqual(both.winner?.value, 20);
  deepStrictEqual(both.winner?.groups, [2]);
  const all = await search(plainModel(), { numRuns: 1, sla: { avg_latency: "<=0.05", max_latency: "<=0.2" } });
  strictEqual(all.winner?.value, 5);
});

Deno.test("searchHighestLoad() goes up where only throughput is missing", async () => {
  const model = plainModel({ throughput: (value) => Math.min(value, 40) });
  const { winner, points } = await search(model, { numRuns: 1, sla: { rps: ">=10", avg_latency: "<=0.3" } });
  strictEqual(winner?.value, 30);
  strictEqual(points[0]?.verdict, "too_low");
});

Deno.test("searchHighestLoad() gives up on a throughput that the service never reaches", async () => {
  const model = plainModel({ throughput: (value) => Math.min(value, 40) });
  const { winner, points, ending } = await search(model, { numRuns: 1, sla: { rps: ">=100" } });
  strictEqual(winner, null);
  ok(points.every(({ value }) => value <= 128));
  strictEqual(ending.kind, "service");
});

Deno.test("searchHighestLoad() fails a load at which requests fail", async () => {
  const model = plainModel({ failedShare: (value) => value > 20 ? 0.1 : 0 });
  const sla = { avg_latency: "<=100" };
  strictEqual((await search(model, { numRuns: 1, sla })).winner?.value, 20);
  strictEqual((await search(model, { numRuns: 1, upperBound: 500, successShare: 0.8, sla })).winner?.value, 500);
  strictEqual(
    (await search(model, { numRuns: 1, upperBound: 500, sla: { success_rate: ">=80%" } })).winner?.value,
    500,
  );
});

Deno.test("searchHighestLoad() says when the client ended the search", async () => {
  const model = plainModel({ clientLimit: (value) => value > 30 ? same("send lag of 250 ms (p99)") : null });
  const { winner, ending, bracket, points } = await search(model, { sla: { avg_latency: "<=0.6" } });
  strictEqual(winner?.value, 30);
  strictEqual(ending.kind, "client");
  strictEqual(
    ending.sentence,
    "The client ended the search: at parallel 31 the client was the limit: send lag of 250 ms (p99)",
  );
  deepStrictEqual(bracket, { low: 30, high: 31 });
  ok(points.filter(({ value }) => value > 30).every(({ verdict }) => verdict === "client_limited"));
});

Deno.test("searchHighestLoad() leaves out a run that the client spoiled", async () => {
  const { runTrial } = createModelService(plainModel());
  const options = toOptions({ upperBound: 1, sla: { avg_latency: "<=1" } });
  const { points } = await searchHighestLoad(options, async (request) => {
    const outcome = await runTrial(request);
    return request.repetition === 2 ? { ...outcome, clientLimit: same("a pause") } : outcome;
  });
  strictEqual(points[0]?.verdict, "passes");
  strictEqual(points[0]?.groups[0]?.criteria[0]?.estimate.sampleCount, 4);
});

Deno.test("searchHighestLoad() stops at once where a metric is undefined", async () => {
  const { winner, ending, trialCount } = await search(plainModel(), { sla: { p99_ttft: "<=1" } });
  strictEqual(winner, null);
  strictEqual(trialCount, 3);
  deepStrictEqual(ending, {
    kind: "undefined_metric",
    sentence: "The search cannot go on: p99 TTFT is undefined in these runs",
    sentenceZh: "搜索无法继续：这些运行中没有 p99 TTFT",
  });
});

Deno.test("searchHighestLoad() sends as many requests as the percentile needs, or as many as it is told to", async () => {
  const asked = createModelService(plainModel());
  await searchHighestLoad(toOptions({ sla: { p99_latency: "<=0.05" } }), asked.runTrial);
  ok(asked.requests.every(({ number }) => number === 221));
  const told = createModelService(plainModel());
  const { warnings, settings } = await searchHighestLoad(
    toOptions({ numberMultiplier: 1.4, isMultiplierGiven: true, sla: { p99_latency: "<=0.05" } }),
    told.runTrial,
  );
  deepStrictEqual(told.requests.slice(0, 4).map(({ number }) => number), [1, 1, 1, 3]);
  ok(
    warnings.some((warning) => /p99 Latency at 5 rests on \d+ samples; 662 are needed/.test(warning)),
    warnings.join(),
  );
  strictEqual(settings.numberRule, "1.4 × the load, at least 1");
});

Deno.test("searchHighestLoad() keeps to twice the load where no percentile is asked for", async () => {
  const { runTrial, requests } = createModelService(plainModel());
  await searchHighestLoad(
    toOptions({ variable: "rate", lowerBound: 0.1, upperBound: 3, sla: { avg_latency: "<=1" } }),
    runTrial,
  );
  deepStrictEqual([...new Set(requests.map(({ value, number }) => `${value}: ${number}`))].slice(0, 6), [
    "0.1: 1",
    "0.2: 1",
    "0.4: 1",
    "0.8: 2",
    "1.6: 3",
    "3: 6",
  ]);
});

Deno.test("searchHighestLoad() warns where a run is too short for a queue to show", async () => {
  const model = plainModel({ reply: () => ({ latencySeconds: 3 }) });
  const { warnings } = await search(model, {
    variable: "rate",
    numRuns: 1,
    upperBound: 4,
    sla: { avg_latency: "<=5" },
  });
  ok(
    warnings.some((warning) =>
      warning.startsWith("A run at 4 requests per second sends for 2.0 s, at a latency of 3.0 s")
    ),
  );
});
