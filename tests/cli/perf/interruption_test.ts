import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fixed } from "../../../src/core/value_distribution.ts";
import { startProgram } from "../../support/program.ts";
import { firstStep, readJson, readRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";
import { type TextWatch, watchText } from "../../support/text_watch.ts";
import type { SimulatorOptions } from "../../../src/simulator/simulator_options.ts";

const IS_WINDOWS = Deno.build.os === "windows";

interface Interrupted {
  readonly code: number;
  readonly stderr: string;
  readonly folder: string;
}

type Act = (
  program: Deno.ChildProcess,
  seen: { requests(): number; stderr: TextWatch; folder: string },
) => Promise<void>;

/** Starts a long run, lets the test act on it, and gives what it left. */
async function withInterruptedRun(
  { data = ["--prompt", "hi"], ...service }: Partial<SimulatorOptions> & { readonly data?: readonly string[] },
  act: Act,
  test: (result: Interrupted) => Promise<void> | void,
): Promise<void> {
  await withSimulator(service, async (simulator) => {
    await withTemporaryFolder(async (outputs) => {
      const url = `${simulator.url}/v1/chat/completions`;
      const flags = [
        "--model",
        "sim",
        "--url",
        url,
        ...data,
        "--parallel",
        "4",
        "--number",
        "100000",
        "--no-test-connection",
      ];
      const program = startProgram(["perf", ...flags, "--outputs-dir", outputs, "--no-timestamp"]);
      const stderr = watchText(program.stderr);
      const stdout = watchText(program.stdout);
      const folder = `${outputs}/sim/parallel_4_number_100000`;
      const acting = act(program, { requests: () => simulator.stats().requests, stderr, folder });
      const first = await Promise.race([acting, program.status]);
      // Whoever waits for something in vain should read why.
      if (first !== undefined) await Promise.race([acting, failWith(stderr.ended)]);
      const { code } = await program.status;
      await stdout.ended;
      await test({ code, stderr: await stderr.ended, folder });
    });
  });
}

/** What a program has said that ended before anything was done to it. */
async function failWith(said: Promise<string>): Promise<never> {
  const text = await said;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  throw new Error(`The program ended by itself:\n${text}`);
}

async function waitUntil(isReady: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 5000; attempt++) {
    if (isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("What was waited for did not happen within 100 s");
}

const FAST = { tokens: fixed(5), ttftMs: fixed(5), itlMs: fixed(2) };

Deno.test({ name: "Ctrl-C once lets running requests finish and keeps full results", ignore: IS_WINDOWS }, async () => {
  await withInterruptedRun(FAST, async (program, { requests }) => {
    await waitUntil(() => requests() > 40);
    program.kill("SIGINT");
  }, async ({ code, stderr, folder }) => {
    strictEqual(code, 130);
    match(stderr, /Stopping|Finishing \d running request/);
    const { "Total Requests": total, "Failed Requests": failed } = await readJson(`${folder}/benchmark_summary.json`);
    ok(total > 30, `${total} requests`);
    strictEqual(failed, 0);
    ok((await readRun(`${folder}/..`)).context.isPartial);
  });
});

Deno.test({ name: "a terminal that goes away stops a run as Ctrl-C does", ignore: IS_WINDOWS }, async () => {
  await withInterruptedRun(FAST, async (program, { requests }) => {
    await waitUntil(() => requests() > 8);
    program.kill("SIGHUP");
  }, async ({ code, folder }) => {
    strictEqual(code, 130);
    strictEqual(firstStep(await readRun(`${folder}/..`)).ending, "interrupted");
  });
});

Deno.test({ name: "Ctrl-C twice cuts off what runs and still keeps results", ignore: IS_WINDOWS }, async () => {
  const stalling = { ...FAST, faults: [{ name: "stall", argument: null, share: 1 } as const] };
  await withInterruptedRun(stalling, async (program, { requests, stderr }) => {
    await waitUntil(() => requests() >= 4);
    program.kill("SIGINT");
    // Two signals at once may come as one.
    await stderr.waitFor(/Stopping|Finishing/);
    program.kill("SIGINT");
  }, async ({ code, folder }) => {
    strictEqual(code, 130);
    const first = firstStep(await readRun(`${folder}/..`));
    strictEqual(first.ending, "cut_off");
    const kinds = first.failures.map(({ kind }) => kind);
    deepStrictEqual(kinds, ["cancelled"]);
  });
});

/** Keeps its thread busy for ever, as a loop without an end does, and leaves the processor to the other tests. */
const HANG = `const cell = new Int32Array(new SharedArrayBuffer(4));
  const hang = () => { while (true) Atomics.wait(cell, 0, 0, 50); };\n`;

/** Modules that hang when a third request is to be made. */
const ENDLESS = {
  dataset: { code: `${HANG} export function* createDataset() { yield "one"; yield "two"; hang(); }`, flags: [] },
  api: {
    code: `${HANG} let bodies = 0;
      export const createDialect = ({ openai }) => ({
        ...openai,
        buildBody(turn, options) {
          if (bodies === 2) hang();
          bodies++;
          return openai.buildBody(turn, options);
        },
      });`,
    flags: ["--prompt", "hi"],
  },
} as const;

for (const [kind, { code, flags }] of Object.entries(ENDLESS)) {
  Deno.test({ name: `a module of --${kind} that never comes back costs no results`, ignore: IS_WINDOWS }, async () => {
    await withTemporaryFolder(async (folder) => {
      const module = `${folder}/endless.js`;
      await Deno.writeTextFile(module, code);
      const data = [`--${kind}`, module, ...flags];
      await withInterruptedRun({ ...FAST, data }, async (program, { requests }) => {
        await waitUntil(() => requests() >= 2);
        program.kill("SIGINT");
      }, async ({ code, folder }) => {
        strictEqual(code, 130);
        const { sessions, ending } = firstStep(await readRun(`${folder}/..`));
        deepStrictEqual([sessions, ending], [2, "interrupted"]);
      });
    });
  });
}

Deno.test({ name: "an API that never begins ends with Ctrl-C twice", ignore: IS_WINDOWS }, async () => {
  await withTemporaryFolder(async (folder) => {
    const module = `${folder}/endless.js`;
    await Deno.writeTextFile(
      module,
      `${HANG} export function createDialect() {
        Deno.stderr.writeSync(new TextEncoder().encode("hanging"));
        hang();
      }`,
    );
    await withInterruptedRun(
      { ...FAST, data: ["--api", module, "--prompt", "hi"] },
      async (program, { stderr }) => {
        await stderr.waitFor(/hanging/);
        program.kill("SIGINT");
        await stderr.waitFor(/keeps the program busy/);
        program.kill("SIGINT");
      },
      ({ code, stderr }) => {
        strictEqual(code, 130);
        match(stderr, /left without results/);
      },
    );
  });
});

Deno.test(
  { name: "after kill -9 every row that was committed is there and readable", ignore: IS_WINDOWS },
  async () => {
    let committed = 0;
    await withInterruptedRun(FAST, async (program, { folder }) => {
      // That rows are committed after a second at most, whatever their number, is the sink's: asked of it in virtual time.
      await waitUntil(() => (committed = countRows(folder)) > 100);
      program.kill("SIGKILL");
    }, ({ folder }) => {
      const rows = countRows(folder);
      ok(rows >= committed, `${rows} of ${committed}`);
    });
  },
);

/** Counts the rows that another program sees; none before there is a table. */
function countRows(folder: string): number {
  const path = `${folder}/benchmark_data.db`;
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name = 'result'").get();
    if (tables?.["count"] === 0) return 0;
    return Number(database.prepare("SELECT count(*) AS count FROM result WHERE success = 1").get()?.["count"]);
  } finally {
    database.close();
  }
}
