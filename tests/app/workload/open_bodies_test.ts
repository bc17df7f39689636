import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { BodyOptions } from "../../../src/apis/dialect.ts";
import { openDialect } from "../../../src/app/service/open_dialect.ts";
import type { BodySource } from "../../../src/app/workload/body_source.ts";
import { openBodies } from "../../../src/app/workload/open_bodies.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { Turn } from "../../../src/core/session.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const ARGV = ["--model", "m", "--url", "http://127.0.0.1:9/v1/chat/completions", "--prompt", "hi", "--api"];
const TURN: Turn = { input: { kind: "text", text: "hi" } };

interface Opened {
  readonly bodies: BodySource;
  readonly options: BodyOptions;
  readonly stop: AbortController;
}

/** Opens the bodies of a module whose `buildBody` is this. */
async function withBodies(buildBody: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const code = `let bodies = 0;
      export const createDialect = ({ openai }) => ({
        createReader: openai.createReader,
        asksForStream: (body) => body.live === true,
        buildBody(turn, { model }) { bodies++; ${buildBody} },
      });`;
    await Deno.writeTextFile(`${folder}/api.mjs`, code);
    const plan = resolvePerfPlan([...ARGV, `${folder}/api.mjs`], { HOME: "/h", USER: "u" });
    const stop = new AbortController();
    await using service = await openDialect(plan);
    using bodies = openBodies(service, { listener: { log: () => {}, download: () => {} }, signal: stop.signal });
    const { generation } = plan.workload;
    await use({ bodies, stop, options: { settings: generation, model: generation.model, maxTokens: 4 } });
  });
}

Deno.test("a module makes its bodies in a worker, one after another", async () => {
  const buildBody = "return { n: bodies, ask: turn.input.text, model, live: bodies > 1 };";
  await withBodies(buildBody, async ({ bodies, options }) => {
    for (const n of [1, 2]) {
      const made = await bodies.make(TURN, options);
      deepStrictEqual(made, { body: { n, ask: "hi", model: "m", live: n > 1 }, isStream: n > 1 });
    }
  });
});

Deno.test("a module that spins ends when nothing more is wanted of it, and keeps nobody waiting", async () => {
  await withBodies("while (bodies > 1); return {};", async ({ bodies, options, stop }) => {
    deepStrictEqual(await bodies.make(TURN, options), { body: {}, isStream: false });
    const next = bodies.make(TURN, options);
    stop.abort();
    strictEqual(await next, null);
    strictEqual(await bodies.make(TURN, options), null);
  });
});

Deno.test("what a module throws is told as on the main thread, and what it throws by itself ends it", async () => {
  await withBodies(`throw new Error("no more");`, async ({ bodies, options }) => {
    await rejects(async () => await bodies.make(TURN, options), {
      name: "DataError",
      message: "buildBody of the module of --api failed: no more",
    });
  });
  const late = `setTimeout(() => { throw new Error("too late"); }, 0); return {};`;
  await withBodies(late, async ({ bodies, options }) => {
    await bodies.make(TURN, options);
    await rejects(async () => {
      for (;;) await bodies.make(TURN, options);
    }, { name: "DataError", message: /The module of --api broke off: .*too late/ });
  });
});

Deno.test("other APIs make their bodies at once", async () => {
  const plan = resolvePerfPlan([...ARGV, "openai"], { HOME: "/h", USER: "u" });
  await using service = await openDialect(plan);
  using bodies = openBodies(service, {
    listener: { log: () => {}, download: () => {} },
    signal: new AbortController().signal,
  });
  const { generation } = plan.workload;
  const made = bodies.make(TURN, { settings: generation, model: "m", maxTokens: 4 });
  strictEqual(made instanceof Promise, false);
});
