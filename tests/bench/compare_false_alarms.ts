/**
 * Measures how often `compare --fail-on` is wrong: pairs of equal runs that fail, and pairs of which the second is a tenth
 * slower that do not. By hand, on a quiet machine, in some twenty minutes:
 *
 *   deno run -A tests/bench/compare_false_alarms.ts [--virtual] [EQUAL_PAIRS] [SLOWER_PAIRS] [REQUESTS] [AT_ONCE]
 *
 * The runs go against two simulators in processes of their own, with what the machine adds; with `--virtual` in virtual
 * time against a service that draws from the same distribution: what comparison itself gets wrong, on any machine.
 */
import { print } from "../../scripts/print.ts";
import { programFromSource } from "../../scripts/program/program.ts";
import { startSimulator } from "../../scripts/program/simulator_process.ts";
import { compareFolders } from "../../src/app/compare/compare_folders.ts";
import { createProcessHost } from "../../src/app/perf/process_host.ts";
import type { LoadHost } from "../../src/app/run/load_host.ts";
import { runPerf } from "../../src/app/perf/run_perf.ts";
import { planPerf } from "../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../src/config/run_plan.ts";
import type { AgentHost } from "../../src/shards/agent/agent_host.ts";
import { startInlineShard } from "../../src/shards/links/inline_shard.ts";
import { createRandom } from "../../src/core/random.ts";
import { ScriptedService } from "../support/scripted_service.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { VirtualHost } from "../support/virtual_host.ts";

const isVirtual = Deno.args.includes("--virtual");
const words = Deno.args.filter((word) => word !== "--virtual");
/** More at once make it quicker, and want more of the machine: the client must keep up for rules to be judged. */
const [equalPairs = 200, slowerPairs = 50, requests = 2200, parallel = 32] = words.map(Number);
const RULES = ["p99_ttft>+5%", "p50_ttft>+5%", "rps<-3%"];
const MIDDLE_MS = 100;
/** Times to the first token are drawn around the middle with this deviation. */
const DEVIATION = 0.05;
const SLOWDOWN = 1.1;

/** Carries runs out against a service of a known middle. */
interface Service {
  run(folder: string): Promise<void>;
}

function planRun(folder: string, url: string): Promise<RunPlan> {
  const place = { outputs_dir: folder, no_timestamp: true, name: "run" };
  const load = { parallel, number: requests, warmup_num: parallel, shards: 1, sleep_interval: 0 };
  const options = { model: "m", url: `${url}/v1/chat/completions`, prompt: "hi", no_test_connection: true };
  return planPerf({ options: { ...options, ...load, ...place }, env: {} });
}

const never = new AbortController().signal;
const WATCH = { stop: { admitting: never, running: never }, caller: { name: "bench" } };

/** In the time of the world. */
function simulated(url: string): Service {
  return {
    async run(folder) {
      await runPerf(await planRun(folder, url), { host: createWarmHost(), ...WATCH });
    },
  };
}

/** Carries the load on this event loop: a worker would begin cold with each of hundreds of short runs. */
function createWarmHost(): LoadHost {
  const host = createProcessHost();
  const createTransport: AgentHost["createTransport"] = (settings) => host.createTransport(settings);
  const readUsage = () => ({ cpuSeconds: null, heapBytes: null });
  return { ...host, startShard: () => startInlineShard({ clock: host.clock, createTransport, readUsage }) };
}

/** In virtual time, each run with draws of its own. */
function drawn(middleMs: number, seed: number): Service {
  const random = createRandom(seed);
  return {
    async run(folder) {
      const serviceMs = () => middleMs * (1 + DEVIATION * random.normal());
      const host = new VirtualHost(new ScriptedService({ serviceMs, hasUsage: true }));
      await host.clock.run(runPerf(await planRun(folder, "http://service.test"), { host, ...WATCH }));
    },
  };
}

/** Runs a pair and gives what became of each rule. */
async function judgePair(base: Service, next: Service): Promise<readonly string[]> {
  const statuses: string[] = [];
  await withTemporaryFolder(async (folder) => {
    await base.run(`${folder}/base`);
    await next.run(`${folder}/new`);
    const folders = [`${folder}/base/run`, `${folder}/new/run`];
    const { comparison } = await compareFolders(folders, { failOn: RULES, exports: [], env: {} });
    statuses.push(...comparison.runs[0]?.gates.map(({ status }) => status) ?? []);
  });
  return statuses;
}

async function measure(name: string, pairs: number, services: readonly [Service, Service]): Promise<void> {
  const counts = RULES.map(() => new Map<string, number>());
  for (let index = 0; index < pairs; index++) {
    const statuses = await judgePair(...services);
    statuses.forEach((status, rule) => counts[rule]?.set(status, (counts[rule]?.get(status) ?? 0) + 1));
  }
  const parts = RULES.map((rule, i) =>
    `${rule}: ${[...counts[i] ?? []].map(([status, n]) => `${n} ${status}`).join(", ")}`
  );
  print(`${name}, ${pairs} pairs of ${requests} requests. ${parts.join("; ")}`);
}

async function measureBoth(base: Service, slower: Service): Promise<void> {
  await measure("Equal runs", equalPairs, [base, base]);
  await measure("Ten percent slower", slowerPairs, [base, slower]);
}

function startService(middleMs: number) {
  const ttft = `normal:${middleMs}:${middleMs * DEVIATION}`;
  const words = ["--ttft", ttft, "--itl", "0", "--tokens", "2"];
  return startSimulator(programFromSource(), words);
}

if (isVirtual) await measureBoth(drawn(MIDDLE_MS, 1), drawn(MIDDLE_MS * SLOWDOWN, 2));
else {
  await using base = await startService(MIDDLE_MS);
  await using slower = await startService(MIDDLE_MS * SLOWDOWN);
  await measureBoth(simulated(base.url), simulated(slower.url));
}
