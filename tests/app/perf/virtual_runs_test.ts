import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import type { Failure } from "../../../src/core/failure.ts";
import type { StepResult } from "../../../src/metrics/run_result.ts";
import { withVirtualRun } from "../../support/virtual_run.ts";
import type { VirtualRunOutcome } from "../../support/virtual_run.ts";

function firstStep({ outcome }: VirtualRunOutcome): StepResult {
  const step = outcome.result.steps[0];
  if (step === undefined) throw new Error("The run has no step");
  return step;
}

const countsOf = ({ metrics: { scalars }, health }: StepResult) => ({
  succeeded: scalars.success_requests,
  failed: scalars.failed_requests,
  lost: health.lostRequests,
});

Deno.test("a run over three event loops reaches what was asked for and is valid", async () => {
  const options = { parallel: 12, number: 120, shards: 3, warmup_num: 6 };
  await withVirtualRun({ options, service: { serviceMs: () => 1000 } }, (done) => {
    const step = firstStep(done);
    strictEqual(done.outcome.exitCode, 0);
    strictEqual(done.host.service.peak, 12);
    strictEqual(step.metrics.scalars.mean_concurrency, 12);
    deepStrictEqual(countsOf(step), { succeeded: 120, failed: 0, lost: 0 });
    deepStrictEqual(step.validity.reasons, []);
    deepStrictEqual(step.health.loops.map(({ loop, isLost, lateSends }) => [loop, isLost, lateSends]), [
      [0, false, 0],
      [1, false, 0],
      [2, false, 0],
    ]);
  });
});

Deno.test("each line of --log-every-n-query holds the figures of all requests that it counts, by the keys of the summary", async () => {
  const options = { parallel: 4, number: 20, log_every_n_query: 5 };
  await withVirtualRun({ options, service: { serviceMs: () => 1000 } }, (done) => {
    const lines = done.log.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    deepStrictEqual(
      lines.map((figures) => [figures["Total Requests"], figures["Success Requests"], figures["Failed Requests"]]),
      [[5, 5, 0], [10, 10, 0], [15, 15, 0], [20, 20, 0]],
    );
    strictEqual(lines[3]?.["Avg Latency (s)"], 1);
  });
});

Deno.test("a lost event loop does not end the run: unsent requests move, those that ran are booked by themselves", async () => {
  const run = {
    options: { parallel: 8, number: 80, shards: 4 },
    service: { serviceMs: () => 1000 },
    prepare: ({ host }: { host: VirtualRunOutcome["host"] }) => host.crashAfter(2, 3500),
  };
  await withVirtualRun(run, (done) => {
    const step = firstStep(done);
    strictEqual(done.outcome.exitCode, 0);
    deepStrictEqual(countsOf(step), { succeeded: 78, failed: 0, lost: 2 });
    strictEqual(step.metrics.scalars.total_requests, 78);
    strictEqual(step.ending, "complete");
    deepStrictEqual(step.metrics.failures, []);
    deepStrictEqual(step.health.loops.map(({ isLost }) => isLost), [false, false, true, false]);
    // The slots of the lost loop go to the others.
    ok((step.metrics.scalars.mean_concurrency ?? 0) > 7);
    strictEqual(done.host.service.startsAtMs.length, 80);
    ok(
      done.log.some((line) => /^Event loop 2 was lost \(A shard crashed: out of memory\)/.test(line)),
      done.log.join("\n"),
    );
    ok(step.warnings.some((warning) => /2 requests ran when the event loop was lost/.test(warning)));
  });
});

Deno.test("when the last event loop is lost the run ends with its figures", async () => {
  const run = {
    options: { parallel: 2, number: 20, shards: 2 },
    service: { serviceMs: () => 1000 },
    prepare({ host }: { host: VirtualRunOutcome["host"] }) {
      host.crashAfter(0, 2500);
      host.crashAfter(1, 4500);
    },
  };
  await rejects(() => withVirtualRun(run, () => {}), /A shard crashed: out of memory/);
});

