import { planPerf } from "../../config/resolve_run_plan.ts";
import type { CommandContext } from "../command.ts";

/** Plans the run of a command line and carries it out; mistakes are found before the rest of the program is loaded. */
export async function runPerfCommand(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const plan = await planPerf({ argv, env });
  const { carryOutPlan } = await import("./carry_out_plan.ts");
  return await carryOutPlan(plan, terminal);
}
