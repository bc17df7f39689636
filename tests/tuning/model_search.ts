import type { JsonValue } from "../../src/core/json.ts";
import type { TuningResult } from "../../src/metrics/tuning/tuning_result.ts";
import { parseCriteria } from "../../src/metrics/judging/criteria.ts";
import { searchHighestLoad, type SearchOptions } from "../../src/tuning/search.ts";
import { createModelService, type Model } from "./model_service.ts";

/** Settings of a search on a model. */
export type Options = Partial<Omit<SearchOptions, "criteria">> & { readonly sla: JsonValue };

/** Completes settings. */
export function toOptions({ sla, ...options }: Options): SearchOptions {
  return {
    variable: "parallel",
    criteria: parseCriteria(sla),
    start: null,
    lowerBound: 1,
    upperBound: 65_536,
    numRuns: 3,
    tolerance: 0.02,
    successShare: 1,
    numberMultiplier: 2,
    isMultiplierGiven: false,
    ...options,
  };
}

/** Searches on a model, and counts the runs. */
export async function search(model: Model, options: Options): Promise<TuningResult & { readonly trialCount: number }> {
  const { runTrial, requests } = createModelService(model);
  const result = await searchHighestLoad(toOptions(options), runTrial);
  return { ...result, trialCount: requests.length };
}

/** A service whose latency in seconds is its load over 100, without noise. */
export function plainModel(over: Partial<Model> = {}): Model {
  return { seed: 1, reply: (value) => ({ latencySeconds: value / 100 }), ...over };
}
