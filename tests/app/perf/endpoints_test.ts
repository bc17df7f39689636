import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Failure } from "../../../src/core/failure.ts";
import { withVirtualRun } from "../../support/virtual_run.ts";
import type { VirtualRunOutcome } from "../../support/virtual_run.ts";

const A = "http://a.test/v1/chat/completions";
const B = "http://b.test/v1/chat/completions";
const TURNS = {
  prompt: null,
  min_prompt_length: 4,
  max_prompt_length: 4,
  dataset: "random_multi_turn",
  tokenizer_path: null,
  min_turns: 3,
  max_turns: 3,
  multi_turn: true,
};
const REFUSED: Failure = { kind: "connect_refused", message: "Connection refused" };

/** How many requests each address got. */
function countsOf({ host }: Pick<VirtualRunOutcome, "host">): Readonly<Record<string, number>> {
  const byUrl = Map.groupBy(host.service.requests, ({ url }) => url);
  return Object.fromEntries([...byUrl].map(([url, requests]) => [url, requests.length]));
}

function openRows(folder: string): DatabaseSync {
  return new DatabaseSync(`${folder}/benchmark_data.db`, { readOnly: true });
}

Deno.test("several --url are used in turn, whatever the number of event loops, and each has its results", async () => {
  for (const shards of [1, 3]) {
    const options = { url: [A, B], parallel: 4, number: 11, shards };
    await withVirtualRun({ options }, async (done) => {
      deepStrictEqual(countsOf(done), { [A]: 6, [B]: 5 });
      const { context, steps: [step] } = done.outcome.result;
      strictEqual(context.url, A);
      deepStrictEqual(context.endpoints, { urls: [A, B], strategy: "round-robin", scope: "session" });
      deepStrictEqual(step?.metrics.groups.map(({ by, name, requests }) => [by, name, requests]), [
        ["endpoint", A, 6],
        ["endpoint", B, 5],
      ]);
      const run = JSON.parse(await Deno.readTextFile(`${done.folder}/m/run.json`));
      deepStrictEqual(run.context.endpoints.urls, [A, B]);
      match(
        await Deno.readTextFile(`${done.folder}/m/performance_summary.txt`),
        /Results by address[^]*a\.test[^]*b\.test/,
      );
      using database = openRows(`${done.folder}/m/parallel_4_number_11`);
      const rows = database.prepare("SELECT session_index % 2 AS turn, endpoint FROM result GROUP BY 1, 2 ORDER BY 1")
        .all();
      deepStrictEqual(rows.map(({ turn, endpoint }) => [turn, endpoint]), [[0, A], [1, B]]);
    });
  }
});

Deno.test("one --url leaves no trace of a choice", async () => {
  await withVirtualRun({ options: { url: A, number: 3 } }, async (done) => {
    const { context, steps: [step] } = done.outcome.result;
    strictEqual(context.endpoints, null);
    deepStrictEqual(step?.metrics.groups, []);
    const args = JSON.parse(await Deno.readTextFile(`${done.folder}/m/parallel_1_number_3/benchmark_args.json`));
    strictEqual(args.url, A);
  });
});

Deno.test("a conversation stays at one address, unless each request is to find its own", async () => {
  const hostsOf = async (scope: string) => {
    let counts: unknown[] = [];
    const options = { ...TURNS, url: [A, B], number: 4, parallel: 2, url_per: scope };
    await withVirtualRun({ options }, ({ folder }) => {
      using database = openRows(`${folder}/m/parallel_2_number_4`);
      const sql = "SELECT count(DISTINCT endpoint) AS hosts FROM result GROUP BY session_index";
      counts = database.prepare(sql).all().map(({ hosts }) => hosts);
    });
    return counts;
  };
  deepStrictEqual(await hostsOf("session"), [1, 1, 1, 1]);
  deepStrictEqual(await hostsOf("request"), [2, 2, 2, 2]);
});

Deno.test("the least busy address gets more where another is slower", async () => {
  const options = { url: [A, B], url_strategy: "least_busy", parallel: 8, number: 200 };
  const serviceMs = (_request: number, _running: number, url: string) => url === A ? 300 : 100;
  await withVirtualRun({ options, service: { serviceMs } }, (done) => {
    const { [A]: slow = 0, [B]: fast = 0 } = countsOf(done);
    // Slots are shared out evenly, and those at the faster one come free three times as often.
    ok(fast > 2.5 * slow && fast < 3.5 * slow, `${fast} and ${slow}`);
  });
});

Deno.test("an address that fails at once draws no more than its share, and is told by name", async () => {
  const options = { url: [A, B], url_strategy: "least-busy", parallel: 4, number: 40 };
  const failure = (_request: number, url: string) => url === A ? REFUSED : null;
  const serviceMs = (_request: number, _running: number, url: string) => url === A ? 0 : 100;
  await withVirtualRun({ options, service: { failure, serviceMs } }, (done) => {
    const { [A]: dead = 0, [B]: living = 0 } = countsOf(done);
    ok(dead <= living + 2, `${dead} and ${living}`);
    const [step] = done.outcome.result.steps;
    match(step?.warnings.join("\n") ?? "", /None of the \d+ requests to http:\/\/a\.test\S* succeeded/);
  });
});

Deno.test("the test of the connection asks every address, and names the one that does not answer", async () => {
  const run = { url: [A, B], number: 2, no_test_connection: false, wait: 5 };
  await withVirtualRun({ options: run }, ({ host, log }) => {
    deepStrictEqual(host.service.requests.map(({ url }) => url), [A, B, A, B]);
    match(log.join("\n"), /Test connection successful: http:\/\/a\.test[^]*successful: http:\/\/b\.test/);
  });
  const failure = (_request: number, url: string) => url === B ? REFUSED : null;
  await rejects(
    () => withVirtualRun({ options: run, service: { failure } }, () => {}),
    /Cannot use the service at "http:\/\/b\.test/,
  );
});
