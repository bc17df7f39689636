import { basename, dirname } from "node:path";
import type { ServerSettings } from "../protocol.ts";
import { type CausalModel, createCausalModel } from "./causal_model.ts";
import { createEmbeddingModel, type EmbeddingModel } from "./embedding_model.ts";
import { createRankingModel, type RankingModel } from "./ranking_model.ts";
import { loadTransformers, type Model, type TransformersLibrary } from "./transformers_library.ts";

/** A model that is ready to answer. */
export type OpenedModel = { readonly runtime: string } & (CausalModel | EmbeddingModel | RankingModel);

/** What a model is for. */
export type ModelKind = OpenedModel["kind"];

const LOADERS = {
  generation: "AutoModelForCausalLM",
  embedding: "AutoModel",
  ranking: "AutoModelForSequenceClassification",
} as const satisfies Record<ModelKind, keyof TransformersLibrary>;

/** How far ONNX Runtime rewrites a graph: `basic` leaves attention as it is, `all` fuses it. */
const OPTIMIZATION = { fused: "all", unfused: "basic" } as const;

/** Loads a model as what its configuration says that it is. */
export async function openModel(settings: ServerSettings): Promise<OpenedModel> {
  const { folder, dtype, hasExternalData, attention } = settings;
  const library = await loadTransformers(`${dirname(folder)}/`);
  const name = basename(folder);
  const kind = toModelKind(JSON.parse(await Deno.readTextFile(`${folder}/config.json`)));
  const tokenizer = await library.AutoTokenizer.from_pretrained(name);
  const model = await library[LOADERS[kind]].from_pretrained(name, {
    dtype,
    device: "cpu",
    ...(hasExternalData ? { use_external_data_format: true } : {}),
    ...(attention === "default" ? {} : { session_options: { graphOptimizationLevel: OPTIMIZATION[attention] } }),
  });
  yieldBetweenRuns(model);
  const runtime = isWebAssembly() ? "WebAssembly" : "native code";
  if (kind === "generation") return { runtime, ...createCausalModel({ library, tokenizer, model }) };
  if (kind === "ranking") return { runtime, ...createRankingModel({ tokenizer, model }) };
  return { runtime, ...createEmbeddingModel({ tokenizer, model }) };
}

/** Reads from a configuration what a model is for: the ending of its architecture's name says it. */
export function toModelKind({ architectures }: { readonly architectures?: readonly string[] }): ModelKind {
  const [architecture = ""] = architectures ?? [];
  if (/For(SequenceClassification)$/.test(architecture)) return "ranking";
  return /(ForCausalLM|LMHeadModel|ForConditionalGeneration)$/.test(architecture) ? "generation" : "embedding";
}

/**
 * Lets the event loop turn before each run: WebAssembly computes in this thread, and tokens that are written would stay
 * here until the reply is complete.
 */
function yieldBetweenRuns({ sessions }: Model): void {
  for (const session of Object.values(sessions)) {
    const run = session.run.bind(session);
    session.run = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return await run(...args);
    };
  }
}

/** The bundle of the binary says so: it has ONNX Runtime as WebAssembly in place of the native one. */
function isWebAssembly(): boolean {
  return Reflect.get(globalThis, Symbol.for("streamgauge.onnx")) === "wasm";
}
