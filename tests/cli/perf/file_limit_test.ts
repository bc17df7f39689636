import { match, ok } from "node:assert/strict";
import { PROGRAM_ARGUMENTS } from "../../support/program.ts";
import { startScriptedServer } from "../../support/scripted_server.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const LIMITED = 'ulimit -n 64; exec "$@"';

/** Runs the program where it may have 64 files open. */
async function runLimited(argv: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const args = ["-c", LIMITED, "sh", Deno.execPath(), ...PROGRAM_ARGUMENTS, "perf", ...argv];
  const { code, stdout, stderr } = await new Deno.Command("sh", { args, stdin: "null" }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "a limit of open files is told before the load, and as the client's own failure",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using server = startScriptedServer(async (connection) => {
      await connection.readRequest();
      await connection.stall();
    });
    await withTemporaryFolder(async (folder) => {
      const shared = ["--url", `${server.url}/v1`, "--model", "m", "--prompt", "hi", "--no-test-connection"];
      const options = [...shared, "--outputs-dir", folder, "--no-timestamp", "--read-timeout", "2"];
      const ran = await runLimited([...options, "--parallel", "64", "--number", "64"]);
      match(ran.text, /64 requests at once need .* may have 64 open: raise the limit \(ulimit -n 128\)/);
      ok(ran.text.includes("Client out of files, ports or memory"), ran.text);
      ok(!ran.text.includes("TLS failed"), ran.text);
    });
  },
});
