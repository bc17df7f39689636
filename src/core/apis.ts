/** How the events of a reply are told apart: server-sent events, a JSON text a line, or one body that is all. */
export const FRAMINGS = ["sse", "lines", "whole"] as const;

/** How the events of a reply are told apart. */
export type Framing = typeof FRAMINGS[number];

/** What is asked of a service. */
export type Work = "chat" | "text" | "embedding" | "rerank";

/** Options of the generation, as the command line calls them. */
export type GenerationOption =
  | "min_tokens"
  | "n_choices"
  | "stop_token_ids"
  | "seed"
  | "frequency_penalty"
  | "repetition_penalty"
  | "logprobs";

/** All that the program has to know of an API before it speaks its dialect. */
export interface ApiFacts {
  /** Other names for the same. */
  readonly aliases: readonly string[];
  readonly summary: string;
  /** What stands before its endpoints as a rule; for hints. */
  readonly base: string;
  /** What is appended to an address that names no endpoint, by what is asked for; empty: nothing ever is. */
  readonly endpoints: Readonly<Partial<Record<Work, string>>>;
  /** How the paths end that it can talk to; `null`: any way. */
  readonly fits: RegExp | null;
  /** Paths that take messages and no plain prompt; `null`: none. */
  readonly takesMessages: RegExp | null;
  /** Where it is when no address is given, and the variable that other clients take that from; `null`: nowhere certain. */
  readonly home: { readonly url: string; readonly variable: string } | null;
  /** Paths that are a base to which an endpoint is appended; `null`: any that ends in no known endpoint. */
  readonly bases: RegExp | null;
  /** An address of chat completions means the same service, at this API's endpoint. */
  readonly replacesChat: boolean;
  /** Paths at which it speaks OpenAI's dialect instead; `null`: none. */
  readonly compatible: RegExp | null;
  /** Options of the generation that it has no parameter for. */
  readonly unsent: readonly GenerationOption[];
  /** It takes text, no token ids. */
  readonly isTextOnly: boolean;
  /** Where it lists its models, below the same base; `null`: nowhere. */
  readonly models: string | null;
  /** How its replies are framed when a stream is asked for; one of the user's own says so itself. */
  readonly framing: Framing;
  /** Whose interface it is, in the words of OpenTelemetry's GenAI conventions; `null`: in its own name. */
  readonly provider: string | null;
  /** What is started on this machine for it; `null`: it is there already. */
  readonly runtime: "transformers" | "vllm" | null;
}

/** A dialect's canonical name. */
export type ApiName =
  | "openai"
  | "openai_responses"
  | "openai_embedding"
  | "openai_rerank"
  | "messages"
  | "dashscope"
  | "ollama"
  | "local"
  | "local_vllm"
  | "custom";

/** What most APIs have in common. */
const USUAL = {
  aliases: [],
  base: "/v1",
  fits: null,
  takesMessages: null,
  home: null,
  bases: null,
  replacesChat: false,
  compatible: null,
  unsent: [],
  isTextOnly: false,
  models: "models",
  framing: "sse",
  provider: null,
  runtime: null,
} as const satisfies Partial<ApiFacts>;

/** OpenAI's, which many others speak. */
const OPENAI = { ...USUAL, provider: "openai" } as const satisfies Partial<ApiFacts>;

const LOCAL = {
  ...OPENAI,
  endpoints: { chat: "chat/completions", embedding: "embeddings", rerank: "rerank" },
} as const satisfies Partial<ApiFacts>;

/**
 * One row an API. Adding one: its name and row here, its dialect in `apis/registry.ts`; lists, rules of addresses, hints and
 * notes are views of the rows.
 */
