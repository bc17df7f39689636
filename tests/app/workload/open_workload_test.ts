import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { openWorkload } from "../../../src/app/workload/open_workload.ts";
import type { OpenWorkload } from "../../../src/app/workload/open_workload.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { Session } from "../../../src/core/session.ts";
import { promptOf } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const ARGV = ["--model", "m", "--url", "http://127.0.0.1:9/v1/chat/completions", "--dataset"];
const STEP = { usedBefore: 0, count: 3 };

interface Opened {
  readonly workload: OpenWorkload;
  readonly stop: AbortController;
  readonly logged: string[];
}

async function withModule(code: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/data.mjs`, code);
    const plan = resolvePerfPlan([...ARGV, `${folder}/data.mjs`], { HOME: "/h", USER: "u" });
    const stop = new AbortController();
    const logged: string[] = [];
    const listener = { log: (_level: string, message: string) => void logged.push(message), download: () => {} };
    using workload = await openWorkload({ plan, listener, signal: stop.signal });
    await use({ workload, stop, logged });
  });
}

async function take(sessions: AsyncIterator<Session>): Promise<string | null> {
  const { done, value } = await sessions.next();
  return done ? null : promptOf(value);
}

Deno.test("a module gives its sessions from a worker, is heard, and is one and the same in all steps", async () => {
  const code = `let steps = 0;
    export function* createDataset({ count, listener }) {
      listener.warn("step " + ++steps);
      for (let i = 0; i < count; i++) yield steps + "/" + i;
    }`;
  await withModule(code, async ({ workload, logged }) => {
    for (const stepIndex of [0, 1]) {
      const sessions = await workload.open({ ...STEP, stepIndex });
      const prompts = [await take(sessions), await take(sessions), await take(sessions), await take(sessions)];
      deepStrictEqual(prompts, [0, 1, 2].map((i) => `${stepIndex + 1}/${i}`).concat([null as unknown as string]));
    }
    deepStrictEqual(logged, ["step 1", "step 2"]);
    strictEqual(await workload.openAt({ ...STEP, stepIndex: 0 }), null);
  });
});

for (
  const [what, code] of [
    ["spins", `export function* createDataset() { yield "a"; while (true); }`],
    ["waits", `export async function* createDataset() { yield "a"; await new Promise(() => {}); }`],
  ] as const
) {
  Deno.test(`a module that ${what} for ever ends when nothing more is wanted of it, and keeps nobody waiting`, async () => {
    await withModule(code, async ({ workload, stop }) => {
      const sessions = await workload.open({ ...STEP, stepIndex: 0 });
      strictEqual(await take(sessions), "a");
      const next = take(sessions);
      stop.abort();
      strictEqual(await next, null);
      strictEqual(await take(await workload.open({ ...STEP, stepIndex: 1 })), null);
    });
  });
}

Deno.test("a module that spins while it is loaded ends, too; a pass over its data is broken off", async () => {
  await withModule("while (true);", async ({ workload, stop }) => {
    const pass = workload.openPass();
    stop.abort();
    const { sessions } = await pass;
    await rejects(sessions.next(), { name: "AbortError" });
  });
});

Deno.test("what a module does wrong is told as on the main thread, and what it throws by itself ends it", async () => {
  await withModule("export const createDataset = () => 5;", async ({ workload }) => {
    await rejects(workload.check(), { name: "DataError", message: /returned no dataset/ });
  });
  const late = `export async function* createDataset() {
    yield "a";
    setTimeout(() => { throw new Error("too late"); }, 0);
    await new Promise(() => {});
  }`;
  await withModule(late, async ({ workload }) => {
    const sessions = await workload.open({ ...STEP, stepIndex: 0 });
    strictEqual(await take(sessions), "a");
    await rejects(take(sessions), { name: "DataError", message: /broke off: .*too late/ });
  });
});
