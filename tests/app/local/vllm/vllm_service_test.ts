import { match, ok, rejects } from "node:assert";
import { startVllm } from "../../../../src/app/local/vllm/vllm_service.ts";
import { resolvePerfPlan } from "../../../../src/config/resolve_run_plan.ts";
import { type Clock, createClock } from "../../../../src/core/clock.ts";
import { DataError } from "../../../../src/core/errors.ts";
import { hasPython, readPids, vllmEnvironment, waitForEnds } from "../../../cli/local/vllm_run.ts";
import { findFreePort } from "../../../support/free_port.ts";
import { withTemporaryFolder } from "../../../support/temporary_folder.ts";

const ignore = Deno.build.os === "windows" || !hasPython();

interface Start {
  readonly env: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly clock?: (logPath: string) => Clock;
}

/** Starts the stand-in for vLLM until it is ready; what went wrong is thrown. */
async function start({ env, port, clock = () => createClock() }: Start, folder: string): Promise<boolean> {
  const flags = ["--api", "local_vllm", "--python", "python3", "--model", "m", "--prompt", "hi"];
  const plan = resolvePerfPlan([...flags, "--port", String(port ?? await findFreePort())], {});
  const { target: { local }, workload } = plan;
  if (local === null) throw new Error("The plan starts no service");
  const nothing = () => {};
  const telling = { log: nothing, progress: nothing, progressEnd: nothing, stepDone: nothing, download: nothing };
  const parts = {
    clock: clock(`${folder}/run/local_vllm.log`),
    listener: { ...telling, wait: nothing },
    signal: new AbortController().signal,
    folder: `${folder}/run`,
  };
  await Deno.mkdir(parts.folder);
  await Deno.writeTextFile(`${parts.folder}/local_vllm.log`, "");
  await using service = await startVllm({ local, workload }, parts, {
    giveUpAfterMs: clock.length === 0 ? 3_600_000 : HANG_MS,
    pollEveryMs: 20,
    env: () => ({ ...Deno.env.toObject(), ...env }),
  });
  return service.isReady;
}

const HANG_MS = 1000;

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

Deno.test({ name: "startVllm() gives up on a start that hangs, and ends it", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    const clock = (logPath: string) => jumpingClock(HANG_MS, () => holdsPids(logPath));
    const starting = start({ env: vllmEnvironment("hang"), clock }, folder);
    await rejects(starting, /Cannot start vLLM: it was not ready after 1 s; its last lines:/);
    await waitForEnds(await readPids(folder));
  });
});

Deno.test({ name: "startVllm() starts versions again that know no --disable-log-requests", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    ok(await start({ env: vllmEnvironment("new") }, folder));
    const log = await Deno.readTextFile(`${folder}/run/local_vllm.log`);
    match(log, /unrecognized arguments: --disable-log-requests/);
    await waitForEnds(await readPids(folder));
  });
});

Deno.test({ name: "startVllm() tells the last lines of a server that ends early", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    await rejects(start({ env: vllmEnvironment("fail") }, folder), ({ message }: Error) => {
      match(message, /Cannot start vLLM: it ended with exit code 1; its last lines:/);
      match(message, /ValueError: The model cannot be loaded: no such architecture/);
      return true;
    });
  });
});

Deno.test({ name: "startVllm() says where vLLM is missing and what to do", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    // Without PYTHONPATH and the user's packages there is no vLLM.
    const env = { PYTHONPATH: folder, PYTHONNOUSERSITE: "1" };
    await rejects(start({ env }, folder), (cause: unknown) => {
      ok(cause instanceof DataError);
      match(cause.problems[0]?.hint ?? "", /has no vLLM: install it \(pip install vllm\), or name another Python/);
      return true;
    });
  });
});

Deno.test({ name: "startVllm() refuses a port that is taken", ignore }, async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await withTemporaryFolder(async (folder) => {
    const starting = start({ env: vllmEnvironment(""), port: taken.addr.port }, folder);
    await rejects(starting, /Cannot start a local service on port/);
  });
});
