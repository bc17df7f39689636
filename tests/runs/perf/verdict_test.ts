import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { EXIT_CODES } from "../../../src/cli/exit_codes.ts";
import { startApiServer } from "../../support/api_server.ts";
import { toBufferedStream } from "../../support/buffered_stream.ts";
import { fixed } from "../../../src/core/value_distribution.ts";
import { PAUSE_TOLD } from "../../support/pause_sentences.ts";
import { withPerfRun, withWorkerRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";

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

Deno.test("a pause of one of two event loops is told of that one, with the figures of the run that it touched", async () => {
  // The loop stands still while its second pair of requests waits for the first token.
  await using files = await writeTemporaryFiles({
    "pausing.mjs": `let readers = 0;
    export const createDialect = ({ openai }) => ({
      ...openai,
      createReader(body) {
        if (self.name === "shard 1" && ++readers === 4) {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
        }
        return openai.createReader(body);
      },
    });`,
  });
  await withSimulator({ ttftMs: fixed(150), itlMs: fixed(10), tokens: fixed(10) }, async (service) => {
    const load = ["--parallel", 4, "--number", 8, "--shards", 2, "--prompt", "hi", "--no-test-connection"];
    const flags = ["--api", `${files.folder}/pausing.mjs`, "--transport", "socket", ...load];
    await withWorkerRun(service, flags, ({ exitCode, first }) => {
      const { verdict, reasons } = first.validity;
      strictEqual(exitCode, verdict === "invalid" ? EXIT_CODES.invalid : EXIT_CODES.fine);
      notStrictEqual(verdict, "valid");
      const told = reasons.find((reason) => PAUSE_TOLD.test(reason)) ?? "";
      // A machine that is busy may hold the other one up as well.
      match(told, /event loops? (0, )?1\b/);
      const figures = [...told.matchAll(/p(50|99) TTFT \(?([\d,.]+) ms/g)];
      ok(figures.length > 0);
      for (const [, percent, shownMs = ""] of figures) {
        const valueMs = first.distributions.ttft.percentiles[percent === "50" ? 50 : 99] ?? 0;
        ok(Math.abs(Number(shownMs.replaceAll(",", "")) / valueMs - 1) < 0.01, `${shownMs} of ${valueMs} ms`);
      }
      const pausedMs = first.health.loops[1]?.loopLagMaxMs ?? 0;
      ok(pausedMs > 700, `${pausedMs} ms`);
    });
  });
});
