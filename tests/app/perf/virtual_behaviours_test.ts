import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import type { StepResult } from "../../../src/metrics/run_result.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { carryVirtualRun, withVirtualRun } from "../../support/virtual_run.ts";
import type { VirtualRunOutcome } from "../../support/virtual_run.ts";

function firstStep({ outcome }: VirtualRunOutcome): StepResult {
  const step = outcome.result.steps[0];
  if (step === undefined) throw new Error("The run has no step");
  return step;
}

Deno.test("events that come in one read: their share is in the verdict, and objectives on gaps are not judged", async () => {
  const options = { parallel: 2, number: 20, goodput: { itl: "1us", ttft: "1s" } };
  await withVirtualRun({ options, service: { events: 20 } }, (done) => {
    const { validity, metrics } = firstStep(done);
    ok(validity.unreliable.includes("itl") && validity.unreliable.includes("tpot"));
    match(validity.reasons.join("\n"), /100\.0 % of the events came in one read with the one before/);
    const judged = metrics.goodput?.promises.map(({ metric, isJudged }) => [metric, isJudged]);
    deepStrictEqual(judged, [["itl", false], ["ttft", true]]);
  });
});

/** Stamped by the client each event of a pause is late, stamped by the system those that others followed in their read. */
const STAMPED = { fetch: { events: 5, gapMs: () => 10 }, auto: { events: 5 } } as const;

for (const [transport, service] of Object.entries(STAMPED)) {
  Deno.test(`one pause is seen in a whole run, of 12 requests too, over --transport ${transport}`, async () => {
    const run = (atMs: number) => ({
      options: { parallel: 4, number: 12, transport },
      service,
      prepare: ({ host }: { readonly host: VirtualRunOutcome["host"] }) =>
        host.afterStart(atMs, () => host.clock.jump(400)),
    });
    // In the middle of the second four.
    await withVirtualRun(run(190), (done) => {
      const { validity, health } = firstStep(done);
      match(
        validity.reasons.join("\n"),
        /^Pauses of the client's event loop, up to 4\d\d ms long, lie in 4 requests: p99 TTFT 4\d\d ms, without them \d+/,
      );
      strictEqual(done.outcome.exitCode, 4);
      ok((health.loopLagMaxMs ?? 0) >= 390, String(health.loopLagMaxMs));
      match(done.outcome.headline ?? "", /Pauses of the client's event loop/);
    });
    // Long after the last of them.
    await withVirtualRun(run(60_000), (done) => strictEqual(firstStep(done).metrics.pauses, null));
  });
}

Deno.test("--resume runs what is missing alone, with nothing but the folder, and refuses another workload", async () => {
  await withTemporaryFolder(async (folder) => {
    const options = { parallel: [2, 3], number: 6, shards: 2 };
    const first = await carryVirtualRun({ options }, folder);
    strictEqual(first.host.service.startsAtMs.length, 12);
    await Deno.remove(`${folder}/m/parallel_3_number_6`, { recursive: true });
    const resume = `${folder}/m`;
    const again = await carryVirtualRun({ options: { resume } }, folder);
    strictEqual(again.host.service.startsAtMs.length, 6);
    deepStrictEqual(again.outcome.result.steps.map(({ name }) => name), ["parallel_2_number_6", "parallel_3_number_6"]);
    // Of a run that is complete nothing is sent, nor is anything opened for it.
    const complete = await carryVirtualRun({ options: { resume } }, folder);
    deepStrictEqual(complete.host.service.startsAtMs, []);
    const figures = ({ outcome }: typeof again) => outcome.result.steps.map(({ metrics: { scalars } }) => scalars);
    deepStrictEqual(figures(complete), figures(again));
    ok(complete.log.some((line) => line.includes("nothing is sent")), complete.log.join("\n"));
    const other = { resume, output_len: "9" };
    await rejects(() => carryVirtualRun({ options: other }, folder), /--output-len/);
  });
});

Deno.test("figures are the same over one event loop and over four", async () => {
  const figures: string[] = [];
  for (const shards of [1, 4]) {
    const options = { parallel: 8, number: 200, shards, duration: "60s" };
    const service = { serviceMs: (request: number) => 100 + 13 * (request % 11) };
    await withVirtualRun({ options, service }, (done) => {
      const { distributions, scalars } = firstStep(done).metrics;
      figures.push(JSON.stringify({ distributions, scalars }));
    });
  }
  strictEqual(figures[0], figures[1]);
});

/** Lets every file that is written whole meet a disk without space, while something is done. */
async function onFullDisk(act: () => Promise<void>): Promise<void> {
  const { writeTextFile } = Deno;
  Deno.writeTextFile = () => Promise.reject(new Error("No space left on device (os error 28)"));
  try {
    await act();
  } finally {
    Deno.writeTextFile = writeTextFile;
  }
}

Deno.test("a disk that is full costs notes, and neither figures nor the rest of a sweep", async () => {
  let isFull = Promise.resolve();
  await withTemporaryFolder(async (folder) => {
    const run = { options: { parallel: [2, 4], number: 20, shards: 2 } };
    const full = Promise.withResolvers<void>();
    const prepare = ({ host }: { readonly host: VirtualRunOutcome["host"] }) =>
      // The disk is full from the middle of the first point on.
      host.afterStart(500, () => void (isFull = onFullDisk(() => full.promise)));
    const { outcome, log } = await carryVirtualRun({ ...run, prepare }, folder);
    full.resolve();
    await isFull;
    deepStrictEqual(outcome.result.steps.map(({ metrics }) => metrics.scalars.success_requests), [20, 20]);
    strictEqual(outcome.exitCode, 3, log.join("\n"));
    match(log.join("\n"), /No space left on device/);
    match(outcome.headline ?? "", /The results could not all be kept/);
  });
});

Deno.test("a tracker is told of each point of a run", async () => {
  await withTemporaryFolder(async (folder) => {
    const options = { parallel: [1, 2], number: 6, visualizer: ["tensorboard"], alias: "night" };
    const { outcome, log } = await carryVirtualRun({ options }, folder);
    strictEqual(outcome.exitCode, 0, log.join("\n"));
    const told = [...Deno.readDirSync(`${folder}/m/tensorboard`)].map(({ name }) => name).toSorted();
    deepStrictEqual(told, ["night_parallel_1_number_6", "night_parallel_2_number_6"]);
  });
});
