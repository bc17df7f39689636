import { basename, dirname } from "node:path";
import { readSampling } from "../endpoints/generation_request.ts";
import type { ServerSettings } from "../protocol.ts";
import { type CausalModel, createCausalModel } from "./causal_model.ts";
import { createEmbeddingModel, type EmbeddingModel } from "./embedding_model.ts";
import { createRankingModel, type RankingModel } from "./ranking_model.ts";
import { loadTransformers, type Model, type ModelTokenizer, type TransformersLibrary } from "./transformers_library.ts";

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
  const opened = wrap(kind, { library, tokenizer, model });
  await warmUp(opened);
  return opened;
}

interface Loaded {
  readonly library: TransformersLibrary;
  readonly tokenizer: ModelTokenizer;
  readonly model: Model;
}

function wrap(kind: ModelKind, { library, tokenizer, model }: Loaded): OpenedModel {
  const runtime = isWebAssembly() ? "WebAssembly" : "native code";
  if (kind === "generation") return { runtime, ...createCausalModel({ library, tokenizer, model }) };
  if (kind === "ranking") return { runtime, ...createRankingModel({ tokenizer, model }) };
  return { runtime, ...createEmbeddingModel({ tokenizer, model }) };
}

const WARMUP_TOKENS = 64;
const MAX_WARMUP_MS = 1500;

/** The first runs are slow: memory is laid out, and WebAssembly compiled a second time, for seconds in a bad case. */
async function warmUp(model: OpenedModel): Promise<void> {
  if (model.kind === "embedding") await model.embed(["warm-up"]);
  else if (model.kind === "ranking") await model.rank("warm-up", ["warm-up"]);
  else {
    await model.generate({
      prompt: { kind: "text", text: "warm-up" },
      sampling: readSampling({ max_tokens: WARMUP_TOKENS, ignore_eos: true, temperature: 0 }, "completion"),
      signal: AbortSignal.timeout(MAX_WARMUP_MS),
      onToken: () => {},
    });
  }
}

/** Reads from a configuration what a model is for: the ending of its architecture's name says it. */
export function toModelKind({ architectures }: { readonly architectures?: readonly string[] }): ModelKind {
  const [architecture = ""] = architectures ?? [];
  if (/ForSequenceClassification$/.test(architecture)) return "ranking";
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
