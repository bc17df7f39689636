import { runPerf } from "../../src/app/perf/run_perf.ts";
import type { RunOutcome } from "../../src/app/perf/run_perf.ts";
import type { RunSink } from "../../src/app/run/run_sink.ts";
import { planPerf } from "../../src/config/resolve_run_plan.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { ScriptedService } from "./scripted_service.ts";
import type { ScriptedServiceOptions } from "./scripted_service.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";
import { VirtualHost } from "./virtual_host.ts";

/** A whole run in virtual time, through the host that tests give it. */
export interface VirtualRun {
  readonly options: JsonObject;
  readonly service?: ScriptedServiceOptions;
  readonly caller?: Partial<RunSink>;
  /** Called before the run begins; what it aborts stops the run. */
  readonly prepare?: (scene: VirtualRunScene) => void;
}

/** What a test can reach into. */
export interface VirtualRunScene {
  readonly host: VirtualHost;
  readonly admitting: AbortController;
  readonly running: AbortController;
  /** The folder that the run writes into. */
  readonly folder: string;
}

/** What came of a run. */
export interface VirtualRunOutcome extends VirtualRunScene {
  readonly outcome: RunOutcome;
  readonly log: readonly string[];
}

/** Carries a run to its end and gives what came of it to a test; its files are removed afterwards. */
export function withVirtualRun(
  run: VirtualRun,
  test: (done: VirtualRunOutcome) => Promise<void> | void,
): Promise<void> {
  return withTemporaryFolder(async (folder) => await test(await carryVirtualRun(run, folder)));
}

/** Carries a run to its end in a folder. */
export async function carryVirtualRun(run: VirtualRun, folder: string): Promise<VirtualRunOutcome> {
  const host = new VirtualHost(new ScriptedService(run.service));
  const scene = { host, folder, admitting: new AbortController(), running: new AbortController() };
  const log: string[] = [];
  run.prepare?.(scene);
  const plan = await planPerf({ options: { ...FIXED, outputs_dir: folder, ...run.options }, env: {} });
  const stop = { admitting: scene.admitting.signal, running: scene.running.signal };
  const caller = { name: "the test", log: (_level: string, line: string) => void log.push(line), ...run.caller };
  const outcome = await host.clock.run(runPerf(plan, { host, stop, caller }));
  return { ...scene, outcome, log };
}

const FIXED: JsonObject = {
  model: "m",
  url: "http://service.test/v1/chat/completions",
  prompt: "hi",
  no_timestamp: true,
  no_test_connection: true,
  sleep_interval: 0,
};
