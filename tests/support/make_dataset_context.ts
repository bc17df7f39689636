import { createRandom } from "../../src/core/random.ts";
import type { DatasetContext } from "../../src/datasets/dataset.ts";
import { loadEmbeddedTokenizer } from "../../src/tokenizers/embedded_tokenizer.ts";

/** What a dataset told its listener. */
export interface Heard {
  readonly warnings: string[];
  readonly infos: string[];
  readonly downloads: (readonly [string, number, number | null])[];
}

/** Creates what a dataset is made with, and what its listener hears. */
export function makeDatasetContext(changes: Partial<DatasetContext> = {}): [DatasetContext, Heard] {
  const heard: Heard = { warnings: [], infos: [], downloads: [] };
  const seed = changes.seed ?? 7;
  const context: DatasetContext = {
    path: null,
    source: null,
    isNamed: true,
    args: {},
    extraArgs: {},
    images: { widthPx: 224, heightPx: 224, mode: "RGB", count: 1 },
    tokenizer: null,
    loadEmbeddedTokenizer,
    applyChatTemplate: true,
    tokenizePrompt: false,
    minPromptLength: 0,
    maxPromptLength: 131_072,
    prefixLength: 0,
    prefixCount: 1,
    conversation: null,
    offset: 0,
    count: null,
    seed,
    random: createRandom(seed),
    hub: {
      source: "local",
      modelScopeUrl: "http://127.0.0.1:1",
      huggingFaceUrl: "http://127.0.0.1:1",
      cacheDir: "/nowhere",
      token: null,
    },
    listener: {
      warn: (message) => heard.warnings.push(message),
      info: (message) => heard.infos.push(message),
      onDownload: (...event) => heard.downloads.push(event),
    },
    signal: new AbortController().signal,
    ...changes,
  };
  return [context, heard];
}
