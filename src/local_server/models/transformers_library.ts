/** The part of Transformers.js that is used here, with the types that its own declarations leave open. */

/** Numbers in a shape. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** What a model is called with: `input_ids`, `attention_mask` and perhaps more. */
export type ModelInputs = Readonly<Record<string, Tensor>>;

/** Texts to tokens and back. */
export interface ModelTokenizer {
  (texts: string | readonly string[], options: Readonly<Record<string, unknown>>): ModelInputs;
  apply_chat_template(messages: readonly unknown[], options: Readonly<Record<string, unknown>>): ModelInputs;
  decode(ids: readonly bigint[], options: Readonly<Record<string, unknown>>): string;
  readonly chat_template: string | null;
}

/** A computation that a model consists of. */
export interface Session {
  run(...args: readonly unknown[]): Promise<unknown>;
}

/** A loaded model. */
export interface Model {
  (inputs: ModelInputs): Promise<Readonly<Record<string, Tensor>>>;
  generate(options: Readonly<Record<string, unknown>>): Promise<unknown>;
  readonly sessions: Readonly<Record<string, Session>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly generation_config: Readonly<Record<string, unknown>> | null;
}

/** Loads something by the name of a folder below `env.localModelPath`. */
interface Loader<Loaded> {
  from_pretrained(name: string, options?: Readonly<Record<string, unknown>>): Promise<Loaded>;
}

/** A rule that may end a generation after each token. */
export interface StoppingRule {
  interrupt(): void;
}

/** The exports that are used. */
export interface TransformersLibrary {
  readonly env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    useBrowserCache: boolean;
    useFSCache: boolean;
  };
  readonly AutoTokenizer: Loader<ModelTokenizer>;
  readonly AutoModel: Loader<Model>;
  readonly AutoModelForCausalLM: Loader<Model>;
  readonly AutoModelForSequenceClassification: Loader<Model>;
  readonly InterruptableStoppingCriteria: new () => StoppingRule;
  readonly LogitsProcessor: new () => object;
  readonly LogitsProcessorList: new () => { push(processor: object): void };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => Tensor;
  readonly random: { seed(seed?: number): void };
}

/** Loads the library, set up to read files of this machine alone. */
export async function loadTransformers(modelsFolder: string): Promise<TransformersLibrary> {
  // ONNX Runtime takes a worker with an address for one of a web page, and forms addresses from an origin that is "null".
  Object.defineProperty(globalThis, "location", { value: undefined, configurable: true });
  const library = await import("@huggingface/transformers") as unknown as TransformersLibrary;
  const { env } = library;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useBrowserCache = false;
  env.useFSCache = false;
  env.localModelPath = modelsFolder;
  return library;
}
