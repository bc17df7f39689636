import { match, strictEqual } from "node:assert";
import { startGuarded } from "../../../src/app/local/guarded_process.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { waitForEnds } from "../../cli/local/vllm_run.ts";

const ignore = Deno.build.os === "windows";

async function waitForText(path: string, pattern: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 3000; attempt++) {
    const text = await Deno.readTextFile(path).catch(() => "");
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${path} never held ${pattern}`);
}

Deno.test({ name: "startGuarded() kills a program that does not end by itself", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    const logPath = `${folder}/log`;
    const script = "trap '' TERM; echo pid $$ end; while :; do sleep 0.05; done";
    const guarded = startGuarded({ command: ["sh", "-c", script], env: {}, logPath, graceSeconds: 0.2 });
    const pid = Number(await waitForText(logPath, /pid (\d+) end/));
    await guarded[Symbol.asyncDispose]();
    await waitForEnds([pid]);
  });
});

Deno.test({ name: "startGuarded() tells the exit code of a program that ends by itself", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    const command = ["sh", "-c", "echo said; exit 7"];
    await using guarded = startGuarded({ command, env: {}, logPath: `${folder}/log`, graceSeconds: 1 });
    strictEqual(await guarded.ended, 7);
    match(await Deno.readTextFile(`${folder}/log`), /said/);
  });
});
