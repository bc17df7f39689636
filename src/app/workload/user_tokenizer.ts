import type { RunPlan } from "../../config/run_plan.ts";
import type { DatasetListener } from "../../datasets/dataset.ts";
import { createHubFileResolver } from "../../datasets/hub/hub_files.ts";
import { loadTokenizer } from "../../tokenizers/load_tokenizer.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** Who is told of a download, and what ends it. */
export interface LoadingWatch {
  readonly listener: DatasetListener;
  readonly signal: AbortSignal;
}

/** Loads the tokenizer that the user named: a directory, a file or a model of a hub. */
export async function loadUserTokenizer(path: string, plan: RunPlan, watch: LoadingWatch): Promise<Tokenizer> {
  return await loadTokenizer(path, { resolveHubFile: createHubFileResolver({ hub: plan.workload.hub, ...watch }) });
}
