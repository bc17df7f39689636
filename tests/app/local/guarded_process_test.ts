import { match, rejects, strictEqual } from "node:assert";
import { startGuarded } from "../../../src/app/local/guarded_process.ts";
import { startVllm } from "../../../src/app/local/vllm/vllm_service.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import { type Clock, createClock } from "../../../src/core/clock.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { findFreePort, hasPython, readPids, vllmEnvironment, waitForEnds } from "./vllm_run.ts";

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

/** The time stands still until something has happened, however long that takes, and then is so much later. */
function jumpingClock(byMs: number, hasHappened: () => boolean): Clock {
  const real = createClock();
  return {
    nowMs: () => hasHappened() ? byMs : 0,
    sleepUntil: (_atMs, signal) => real.sleepUntil(real.nowMs() + 20, signal),
    yieldTurn: real.yieldTurn,
  };
}

function holdsPids(logPath: string): boolean {
  return /Server \d+ has the worker \d+/.test(Deno.readTextFileSync(logPath));
}

Deno.test(
  { name: "startVllm() gives up on a start that hangs, and ends it", ignore: ignore || !hasPython() },
  async () => {
    await withTemporaryFolder(async (folder) => {
      const port = String(await findFreePort());
      const flags = ["--api", "local_vllm", "--python", "python3", "--port", port, "--model", "m", "--prompt", "hi"];
      const { target: { local }, workload } = resolvePerfPlan(flags, {});
      if (local === null) throw new Error("The plan starts no service");
      const nothing = () => {};
      const telling = { log: nothing, progress: nothing, progressEnd: nothing, stepDone: nothing, download: nothing };
      const parts = {
        clock: jumpingClock(1000, () => holdsPids(`${folder}/run/local_vllm.log`)),
        listener: { ...telling, wait: nothing },
        signal: new AbortController().signal,
        folder: `${folder}/run`,
      };
      await Deno.mkdir(parts.folder);
      await Deno.writeTextFile(`${parts.folder}/local_vllm.log`, "");
      const starting = startVllm({ local, workload }, parts, {
        giveUpAfterMs: 1000,
        pollEveryMs: 50,
        env: () => ({ ...Deno.env.toObject(), ...vllmEnvironment("hang") }),
      });
      await rejects(starting, /Cannot start vLLM: it was not ready after 1 s; its last lines:/);
      await waitForEnds(await readPids(folder));
    });
  },
);
