/** What the verdict must see, as seen from outside: the program in a process of its own. */
import { match, ok, strictEqual } from "node:assert";
import { fixed } from "../../../src/core/value_distribution.ts";
import { startApiServer } from "../../support/api_server.ts";
import { toBufferedStream } from "../../support/buffered_stream.ts";
import { withProgramRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";

Deno.test("events that come in one read are not the service's time: marked, and objectives on them not judged", async () => {
  await using service = startApiServer(() => ({ kind: "events", text: toBufferedStream(30) }));
  const flags = ["--prompt", "hi", "--number", 4, "--goodput", "itl:1us", "--goodput-min", "0.9", "--summary", "full"];
  await withProgramRun({ service, flags }, ({ code, stdout, stderr, first }) => {
    strictEqual(code, 0, stderr);
    match(first.validity.reasons.join(), /of the events came in one read with the one before/);
    match(stdout, /ITL \(ms\) !/);
    match(stdout, /not judged/);
  });
});

Deno.test({
  name: "one pause of the client is seen in the requests that waited in it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withSimulator({ ttftMs: fixed(50), itlMs: fixed(10), tokens: fixed(20) }, async (service) => {
      const act = async (program: Deno.ChildProcess) => {
        while (service.stats().requests < 12) await new Promise((resolve) => setTimeout(resolve, 10));
        program.kill("SIGSTOP");
        await new Promise((resolve) => setTimeout(resolve, 600));
        program.kill("SIGCONT");
      };
      const flags = ["--parallel", 4, "--number", 32, "--prompt", "hi", "--no-test-connection"];
      await withProgramRun({ service, flags, act }, ({ exitCode, first }) => {
        ok(first.validity.verdict !== "valid", `exit code ${exitCode}`);
        // It is told as what it did: requests sent late, or replies read late.
        match(first.validity.reasons.join("\n"), /\bup to \d{3,} ms|paused/);
        ok(Math.max(...first.health.loops.map(({ loopLagMaxMs }) => loopLagMaxMs ?? 0)) > 300);
      });
    });
  },
});
