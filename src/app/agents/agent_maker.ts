import type { MakePlacedItem } from "../../core/work_item.ts";
import type { RunListener } from "../run/run_listener.ts";
import { openItemMaker } from "../step/item_recipe.ts";
import type { ItemRecipe } from "../step/item_recipe.ts";

interface MakerWatch {
  readonly stop: AbortSignal;
  readonly log: (line: string) => void;
}

/** Opens what makes the requests of a recipe on this machine, its data and tokenizer found here. */
export async function openAgentMaker(text: string, { stop, log }: MakerWatch): Promise<MakePlacedItem> {
  const recipe: ItemRecipe = JSON.parse(text);
  // Folders are this machine's own; what a hub wants to know of its user is, too.
  const make = await openItemMaker(recipe, { listener: toListener(log), signal: stop });
  if (make === null) throw new Error(`requests of the dataset "${recipe.workload.dataset}" are made in order alone`);
  return make;
}

function toListener(log: (line: string) => void): Pick<RunListener, "log" | "download"> {
  return { log: (level, message) => level === "warn" && log(message), download: () => {} };
}
