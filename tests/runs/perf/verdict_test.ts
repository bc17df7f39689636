import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { EXIT_CODES } from "../../../src/cli/exit_codes.ts";
import { startApiServer } from "../../support/api_server.ts";
import { toBufferedStream } from "../../support/buffered_stream.ts";
import { withPerfRun } from "../../support/perf_run.ts";

Deno.test("a stream that comes in one piece is marked, and objectives on its gaps are not judged", async () => {
  await using server = startApiServer(() => ({ kind: "events", text: toBufferedStream(30) }));
  const flags = ["--prompt", "hi", "--number", 4, "--goodput", "itl:1us", "--goodput-min", "0.9", "--summary", "full"];
  await withPerfRun(server, flags, ({ code, stdout, first }) => {
    strictEqual(code, 0);
    match(first.validity.reasons.join(), /100\.0 % of the events came in one read with the one before/);
    ok(first.validity.unreliable.includes("itl") && first.validity.unreliable.includes("tpot"));
    deepStrictEqual(first.goodput?.promises.map(({ isJudged }) => isJudged), [false]);
    match(stdout, /Verdict: DEGRADED/);
    match(stdout, /ITL \(ms\) !/);
    match(stdout, /not judged/);
  });
});

Deno.test("a search with a criterion on gaps that are not the service's ends and says so", async () => {
  await using server = startApiServer(() => ({ kind: "events", text: toBufferedStream(30) }));
  const search = [
    "--sla-auto-tune",
    "--sla-params",
    '[{"p99_itl": "<=50"}]',
    "--sla-num-runs",
    1,
    "--sla-upper-bound",
    4,
  ];
  await withPerfRun(server, ["--prompt", "hi", ...search], ({ exitCode, stderr, stdout }) => {
    ok(exitCode === 1 || exitCode === EXIT_CODES.invalid, `exit code ${exitCode}`);
    // On a busy machine the client itself ends the search first.
    const reason = exitCode === 1 ? /p99 ITL is not the service's in these runs/ : /the client was the limit/;
    match(stdout + stderr, reason);
  });
});
