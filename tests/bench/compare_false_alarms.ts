/**
 * Measures how often `compare --fail-on` is wrong: pairs of equal runs on the simulator that fail, and pairs of which the
 * second is a tenth slower that do not. By hand:
 *
 *   deno run -A tests/bench/compare_false_alarms.ts [EQUAL_PAIRS] [SLOWER_PAIRS] [REQUESTS]
 */
import { print } from "../../scripts/print.ts";
import { compareFolders } from "../../src/app/compare/compare_folders.ts";
import { createProcessHost } from "../../src/app/perf/process_host.ts";
import { runPerf } from "../../src/app/perf/run_perf.ts";
import { planPerf } from "../../src/config/resolve_run_plan.ts";
import type { ValueDistribution } from "../../src/core/value_distribution.ts";
import { withSimulator } from "../support/simulator.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";

const [equalPairs = 200, slowerPairs = 50, requests = 1000] = Deno.args.map(Number);
const PARALLEL = 32;
const RULES = ["p99_ttft>+5%", "p50_ttft>+5%", "rps<-3%"];
const MIDDLE_MS = 100;

/** Drawn around the middle, with a deviation of five percent. */
function toTtft(middleMs: number): ValueDistribution {
  return { kind: "normal", mean: middleMs, deviation: middleMs / 20 };
}

async function runOnce(folder: string, { middleMs, seed }: { middleMs: number; seed: number }): Promise<void> {
  await withSimulator({ ttftMs: toTtft(middleMs), seed }, async ({ url }) => {
    const plan = await planPerf({
      options: {
        model: "m",
        url: `${url}/v1/chat/completions`,
        prompt: "hi",
        parallel: PARALLEL,
        number: requests,
        warmup_num: PARALLEL,
        no_test_connection: true,
        outputs_dir: folder,
        no_timestamp: true,
        name: "run",
      },
      env: {},
    });
    const never = new AbortController().signal;
    await runPerf(plan, {
      host: createProcessHost(),
      stop: { admitting: never, running: never },
      caller: { name: "bench" },
    });
  });
}

/** Runs a pair and gives what became of each rule. */
async function judgePair(index: number, slowdown: number): Promise<readonly string[]> {
  const statuses: string[] = [];
  await withTemporaryFolder(async (folder) => {
    await runOnce(`${folder}/base`, { middleMs: MIDDLE_MS, seed: 2 * index });
    await runOnce(`${folder}/new`, { middleMs: MIDDLE_MS * slowdown, seed: 2 * index + 1 });
    const { comparison } = await compareFolders([`${folder}/base/run`, `${folder}/new/run`], {
      failOn: RULES,
      exports: [],
      env: {},
    });
    statuses.push(...comparison.runs[0]?.gates.map(({ status }) => status) ?? []);
  });
  return statuses;
}

async function measure(name: string, pairs: number, slowdown: number): Promise<void> {
  const counts = RULES.map(() => new Map<string, number>());
  for (let index = 0; index < pairs; index++) {
    const statuses = await judgePair(index, slowdown);
    statuses.forEach((status, rule) => counts[rule]?.set(status, (counts[rule]?.get(status) ?? 0) + 1));
  }
  const parts = RULES.map((rule, i) =>
    `${rule}: ${[...counts[i] ?? []].map(([status, n]) => `${n} ${status}`).join(", ")}`
  );
  print(`${name}, ${pairs} pairs of ${requests} requests. ${parts.join("; ")}`);
}

await measure("Equal runs", equalPairs, 1);
await measure("Ten percent slower", slowerPairs, 1.1);
