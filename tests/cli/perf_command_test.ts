import { match, strictEqual } from "node:assert";
import { perfArguments, withBench } from "../support/perf_bench.ts";
import { SOURCE_ARGUMENTS, startProgram, withoutBusyMachine } from "../support/program.ts";
import { watchText } from "../support/text_watch.ts";

const IS_WINDOWS = Deno.build.os === "windows";

Deno.test(
  { name: "the first Ctrl-C lets running requests finish and keeps their results", ignore: IS_WINDOWS },
  async () => {
    await withBench("ttft=1,itl=50,tokens=20", async (bench) => {
      const flags = perfArguments(bench, "--number", "50", "--parallel", "2", "--no-test-connection");
      const program = startProgram(flags, { start: SOURCE_ARGUMENTS });
      const [stdout, stderr] = [watchText(program.stdout), watchText(program.stderr)];
      await stderr.waitFor(/2 running/);
      program.kill("SIGINT");
      strictEqual((await program.status).code, 130);
      match(await stderr.ended, /Finishing 2 running requests; Ctrl-C again to cut off/);
      match(await stdout.ended, /Partial: interrupted/);
    });
  },
);

Deno.test({ name: "the second Ctrl-C cuts running requests off", ignore: IS_WINDOWS }, async () => {
  await withBench("ttft=600000", async (bench) => {
    const program = startProgram(perfArguments(bench, "--number", "3", "--parallel", "3", "--no-test-connection"));
    const [stdout, stderr] = [watchText(program.stdout), watchText(program.stderr)];
    await stderr.waitFor(/3 running/);
    program.kill("SIGINT");
    await stderr.waitFor(/Finishing 3 running requests/);
    program.kill("SIGINT");
    strictEqual((await program.status).code, 130);
    match(await stderr.ended, /Cutting off running requests/);
    match(await stdout.ended, /✗ 3 × Cancelled by the client/);
  });
});

Deno.test("streamgauge perf goes on when nobody reads its standard output", async () => {
  await withBench("ttft=1,itl=0,tokens=3", async (bench) => {
    const program = startProgram(perfArguments(bench, "--number", "2"));
    await program.stdout.cancel();
    const stderr = watchText(program.stderr);
    strictEqual(withoutBusyMachine((await program.status).code), 0, await stderr.ended);
    await Deno.stat(`${bench.folder}/m/run.json`);
  });
});
