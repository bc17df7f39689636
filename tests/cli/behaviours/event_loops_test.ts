/** What several event loops must do, as seen from outside: the program in a process of its own. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { createRandom } from "../../../src/core/random.ts";
import { EXACT_SAMPLE_LIMIT } from "../../../src/metrics/distribution.ts";
import { fixed } from "../../../src/core/value_distribution.ts";
import { assertAsStored } from "../../metrics/stored_agreement.ts";
import { runHere } from "../../support/command_line.ts";
import { withProgramRun } from "../../support/perf_run.ts";
import { withSimulator } from "../../support/simulator.ts";
import { writeTemporaryFiles } from "../../support/temporary_files.ts";

const SLOW = { ttftMs: fixed(600), itlMs: fixed(0), tokens: fixed(4) };
const FAST = { ttftMs: fixed(20), itlMs: fixed(1), tokens: fixed(4) };

Deno.test("four event loops reach --parallel, each has its own health, and their split changes no figure", async () => {
  await withSimulator(SLOW, async (service) => {
    const load = ["--parallel", 16, "--number", 32, "--shards", 4, "--prompt", "hi", "--no-test-connection"];
    const flags = [...load, "--enable-pd-metrics"];
    await withProgramRun({ service, flags }, async ({ code, stderr, first, folder, step }) => {
      strictEqual(code, 0, stderr);
      strictEqual(service.stats().peakRunning, 16);
      deepStrictEqual(first.health.loops.map(({ loop }) => loop), [0, 1, 2, 3]);
      for (const { peakHeapBytes, loopLagP99Ms, starvedSeconds } of first.health.loops) {
        ok((peakHeapBytes ?? 0) > 0 && loopLagP99Ms !== undefined && starvedSeconds !== undefined);
      }
      // The rows stand in the order in which the loops handed them over.
      assertAsStored(first, `${step}/benchmark_data.db`);
      await Deno.remove(`${folder}/run.json`);
      const few = await exportInAnyOrder(folder, step);
      match(few, /,32,32,0,/);
      // The same rows with more gaps than are kept exactly.
      lengthenReplies(`${step}/benchmark_data.db`, EXACT_SAMPLE_LIMIT / 32 + 100);
      notStrictEqual(await exportInAnyOrder(folder, step), few);
    });
  });
});

/** Has the program compute a run from its rows alone, as they came, backwards and mixed up; all must come out alike. */
async function exportInAnyOrder(folder: string, step: string): Promise<string> {
  const exports: string[] = [];
  for (const order of ["rowid", "rowid DESC", "rowid % 5, rowid % 3"]) {
    reorder(`${step}/benchmark_data.db`, order);
    const { exitCode, stderr } = await runHere(["report", folder, "--export", "csv"]);
    strictEqual(exitCode, 0, stderr);
    exports.push(await Deno.readTextFile(`${folder}/points.csv`));
  }
  const [first = "", ...others] = exports;
  for (const other of others) strictEqual(other, first);
  return first;
}

/** Gives each reply so many more pieces, with gaps of 1 ms to 1 s that no other one has. */
function lengthenReplies(path: string, pieces: number): void {
  const random = createRandom(5);
  const database = new DatabaseSync(path);
  const update = database.prepare("UPDATE result SET chunk_times_ms = ?, chunk_kinds = ? WHERE rowid = ?");
  for (const { rowid, chunk_times_ms: stored } of database.prepare("SELECT rowid, chunk_times_ms FROM result").all()) {
    const times: number[] = JSON.parse(String(stored));
    for (let i = 0; i < pieces; i++) times.push((times.at(-1) ?? 0) + 10 ** (3 * random.next()));
    update.run(JSON.stringify(times), JSON.stringify([["content", times.length]]), Number(rowid));
  }
  database.close();
}

function reorder(path: string, order: string): void {
  const database = new DatabaseSync(path);
  database.exec(
    `CREATE TEMP TABLE moved AS SELECT * FROM result ORDER BY ${order};
    DELETE FROM result; INSERT INTO result SELECT * FROM moved;`,
  );
  database.close();
}

Deno.test("slots that wait for requests make a load invalid, and the program says so", async () => {
  await using files = await writeTemporaryFiles({
    "slow.mjs": `export async function* createDataset() {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        yield "hi";
      }
    }`,
  });
  await withSimulator(FAST, async (service) => {
    const data = ["--dataset", `${files.folder}/slow.mjs`];
    // Many more than are made while the program starts.
    const flags = [...data, "--parallel", 16, "--number", 80, "--no-test-connection"];
    await withProgramRun({ service, flags }, ({ exitCode, first, stdout }) => {
      strictEqual(exitCode, 4);
      strictEqual(first.validity.verdict, "invalid");
      match(first.validity.reasons.join("\n"), /^Free slots waited [\d.]+ % of their time for a request/m);
      match(stdout, /INVALID/);
    });
  });
});

Deno.test("a crashed event loop costs what ran on it, and asked is succeeded, failed and lost", async () => {
  // The module's code runs on the event loops; what it throws outside a call is the loop's own end.
  await using files = await writeTemporaryFiles({
    "crash.mjs": `let readers = 0;
    export const createDialect = ({ openai }) => ({
      ...openai,
      createReader(body) {
        // The fifth one is on its way by then, and its start told: what was never told would be sent by another loop.
        if (self.name === "shard 1" && ++readers === 5) setTimeout(() => { throw new Error("out of memory"); }, 40);
        return openai.createReader(body);
      },
    });`,
  });
  await withSimulator({ ...FAST, ttftMs: fixed(200) }, async (service) => {
    const api = ["--api-module", `${files.folder}/crash.mjs`];
    const flags = [...api, "--parallel", 8, "--number", 40, "--shards", 3, "--prompt", "hi", "--no-test-connection"];
    await withProgramRun({ service, flags }, ({ code, first, stderr }) => {
      strictEqual(code, 0, stderr);
      match(stderr, /Event loop 1 was lost .*out of memory/);
      const { success_requests: succeeded, failed_requests: failed } = first.scalars;
      const { lostRequests: lost } = first.health;
      ok(lost > 0, "nothing ran on it");
      strictEqual((succeeded ?? 0) + (failed ?? 0) + lost, 40);
      strictEqual(failed, 0);
      deepStrictEqual(first.health.loops.map(({ isLost }) => isLost), [false, true, false]);
    });
  });
});
