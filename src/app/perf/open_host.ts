import type { Environment } from "../../config/parsing/environment.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { LoadHost } from "../run/load_host.ts";
import { createProcessHost } from "./process_host.ts";

/** The host that a plan asks for; what carries the load of others is loaded only then. */
export async function openHost(plan: RunPlan, env: Environment): Promise<LoadHost> {
  const host = createProcessHost();
  if (plan.agents === null) return host;
  const { withAgents } = await import("../agents/agents_host.ts");
  return withAgents(host, plan, env);
}