Deno.test("interrupted once, a run sends nothing more and lets what runs finish", async () => {
  await withVirtualRun({
    options: { parallel: 4, number: 100, shards: 2 },
    service: { serviceMs: () => 1000 },
    prepare: ({ host, admitting }) => host.afterStart(2500, () => admitting.abort()),
  }, (done) => {
    strictEqual(done.outcome.exitCode, 130);
    const step = firstStep(done);
    deepStrictEqual(countsOf(step), { succeeded: 12, failed: 0, lost: 0 });
    strictEqual(step.ending, "interrupted");
  });
});

Deno.test("interrupted twice, a run cuts off what runs", async () => {
  await withVirtualRun({
    options: { parallel: 4, number: 100, shards: 2 },
    service: { serviceMs: () => 1000 },
    prepare({ host, admitting, running }) {
      host.afterStart(2500, () => admitting.abort());
      host.afterStart(2600, () => running.abort());
    },
  }, (done) => {
    strictEqual(done.outcome.exitCode, 130);
    const step = firstStep(done);
    deepStrictEqual(countsOf(step), { succeeded: 8, failed: 4, lost: 0 });
    strictEqual(step.ending, "cut_off");
    deepStrictEqual(step.metrics.failures.map(({ kind, count }) => [kind, count]), [["cancelled", 4]]);
  });
});

const RESET: Failure = { kind: "reset", message: "Connection reset" };

Deno.test("too many failures stop a run, whichever event loop sees them", async () => {
  await withVirtualRun({
    options: { parallel: 4, number: 1000, shards: 4, max_errors: 10 },
    service: { failure: () => RESET, serviceMs: () => 1000 },
  }, (done) => {
    const step = firstStep(done);
    strictEqual(step.ending, "too_many_errors");
    const { failed } = countsOf(step);
    // What ran at the tenth failure still ends, and the one that its slot had been given.
    ok(failed !== null && failed >= 10 && failed <= 16, `${failed} failed`);
    strictEqual(done.outcome.exitCode, 1);
  });
});

Deno.test("a run for a time starts nothing at its end and lets what runs finish", async () => {
  await withVirtualRun({
    options: { parallel: 3, duration: "10s", shards: 2 },
    service: { serviceMs: () => 700 },
  }, (done) => {
    const step = firstStep(done);
    strictEqual(step.ending, "deadline");
    deepStrictEqual(countsOf(step), { succeeded: 45, failed: 0, lost: 0 });
  });
});

Deno.test("a rate is kept by several event loops, each request at its own time", async () => {
  await withVirtualRun({
    options: { rate: 20, open_loop: true, arrival: "constant", number: 200, shards: 3 },
    service: { serviceMs: () => 3000 },
  }, (done) => {
    const step = firstStep(done);
    strictEqual(step.metrics.scalars.start_rate, 20);
    strictEqual(step.metrics.scalars.late_starts, 0);
    deepStrictEqual(step.validity.reasons, []);
  });
});

Deno.test("a step of a sweep that follows a lost event loop is carried by the others", async () => {
  await withVirtualRun({
    options: { parallel: [4, 6], number: [20, 30], shards: 2 },
    service: { serviceMs: () => 1000 },
    prepare: ({ host }) => host.crashAfter(0, 1500),
  }, ({ outcome, host }) => {
    deepStrictEqual(outcome.result.steps.map(({ metrics: { scalars } }) => scalars.total_requests), [18, 30]);
    strictEqual(host.service.peak, 6);
  });
});

Deno.test("what the service does not state is counted, and said", async () => {
  await withVirtualRun({ options: { parallel: 2, number: 6, shards: 2 }, service: { hasUsage: false } }, (done) => {
    deepStrictEqual(countsOf(firstStep(done)), { succeeded: 6, failed: 0, lost: 0 });
    match(firstStep(done).warnings.join("\n"), /for 6 requests: they were counted by the embedded tokenizer/);
  });
});
