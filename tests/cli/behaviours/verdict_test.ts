/** What the verdict must see, as seen from outside: the program in a process of its own. */
import { match, notStrictEqual, ok, strictEqual } from "node:assert";
import { fixed } from "../../../src/core/value_distribution.ts";
import { startApiServer } from "../../support/api_server.ts";
import { toBufferedStream } from "../../support/buffered_stream.ts";
import { PAUSE_TOLD } from "../../support/pause_sentences.ts";
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

const IS_WINDOWS = Deno.build.os === "windows";
/** A pause that lies across the first tokens of the requests that run is much of them, whoever stamps what comes. */
const SERVICE = { ttftMs: fixed(400), itlMs: fixed(10), tokens: fixed(30) };

for (const transport of ["auto", "socket"]) {
  Deno.test({
    name: `one pause of the client is seen in the requests that waited in it, over --transport ${transport}`,
    ignore: IS_WINDOWS,
    fn: async () => {
      await withSimulator(SERVICE, async (service) => {
        const act = async (program: Deno.ChildProcess) => {
          // Of the second four, which are few and short: such a run is judged as well.
          while (service.stats().requests < 8) await new Promise((resolve) => setTimeout(resolve, 10));
          program.kill("SIGSTOP");
          await new Promise((resolve) => setTimeout(resolve, 900));
          program.kill("SIGCONT");
        };
        const load = ["--parallel", 4, "--number", 8, "--prompt", "hi", "--no-test-connection"];
        await withProgramRun({ service, flags: [...load, "--transport", transport], act }, ({ first }) => {
          const reasons = first.validity.reasons.join("\n");
          notStrictEqual(first.validity.verdict, "valid");
          match(reasons, PAUSE_TOLD);
          ok(Math.max(...first.health.loops.map(({ loopLagMaxMs }) => loopLagMaxMs ?? 0)) > 300);
        });
      });
    },
  });
}