export const API_FACTS: Readonly<Record<ApiName, ApiFacts>> = {
  openai: {
    ...OPENAI,
    summary: "OpenAI-compatible chat completions and completions, streaming or not",
    endpoints: { chat: "chat/completions", text: "completions" },
    fits: /\/completions$/,
  },
  openai_responses: {
    ...OPENAI,
    aliases: ["openai_response", "responses"],
    summary: "OpenAI's Responses API, streaming or not",
    endpoints: { chat: "responses" },
    fits: /\/responses$/,
    replacesChat: true,
    unsent: ["min_tokens", "n_choices", "stop_token_ids", "seed"],
    isTextOnly: true,
  },
  openai_embedding: {
    ...OPENAI,
    aliases: ["embedding"],
    summary: "Embeddings of one text or of many, in the shapes of OpenAI, Jina, Cohere and TEI",
    endpoints: { embedding: "embeddings" },
    fits: /\/(embeddings|embed)$/,
    framing: "whole",
  },
  openai_rerank: {
    ...OPENAI,
    aliases: ["rerank"],
    summary: "Reranking of documents, in the shapes of Cohere, Jina, vLLM and TEI",
    endpoints: { rerank: "reranks" },
    fits: /\/(reranks?|score)$/,
    isTextOnly: true,
    framing: "whole",
  },
  messages: {
    ...USUAL,
    aliases: ["anthropic"],
    provider: "anthropic",
    summary: "Anthropic's Messages API, as many gateways speak it too",
    endpoints: { chat: "messages" },
    fits: /\/messages$/,
    takesMessages: /./,
    replacesChat: true,
    unsent: [
      "min_tokens",
      "n_choices",
      "stop_token_ids",
      "seed",
      "frequency_penalty",
      "repetition_penalty",
      "logprobs",
    ],
    isTextOnly: true,
  },
  dashscope: {
    ...USUAL,
    summary: "DashScope's native text and multimodal generation, or its compatible mode, by the URL",
    base: "/api/v1",
    endpoints: { chat: "services/aigc/text-generation/generation" },
    takesMessages: /^(?!.*\/completions$)/,
    home: { url: "https://dashscope.aliyuncs.com/api/v1", variable: "DASHSCOPE_HTTP_BASE_URL" },
    bases: /^(\/api\/v1)?$/,
    compatible: /\/compatible-mode(\/|$)|\/completions$/,
    unsent: ["min_tokens", "stop_token_ids"],
    isTextOnly: true,
  },
  ollama: {
    ...USUAL,
    summary: "Ollama's native chat, generate and embed, by the URL; streams of JSON lines",
    base: "",
    endpoints: { chat: "api/chat", text: "api/generate", embedding: "api/embed" },
    fits: /\/api\/(chat|generate|embed)$/,
    takesMessages: /\/chat$/,
    home: { url: "http://127.0.0.1:11434", variable: "OLLAMA_HOST" },
    replacesChat: true,
    unsent: ["min_tokens", "n_choices", "stop_token_ids"],
    isTextOnly: true,
    models: "api/tags",
    framing: "lines",
  },
  local: {
    ...LOCAL,
    summary: "A model on this machine: starts a service over Transformers.js (ONNX) on --port",
    runtime: "transformers",
  },
  local_vllm: {
    ...LOCAL,
    summary: "A model on this machine: starts vLLM on --port",
    runtime: "vllm",
  },
  custom: {
    ...USUAL,
    summary:
      "One of your own: a module (--api-module), or a body template with paths into the replies (--response-map)",
    endpoints: {},
  },
};

/** The canonical names, in the order of lists. */
export const API_NAMES: readonly ApiName[] = Object.keys(API_FACTS) as ApiName[];

/** All names as users may type them: the canonical ones and the others, each API's together. */
export const API_WORDS: readonly string[] = API_NAMES.flatMap((name) => [name, ...API_FACTS[name].aliases]);

/** Returns the canonical name for one that was typed; `null` when no API is called so. */
export function findApi(typed: string): ApiName | null {
  return API_NAMES.find((name) => name === typed || API_FACTS[name].aliases.includes(typed)) ?? null;
}

/** Returns how the addresses of an API end as a rule, e.g. `/v1/chat/completions`. */
export function usualEndOf(api: ApiName): string {
  const { endpoints, base } = API_FACTS[api];
  return `${base}/${Object.values(endpoints)[0] ?? "chat/completions"}`;
}
