import type { HubPlan } from "../../config/run_plan.ts";
import type { DatasetListener } from "../../datasets/dataset.ts";
import { reasonOf } from "../../core/errors.ts";
import { createHubFileResolver } from "../../datasets/hub/hub_files.ts";
import { loadTokenizer } from "../../tokenizers/load_tokenizer.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** Who is told of a download, and what ends it. */
export interface LoadingWatch {
  readonly listener: DatasetListener;
  readonly signal: AbortSignal;
}

/** Loads the tokenizer that the user named: a directory, a file or a model of a hub. */
export async function loadUserTokenizer(path: string, hub: HubPlan, watch: LoadingWatch): Promise<Tokenizer> {
  const hubFiles = createHubFileResolver({ hub, ...watch });
  return withoutBrokenTemplate(await loadTokenizer(path, { resolveHubFile: hubFiles }), watch.listener);
}

/**
 * A chat template that cannot be rendered here is done without: lengths and counts are then those of the texts alone, which
 * is said; services that state their own counts lose nothing by it.
 */
export function withoutBrokenTemplate(
  tokenizer: Tokenizer,
  listener: Pick<DatasetListener, "warn">,
): Tokenizer {
  if (tokenizer.chatTemplate === null) return tokenizer;
  try {
    tokenizer.chatTemplate.render([{ role: "user", content: "hello" }], { addGenerationPrompt: true });
    return tokenizer;
  } catch (cause) {
    listener.warn(`${reasonOf(cause)}: prompts are measured and counted without it`);
    return { ...tokenizer, chatTemplate: null };
  }
}
