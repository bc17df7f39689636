import { ApiError } from "../http/api_error.ts";
import { RequestQueue } from "./request_queue.ts";
import { createStopTexts } from "./stop_texts.ts";
import { createTokenText } from "./token_text.ts";
import { keepTopP } from "./top_p.ts";
import type { Model, ModelInputs, ModelTokenizer, StoppingRule, TransformersLibrary } from "./transformers_library.ts";

/** What a text is continued from. */
export type Prompt =
  | { readonly kind: "messages"; readonly messages: readonly unknown[]; readonly template: Record<string, unknown> }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tokens"; readonly ids: readonly number[] };

/** How a text is continued. */
export interface Sampling {
  /** `null`: as many as fit. */
  readonly maxTokens: number | null;
  readonly minTokens: number;
  readonly temperature: number;
  readonly topP: number;
  /** 0: all tokens. */
  readonly topK: number;
  readonly repetitionPenalty: number | null;
  readonly stop: readonly string[];
  readonly ignoreEos: boolean;
  readonly seed: number | null;
}

/** One text to generate. */
export interface Generation {
  readonly prompt: Prompt;
  readonly sampling: Sampling;
  /** Aborted when nobody waits for the text any more. */
  readonly signal: AbortSignal;
  /** Told of each token as it comes; `text` is empty where it ends within a character. */
  readonly onToken: (text: string) => void;
}

/** What a generation came to. */
export interface Generated {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly finishReason: "stop" | "length";
}

/** A model that continues texts. */
export interface CausalModel {
  readonly kind: "generation";
  generate(generation: Generation): Promise<Generated>;
}

interface Parts {
  readonly library: TransformersLibrary;
  readonly tokenizer: ModelTokenizer;
  readonly model: Model;
}

/** Creates a model that continues one text at a time. */
export function createCausalModel(parts: Parts): CausalModel {
  const queue = new RequestQueue();
  return { kind: "generation", generate: (generation) => queue.run(() => generate(parts, generation)) };
}

async function generate(parts: Parts, { prompt, sampling, signal, onToken }: Generation): Promise<Generated> {
  const inputs = encode(parts, prompt);
  const promptTokens = inputs["input_ids"]?.dims.at(-1) ?? 0;
  const limit = findLimit(parts.model, { promptTokens, maxTokens: sampling.maxTokens });
  const rule = new parts.library.InterruptableStoppingCriteria();
  const progress = followTokens(parts, { sampling, rule, onToken });
  // Whoever has gone while waiting gets nothing computed.
  if (signal.aborted) return { text: "", promptTokens, completionTokens: 0, finishReason: "stop" };
  const interrupt = () => rule.interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    parts.library.random.seed(sampling.seed ?? undefined);
    await parts.model.generate({
      ...inputs,
      ...toLibrarySettings(parts, sampling, limit),
      streamer: progress.streamer,
      stopping_criteria: rule,
    });
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
  const { text, completionTokens, isEnded } = progress.finish();
  return { text, promptTokens, completionTokens, finishReason: isEnded ? "stop" : "length" };
}

function encode({ library, tokenizer }: Parts, prompt: Prompt): ModelInputs {
  if (prompt.kind === "text") return tokenizer(prompt.text, {});
  if (prompt.kind === "messages") {
    if (tokenizer.chat_template === null) {
      throw new ApiError(400, "The model has no chat template: use /v1/completions");
    }
    const options = { ...prompt.template, add_generation_prompt: true, tokenize: true, return_dict: true };
    return tokenizer.apply_chat_template(prompt.messages, options);
  }
  const ids = BigInt64Array.from(prompt.ids, BigInt);
  const dims = [1, ids.length];
  return {
    input_ids: new library.Tensor("int64", ids, dims),
    attention_mask: new library.Tensor("int64", ids.map(() => 1n), dims),
  };
}

function findLimit(
  { config }: Model,
  { promptTokens, maxTokens }: { promptTokens: number; maxTokens: number | null },
): number {
  const context = config["max_position_embeddings"];
  const room = (typeof context === "number" ? context : Infinity) - promptTokens;
  if (room <= 0) throw new ApiError(400, `The prompt has ${promptTokens} tokens, the model's context ${context}`);
  if (maxTokens === null && room === Infinity) throw new ApiError(400, "max_tokens is missing: the model has no limit");
  return Math.min(maxTokens ?? room, room);
}

function toLibrarySettings({ library }: Parts, sampling: Sampling, limit: number): Record<string, unknown> {
  const { temperature, topP, topK, repetitionPenalty, minTokens, ignoreEos } = sampling;
  const processors = new library.LogitsProcessorList();
  if (topP < 1 && temperature > 0) {
    processors.push((_ids: unknown, scores: readonly Float32Scores[]) => cut(scores, topP));
  }
  return {
    max_new_tokens: limit,
    min_new_tokens: Math.min(minTokens, limit),
    do_sample: temperature > 0,
    ...(temperature > 0 ? { temperature } : {}),
    top_k: topK,
    ...(repetitionPenalty === null ? {} : { repetition_penalty: repetitionPenalty }),
    ...(ignoreEos ? { eos_token_id: null } : {}),
    logits_processor: processors,
  };
}

interface Float32Scores {
  readonly data: Float32Array;
}

function cut<Scores extends Iterable<Float32Scores>>(scores: Scores, topP: number): Scores {
  for (const one of scores) keepTopP(one, topP);
  return scores;
}

interface Following {
  readonly sampling: Sampling;
  readonly rule: StoppingRule;
  readonly onToken: (text: string) => void;
}

/** Makes what the library tells of each token, and gathers the text. */
function followTokens({ tokenizer, model }: Parts, { sampling, rule, onToken }: Following) {
  const endIds = new Set(
    [model.generation_config?.["eos_token_id"] ?? model.config["eos_token_id"] ?? []].flat().map(Number),
  );
  const pieces = createTokenText((ids) => tokenizer.decode(ids, { skip_special_tokens: true }));
  const stops = createStopTexts(sampling.stop);
  let text = "";
  let count = 0;
  let isPrompt = true;
  let isEnded = false;
  const show = (shown: string) => {
    text += shown;
    onToken(shown);
  };
  const take = (id: bigint) => {
    count++;
    isEnded = !sampling.ignoreEos && endIds.has(Number(id));
    if (!isEnded) show(stops.push(pieces.push(id)));
    if (!stops.isStopped) return;
    isEnded = true;
    rule.interrupt();
  };
  const streamer = {
    put([ids = []]: readonly (readonly bigint[])[]) {
      if (!isPrompt) { for (const id of ids) take(id); }
      isPrompt = false;
    },
    end: () => {},
  };
  const finish = () => {
    const rest = stops.push(pieces.flush()) + stops.flush();
    if (rest !== "") show(rest);
    return { text, completionTokens: count, isEnded };
  };
  return { streamer, finish };
}
