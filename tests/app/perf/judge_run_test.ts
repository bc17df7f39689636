import { match, strictEqual } from "node:assert";
import { judgeRun } from "../../../src/app/perf/judge_run.ts";
import { createAccumulator } from "../../../src/metrics/accumulator.ts";
import type { RunResult } from "../../../src/metrics/run_result.ts";
import type { RunPlan } from "../../../src/config/run_plan.ts";
import { makeReplyRecord } from "../../support/make_record.ts";

function resultOf(succeeded: number, failed: number): RunResult {
  const accumulator = createAccumulator();
  for (let i = 0; i < succeeded; i++) accumulator.add(makeReplyRecord());
  const failure = { kind: "http_status", status: 503, message: "503 Service Unavailable" } as const;
  for (let i = 0; i < failed; i++) accumulator.add(makeReplyRecord({ failure, status: 503 }));
  // Only metrics and verdicts of the steps are judged.
  const validity = { verdict: "valid", reasons: [], unreliable: [], affected: null };
  return { steps: [{ name: "s", metrics: accumulator.finish(), validity }] } as unknown as RunResult;
}

function judge(result: RunResult, { maxFailedShare = null, isStopped = false }: Judging = {}) {
  const stop = new AbortController();
  if (isStopped) stop.abort();
  const plan = { maxFailedShare, goodputMinShare: null } as RunPlan;
  return judgeRun(result, {
    plan,
    tuning: null,
    stop: { admitting: stop.signal, running: new AbortController().signal },
  });
}

interface Judging {
  readonly maxFailedShare?: number | null;
  readonly isStopped?: boolean;
}

Deno.test("a run with some failures is fine where no limit was given", () => {
  strictEqual(judge(resultOf(9, 1)).exitCode, 0);
});

Deno.test("a run whose requests all failed ends with 1 and says why", () => {
  const { exitCode, headline } = judge(resultOf(0, 3));
  strictEqual(exitCode, 1);
  match(headline ?? "", /All 3 requests failed: HTTP status 503: 503 Service Unavailable/);
});

Deno.test("more failures than allowed end with 1, as many as allowed do not", () => {
  strictEqual(judge(resultOf(8, 2), { maxFailedShare: 0.2 }).exitCode, 0);
  strictEqual(judge(resultOf(7, 3), { maxFailedShare: 0.2 }).exitCode, 1);
});

Deno.test("an interrupted run ends with 130", () => {
  strictEqual(judge(resultOf(5, 0), { isStopped: true }).exitCode, 130);
});

Deno.test("a run without a request ends with 1", () => {
  strictEqual(judge(resultOf(0, 0)).exitCode, 1);
});

Deno.test("a load that its failures stopped ends with 1, though some requests succeeded", () => {
  const [step] = resultOf(4, 10).steps;
  const { exitCode, headline } = judge({ steps: [{ ...step, ending: "too_many_errors" }] } as unknown as RunResult);
  strictEqual(exitCode, 1);
  strictEqual(headline, "s was stopped, 10 of 14 requests failed: HTTP status 503: 503 Service Unavailable");
});

Deno.test("a run that was interrupted before it began has no results to be partial", () => {
  const none = { steps: [] } as unknown as RunResult;
  strictEqual(judge(none, { isStopped: true }).headline, "Interrupted before the load began");
});
