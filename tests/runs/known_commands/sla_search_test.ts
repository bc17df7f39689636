import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { readJson } from "../../support/perf_run.ts";
import { assertFine, type KnownRun, withKnownRun } from "./known_run.ts";

/** Nothing is read while a load runs: virtual time passes, and files take real time. */
const URL_FLAGS = ["--url", "{url}/v1/chat/completions", "--prompt", "hi"];

// deno-lint-ignore no-explicit-any -- tests look at arbitrary places of it
async function readSearch({ folder }: KnownRun): Promise<any> {
  return await readJson(`${folder}/sla_search.json`);
}

function valuesOf(steps: readonly { readonly value: number }[]): readonly number[] {
  return steps.map(({ value }) => value);
}

/** A service in virtual time: what a search finds is exact. */
const QUICK = { serviceMs: () => 8 };

Deno.test("the search over slots doubles up to its bound where the service keeps the limit", async () => {
  await withKnownRun(
    "SLA parallel",
    { appended: [...URL_FLAGS, "--sla-upper-bound", "8"], virtual: QUICK },
    async (run) => {
      assertFine(run);
      const { winner, ended_by, steps, trials, criteria } = await readSearch(run);
      deepStrictEqual([winner.value, ended_by.kind, valuesOf(steps)], [8, "bound", [1, 2, 4, 8]]);
      deepStrictEqual([trials.length, trials.at(-1).name], [12, "sla_parallel_8_run_2"]);
      strictEqual(criteria[0][0].text, "avg Latency <= 5 s");
      match(run.stderr, /a number without unit is s here/);
      // How many requests a search needs shows as it goes.
      const { total_count, percent } = await readJson(`${run.folder}/progress.json`);
      deepStrictEqual([total_count, percent], [null, null]);
      for (const { name, number } of trials) {
        const summary = await readJson(`${run.folder}/sla_tuning/${name}/benchmark_summary.json`);
        strictEqual(summary["Success Requests"], number);
      }
      const { parallel_8 } = await readJson(`${run.folder}/sla_summary.json`);
      ok(parallel_8.metrics["Avg Latency (s)"] < 5);
    },
  );
});

Deno.test("the search over slots ends below the load at which a reply takes more than five seconds", async () => {
  // The n-th of those that run at once takes 0.9 s times n: of eleven 5.4 s at the mean, of ten 4.95 s.
  const virtual = { serviceMs: (_request: number, running: number) => 900 * running };
  const ours = ["--no-test-connection", "--sla-num-runs", "1", "--summary", "full"];
  const appended = [...URL_FLAGS, "--sla-number-multiplier", "1", ...ours];
  await withKnownRun("SLA parallel", { appended, virtual }, async (run) => {
    assertFine(run);
    const { winner, interval, ended_by, steps } = await readSearch(run);
    deepStrictEqual([winner.value, interval, ended_by.kind], [10, { low: 10, high: 11 }, "service"]);
    deepStrictEqual([...new Set(valuesOf(steps))], [1, 2, 4, 8, 16, 12, 10, 11]);
    match(run.stdout, /SLA Auto-tune Summary/);
  });
});

Deno.test("the search over rates holds to both limits up to its bound", async () => {
  await withKnownRun(
    "SLA rate",
    { appended: [...URL_FLAGS, "--sla-upper-bound", "2"], virtual: QUICK },
    async (run) => {
      assertFine(run);
      const { winner, steps, criteria, variable } = await readSearch(run);
      deepStrictEqual([variable, winner.value, valuesOf(steps)], ["rate", 2, [1, 2]]);
      deepStrictEqual(criteria[0].map(({ text }: { text: string }) => text), [
        "avg TTFT <= 500 ms",
        "avg Latency <= 3 s",
      ]);
    },
  );
});

Deno.test("a search in which no load keeps the limits fails and says which one broke them", async () => {
  const virtual = { serviceMs: () => 600 };
  await withKnownRun("SLA rate", { appended: [...URL_FLAGS, "--sla-num-runs", "1"], virtual }, async (run) => {
    strictEqual(run.code, 1, run.stderr);
    const { winner, steps } = await readSearch(run);
    strictEqual(winner, null);
    match(steps[0].outcome, /^avg TTFT is .*, which breaks avg TTFT <= 500 ms/);
  });
});
