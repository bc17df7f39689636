import { API_NAMES, type ApiName, DATASET_ALIASES, DATASET_NAMES } from "../core/names.ts";
import { DATASET_SUMMARIES } from "../datasets/registry.ts";
import { METRIC_CATALOG, type MetricDefinition } from "../metrics/catalog.ts";

/** One thing that can be chosen by name. */
export interface CatalogEntry {
  readonly name: string;
  /** Other names for the same. */
  readonly aliases: readonly string[];
  readonly summary: string;
}

const API_SUMMARIES: Readonly<Record<ApiName, string>> = {
  openai: "OpenAI-compatible chat completions and completions, streaming or not",
  openai_responses: "OpenAI's Responses API, streaming or not",
  openai_embedding: "Embeddings of one text or of many, in the shapes of OpenAI, Jina, Cohere and TEI",
  openai_rerank: "Reranking of documents, in the shapes of Cohere, Jina, vLLM and TEI",
  messages: "Anthropic's Messages API, as many gateways speak it too",
  dashscope: "DashScope's native text and multimodal generation, or its compatible mode, by the URL",
  local: "A model on this machine: starts a service over Transformers.js (ONNX) on --port",
  local_vllm: "A model on this machine: starts vLLM on --port",
  custom: "One of your own: a module (--api-module), or a body template with paths into the replies (--response-map)",
};

/** Lists the service dialects. */
export function listApis(): readonly CatalogEntry[] {
  const names = [...new Set(Object.values(API_NAMES))];
  return names.map((name) => {
    const aliases = Object.keys(API_NAMES).filter((alias) => alias !== name && API_NAMES[alias] === name);
    return { name, aliases, summary: API_SUMMARIES[name] };
  });
}

/** Lists the datasets. */
export function listDatasets(): readonly CatalogEntry[] {
  return DATASET_NAMES.map((name) => {
    const aliases = Object.keys(DATASET_ALIASES).filter((alias) => DATASET_ALIASES[alias] === name);
    return { name, aliases, summary: DATASET_SUMMARIES[name] };
  });
}

/** Lists the metrics with their definitions, in the order of the catalog. */
export function listMetrics(): readonly MetricDefinition[] {
  return Object.values(METRIC_CATALOG);
}
