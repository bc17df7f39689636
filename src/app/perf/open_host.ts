import type { Environment } from "../../config/parsing/environment.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import type { LoadHost } from "../run/load_host.ts";

interface HostParts {
  /** What a run stands on here. */
  readonly host: LoadHost;
  readonly env: Environment;
}

/** The host that a plan asks for; what carries the load of others is loaded only then. */
export async function openHost(plan: RunPlan, { host, env }: HostParts): Promise<LoadHost> {
  if (plan.agents === null) return host;
  const { withAgents } = await import("../agents/agents_host.ts");
  return await withAgents(host, plan, env);
}
