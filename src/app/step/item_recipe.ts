import { createDialect } from "../../apis/registry.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { DATASET_FACTS } from "../../core/datasets.ts";
import { hasJinja } from "../../core/generation.ts";
import { deriveSeed } from "../../core/random.ts";
import type { MakePlacedItem } from "../../core/work_item.ts";
import { loadWorkload } from "../workload/workload.ts";
import type { StepData, WorkloadParts } from "../workload/workload.ts";
import { createItemMaker } from "./item_maker.ts";

type Plan = Pick<RunPlan, "target" | "workload" | "conversation" | "load">;

/** All that is needed to make the requests of a step on any machine. Holds nothing secret. */
export interface ItemRecipe extends Pick<RunPlan, "workload" | "conversation"> {
  readonly target: Pick<RunPlan["target"], "api" | "displayUrl" | "custom">;
  readonly thinkTime: RunPlan["load"]["thinkTime"];
  readonly step: StepData;
}

/** Writes down how the requests of a step are made. */
export function toItemRecipe({ target, workload, conversation, load }: Plan, step: StepData): ItemRecipe {
  const { api, displayUrl, custom } = target;
  const hub = { ...workload.hub, token: null };
  return {
    target: { api, displayUrl, custom },
    workload: { ...workload, hub },
    conversation,
    thinkTime: load.thinkTime,
    step,
  };
}

/** Seeds of draws that are made for each request by itself. */
export function toItemSeed({ seed }: Pick<RunPlan["workload"], "seed">, stepIndex: number): number {
  return deriveSeed(seed, `max_tokens/${stepIndex}`);
}

/** Whether requests of a dataset can be made anywhere, of their place alone, as far as the plan tells. */
export function canBeMade({ workload, target }: Plan): boolean {
  const isModule = target.custom !== null && target.custom.moduleUrl !== null;
  return workload.prompt === null && !isModule && DATASET_FACTS[workload.dataset].reads === "nothing";
}

/** Opens what makes the requests of a recipe; `null`: those of this dataset can only be made one after another. */
export async function openItemMaker(
  { target, workload, conversation, thinkTime, step }: ItemRecipe,
  watch: Pick<WorkloadParts, "listener" | "signal">,
): Promise<MakePlacedItem | null> {
  const { api, displayUrl: url, custom } = target;
  const { generation } = workload;
  const usesJinja = hasJinja(JSON.stringify(generation.queryTemplate));
  const dialect = await createDialect({ api, url, custom, usesJinja });
  const { openAt } = await loadWorkload({ plan: { workload, conversation }, ...watch });
  const sessionAt = await openAt(step);
  if (sessionAt === null) return null;
  const seed = toItemSeed(workload, step.stepIndex);
  const make = createItemMaker({ dialect, generation, seed, thinkTime, idPrefix: null, trace: null });
  return (place) => make(sessionAt(place.ordinal), { ...place, dueAtMs: null });
}
