import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { openRunPage } from "../../../src/app/live/run_page.ts";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import { unpackCharts } from "../../../src/report/charts/packed_charts.ts";
import { followPage } from "../../support/live_viewer.ts";
import { makeReplyRecord } from "../../support/make_record.ts";
import { makeRun, makeSnapshot, makeStep } from "../../support/sample_results.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

function plan(): Promise<RunPlan> {
  const argv = ["--model", "live-model", "--prompt", "hi", "--parallel", "1", "2", "--number", "3"];
  return planPerf({ argv, env: {} });
}

/** A snapshot of a point of which some requests have ended. */
function snapshotOf(requests: number) {
  const accumulator = createAccumulator();
  for (let i = 0; i < requests; i++) {
    accumulator.add(makeReplyRecord({ sessionIndex: i, sentAtMs: i * 3000, endAtMs: i * 3000 + 100 }));
  }
  return makeSnapshot({ stepName: "parallel_1_number_3", done: requests, total: 3, step: () => accumulator.finish() });
}

async function fetchPage(address: string): Promise<string> {
  return await (await fetch(address)).text();
}

Deno.test("the page of a run shows what there is, follows it, and is the report at the end", async () => {
  const asked = await plan();
  const [first] = asked.steps;
  if (first === undefined) throw new Error("The plan has no step");
  await withTemporaryFolder(async (folder) => {
    await using page = openRunPage(asked, 0);
    const { sink } = page;
    match(await fetchPage(page.address), /data-live="yes".*Nothing has been sent yet/s);
    const viewer = await followPage(page.address);
    await sink.stepStart?.({ step: first, index: 0, count: 2, folder });
    sink.progress?.(snapshotOf(2));
    const update = await viewer.readUntil(/event: page\n.*\n\n/);
    const { main, charts } = JSON.parse(/data: (.*)/.exec(update)?.[1] ?? "");
    match(main, /live-model/);
    match(main, /This point is running/);
    match(main, /The client is judged at the end of each point/);
    deepStrictEqual(unpackCharts(charts).map(({ id }) => id), ["r0-p0-flow", "r0-p0-waiting"]);
    const run = makeRun([makeStep()]);
    const result = { ...run, context: { ...run.context, outputPath: folder } };
    await sink.stepEnd?.({
      run: { result: makeStep(), usedTokenizer: null, samples: null, failure: null },
      isEarlier: false,
      soFar: result,
    });
    strictEqual(/This point is running/.test(await fetchPage(page.address)), false);
    await Deno.writeTextFile(`${folder}/perf_report.html`, "<!DOCTYPE html>the report");
    const closing = sink.close?.({ result, hasBegun: true, failure: null });
    match(await viewer.readUntil(/event: end\n.*\n\n/), /data: "<!DOCTYPE html>the report"/);
    await viewer.leave();
    await closing;
    await rejects(fetch(page.address));
  });
});

Deno.test("a run that never began ends its page without a report", async () => {
  const page = openRunPage(await plan(), 0);
  const viewer = await followPage(page.address);
  const closing = page.sink.close?.({ result: makeRun([]), hasBegun: false, failure: null });
  match(await viewer.readUntil(/event: end\n.*\n\n/), /data: null/);
  await viewer.leave();
  await closing;
});

Deno.test("a port that is taken is an error with a hint", async () => {
  const asked = await plan();
  await using page = openRunPage(asked, 0);
  await rejects(
    Promise.resolve().then(() => openRunPage(asked, Number(new URL(page.address).port))),
    /Cannot serve a page on port \d+/,
  );
});
