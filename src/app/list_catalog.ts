import { API_FACTS, API_NAMES } from "../core/apis.ts";
import { DATASET_FACTS, DATASET_NAMES } from "../core/datasets.ts";
import { METRIC_CATALOG, type MetricDefinition } from "../metrics/catalog.ts";

/** One thing that can be chosen by name. */
export interface CatalogEntry {
  readonly name: string;
  /** Other names for the same. */
  readonly aliases: readonly string[];
  readonly summary: string;
}

/** Lists the service dialects. */
export function listApis(): readonly CatalogEntry[] {
  return API_NAMES.map((name) => ({ name, aliases: API_FACTS[name].aliases, summary: API_FACTS[name].summary }));
}

/** Lists the datasets. */
export function listDatasets(): readonly CatalogEntry[] {
  return DATASET_NAMES.map((name) => {
    const { aliases, summary } = DATASET_FACTS[name];
    return { name, aliases, summary };
  });
}

/** Lists the metrics with their definitions, in the order of the catalog. */
export function listMetrics(): readonly MetricDefinition[] {
  return Object.values(METRIC_CATALOG);
}
