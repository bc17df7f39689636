import type { RunPlan } from "../../config/run_plan.ts";
import { UsageError } from "../../core/errors.ts";
import type { StepData } from "../workload/workload.ts";
import { canBeMade, openItemMaker, toItemRecipe } from "./item_recipe.ts";
import type { RunWorld } from "./run_world.ts";

/** Smaller bodies are sent as they are: they cost less than to make them. */
const LARGE_BODY_BYTES = 16 * 1024;
const BYTES_A_TOKEN = 4;

/** Whether the bodies of a plan are so large that making them where they are sent is better than sending them there. */
export function areBodiesLarge({ minPromptLength, maxPromptLength, prefixLength }: RunPlan["workload"]): boolean {
  const tokens = (minPromptLength + maxPromptLength) / 2 + prefixLength;
  return tokens * BYTES_A_TOKEN >= LARGE_BODY_BYTES;
}

/** Decides who makes the requests of a step, and tells the agents; throws where they cannot and were asked to. */
export async function prepareMaking({ plan, remote, listener, stop }: RunWorld, step: StepData): Promise<void> {
  const { agents } = plan;
  if (remote === null || agents === null) return;
  const isWanted = agents.data === "generate" || (agents.data === "auto" && areBodiesLarge(plan.workload));
  if (!isWanted) return await remote.letMake(null);
  const recipe = toItemRecipe(plan, step);
  const make = canBeMade(plan) ? await openItemMaker(recipe, { listener, signal: stop.admitting }) : null;
  if (make === null && agents.data === "generate") {
    throw new UsageError(
      `--agents-data generate does not go with ${describeData(plan)}: agents cannot make its requests`,
      {
        hint: "Let them be sent as they are (--agents-data stream), or use a dataset that is drawn, such as random",
      },
    );
  }
  if (make === null) return await remote.letMake(null);
  listener.log("info", "Agents make the requests themselves; those made here tell whether they are the same");
  const first = make({ index: 0, ordinal: 0, phase: "measured" });
  await remote.letMake({ recipe: JSON.stringify(recipe), first });
}

function describeData({ workload: { prompt, dataset } }: RunPlan): string {
  return prompt === null ? `the dataset "${dataset}"` : "--prompt";
}
