import type { AgentsPlan } from "../../config/agents_plan.ts";
import type { StepPlan } from "../../config/run_plan.ts";
import type { Phase } from "../../core/work_item.ts";
import type { AccumulatorOptions } from "../../metrics/accumulator_options.ts";
import { writeKeptSettings } from "../run/kept_settings.ts";
import type { RemotePhase } from "../run/load_host.ts";
import type { HealthMonitor } from "./health_monitor.ts";
import type { RunWorld } from "./run_world.ts";

/** A coordinator takes in so many records a second, whatever else it does. */
const MOST_RECORDS_PER_SECOND = 5000;
/** A reply of some length takes this long: a load by slots ends so many requests a second. */
const REPLY_SECONDS = 3;

/** Whether agents keep the records of a step, and tell their metrics instead. */
export function keepsRecords(
  agents: AgentsPlan | null,
  { rate, parallel }: Pick<StepPlan, "rate" | "parallel">,
): boolean {
  if (agents === null || agents.results === "records") return false;
  if (agents.results === "summaries") return true;
  return (rate ?? (parallel ?? 0) / REPLY_SECONDS) > MOST_RECORDS_PER_SECOND;
}

/** What a step measures, and where. */
interface KeptScene {
  readonly step: StepPlan;
  readonly measuring: AccumulatorOptions;
  readonly world: Pick<RunWorld, "plan" | "remote" | "pool" | "originEpochMs" | "listener">;
  readonly health: HealthMonitor;
}

/** Other machines hear of a phase, and what they are to keep of it. */
export async function beginRemote(
  { step, measuring, world }: KeptScene,
  { phase, isLast, isCarried }: Pick<RemotePhase, "isLast" | "isCarried"> & { readonly phase: Phase },
): Promise<void> {
  const { plan, originEpochMs, remote, listener } = world;
  const isKept = keepsRecords(plan.agents, step);
  const { agentOf: _agentOf, ...options } = measuring;
  const { storeContent } = plan.output;
  const hasFile = phase === "measured";
  const settings = { step: step.name, options, hasFile, storeContent, originEpochMs };
  await remote?.beginPhase({ isLast, isCarried, kept: isKept ? writeKeptSettings(settings) : null });
  // Where requests run their stamps must not jump.
  if (remote !== null && !isCarried) await world.pool.syncClocks();
  if (isKept && hasFile) listener.log("info", KEPT_NOTE);
}

const KEPT_NOTE =
  "Agents keep the records of this step and tell their metrics: the database and lists of requests of " +
  "this machine have none of them (--agents-results records, or --agents-collect for the agents' files)";

/** What machines kept, and nobody can tell any more, is lost though it ended. */
export async function takeMissing({ world: { remote, listener }, health }: KeptScene): Promise<void> {
  for (const { shard, requests } of await remote?.awaitStates() ?? []) {
    health.addMissing(shard, requests);
    listener.log("warn", `Event loop ${shard} was lost with the results of ${requests} requests that it had ended`);
  }
}
