import { ok, strictEqual } from "node:assert";
import { fixturePath } from "../../support/fixture_files.ts";
import { readRun } from "../../support/perf_run.ts";
import { SOURCE_ARGUMENTS, startProgram } from "../../support/program.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { watchText } from "../../support/text_watch.ts";
import { localFlags } from "./vllm_run.ts";
import { findFreePort } from "../../support/free_port.ts";

const LOAD = ["--model", fixturePath("tiny-models/tiny-chat"), "--prompt", "Tell me of the sea", "--max-tokens", "12"];

Deno.test({ name: "Ctrl-C ends a run with a local model", ignore: Deno.build.os === "windows" }, async () => {
  await withTemporaryFolder(async (outputs) => {
    const flags = [...localFlags("local", { port: await findFreePort(), outputs }), ...LOAD, "--number", "100000"];
    // Its native runtime comes with the packages.
    const program = startProgram(flags, { start: SOURCE_ARGUMENTS });
    const [stdout, stderr] = [watchText(program.stdout), watchText(program.stderr)];
    await stderr.waitFor(/Step 1 of 1/);
    program.kill("SIGINT");
    const { code } = await program.status;
    await Promise.all([stdout.ended, stderr.ended]);
    strictEqual(code, 130, stderr.text);
    ok((await readRun(`${outputs}/run`)).context.isPartial);
  });
});
