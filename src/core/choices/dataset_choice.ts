import { DATASET_FACTS, type DatasetName, findDataset } from "../datasets.ts";

/** A dataset as it was asked for: its name, and what stood with it. */
export interface DatasetChoice {
  readonly name: DatasetName;
  /** The path, repository or list behind the name; `null`: nothing. */
  readonly source: string | null;
}

/**
 * Reads what stands for a dataset: a name or another name for the same (`random`), a name and a source
 * (`hf:owner/name`, `file:prompts.csv`, `line_by_line:prompts.txt`) or the path of a module (`./my_dataset.ts`). Returns
 * `null` when it is none of them.
 *
 * @example
 * ```ts
 * import { parseDatasetChoice } from "./dataset_choice.ts";
 *
 * console.assert(parseDatasetChoice("line_by_line:a.txt")?.source === "a.txt");
 * ```
 */
export function parseDatasetChoice(typed: string): DatasetChoice | null {
  const plain = findDataset(typed);
  if (plain !== null) return { name: plain, source: null };
  if (/^([A-Za-z]:[\\/])?[^:]*\.([cm]?[jt]s|py)$/.test(typed)) return { name: "custom", source: typed };
  const colon = typed.indexOf(":");
  const name = colon < 0 ? null : findDataset(typed.slice(0, colon));
  const source = typed.slice(colon + 1);
  return name === null || source === "" ? null : { name, source };
}

/** Where a dataset finds what stood behind its name: a path, or what only the dataset itself understands. */
export interface DatasetPlace {
  readonly path: string | null;
  readonly source: string | null;
}

/** Tells a path behind the name of a dataset from anything else. */
export function placeOf({ name, source }: DatasetChoice): DatasetPlace {
  return DATASET_FACTS[name].reads === "source" ? { path: null, source } : { path: source, source: null };
}

/** Returns the name alone of a choice that is known to be one. */
export function datasetNameOf(choice: string): DatasetName {
  const parsed = parseDatasetChoice(choice);
  if (parsed === null) throw new Error(`"${choice}" is no dataset`);
  return parsed.name;
}
