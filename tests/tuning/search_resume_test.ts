import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { searchHighestLoad } from "../../src/tuning/search.ts";
import { plainModel, toOptions } from "./model_search.ts";
import { createModelService, kneeModel } from "./model_service.ts";

Deno.test("searchHighestLoad() uses earlier trials instead of running them again", async () => {
  const options = toOptions({ sla: { p99_ttft: "<=100ms" } });
  const first = createModelService(kneeModel(1, { capacity: 64 }));
  const outcomes: { value: number; repetition: number; outcome: Awaited<ReturnType<typeof first.runTrial>> }[] = [];
  const whole = await searchHighestLoad(options, async (request) => {
    const outcome = await first.runTrial(request);
    outcomes.push({ ...request, outcome });
    return outcome;
  });
  const second = createModelService(kneeModel(1, { capacity: 64 }));
  const resumed = await searchHighestLoad({ ...options, earlierTrials: outcomes.slice(0, 20) }, second.runTrial);
  strictEqual(second.requests.length, first.requests.length - 20);
  deepStrictEqual(resumed.winner, whole.winner);
  deepStrictEqual(resumed.steps, whole.steps);
  strictEqual(resumed.points.flatMap(({ trials }) => trials).filter(({ isReused }) => isReused).length, 20);
});

Deno.test("searchHighestLoad() stops with what it has when a trial is interrupted", async () => {
  const { runTrial } = createModelService(plainModel());
  const { winner, ending, points } = await searchHighestLoad(
    toOptions({ sla: { avg_latency: "<=0.1" } }),
    async (request) => {
      const outcome = await runTrial(request);
      return { ...outcome, isInterrupted: request.value === 16 && request.repetition === 2 };
    },
  );
  strictEqual(winner?.value, 8);
  deepStrictEqual(ending, {
    kind: "interrupted",
    sentence: "The search was interrupted at parallel 16",
    sentenceZh: "搜索在 parallel 16 处被中断",
  });
  strictEqual(points.at(-1)?.verdict, "unfinished");
});

Deno.test("searchHighestLoad() starts no trial once its signal is aborted", async () => {
  const controller = new AbortController();
  const { runTrial, requests } = createModelService(plainModel());
  const { ending } = await searchHighestLoad(
    toOptions({ signal: controller.signal, onPoint: () => controller.abort(), sla: { avg_latency: "<=0.1" } }),
    runTrial,
  );
  strictEqual(requests.length, 3);
  strictEqual(ending.kind, "interrupted");
});

Deno.test("searchHighestLoad() gives the result so far after each step", async () => {
  const seen: (number | undefined)[] = [];
  await searchHighestLoad(
    toOptions({
      numRuns: 1,
      sla: { avg_latency: "<=0.03" },
      onPoint: ({ winner }) => {
        seen.push(winner?.value);
      },
    }),
    createModelService(plainModel()).runTrial,
  );
  deepStrictEqual(seen, [1, 2, 2, 3]);
});
