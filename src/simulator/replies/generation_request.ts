import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { countChatTokens, countPromptTokens, toPrompts } from "./prompt_size.ts";

/** What a chat or completions request asks for, as far as it matters here. */
export interface GenerationRequest {
  readonly dialect: "chat" | "completion";
  /** Whether a reply may hold reasoning, and be a tool call. */
  readonly canReason: boolean;
  readonly canCall: boolean;
  readonly model: string;
  readonly isStream: boolean;
  /** `n`, for each of the prompts. */
  readonly choices: number;
  readonly promptTokens: number;
  readonly maxTokens: number | null;
  readonly minTokens: number;
  /** `ignore_eos`: the reply has exactly `max_tokens` tokens. */
  readonly ignoresEnd: boolean;
  readonly includesUsage: boolean;
  readonly includesUsageOnEach: boolean;
}

/** What is wrong with a request's body. */
export interface BodyProblem {
  readonly message: string;
  readonly param: string;
}

const MAX_CHOICES = 128;

/** Reads a request's body; gives what is wrong with it where it cannot be answered. */
export function readGenerationRequest(
  dialect: GenerationRequest["dialect"],
  body: JsonObject,
): GenerationRequest | BodyProblem {
  const prompt = toPromptSize(dialect, body);
  if ("param" in prompt) return prompt;
  const maxKey = "max_completion_tokens" in body ? "max_completion_tokens" : "max_tokens";
  const maxTokens = readCount(body, maxKey, null);
  if (isProblem(maxTokens)) return maxTokens;
  const minTokens = readCount(body, "min_tokens", 0);
  if (isProblem(minTokens)) return minTokens;
  const choices = readCount(body, "n", 1);
  if (isProblem(choices)) return choices;
  if ((choices ?? 1) > MAX_CHOICES) return { message: `n must be at most ${MAX_CHOICES}, got ${choices}.`, param: "n" };
  const streamOptions = isJsonObject(body.stream_options) ? body.stream_options : {};
  return {
    dialect,
    canReason: dialect === "chat",
    canCall: dialect === "chat",
    model: typeof body.model === "string" ? body.model : "",
    isStream: body.stream === true,
    choices: (choices ?? 1) * prompt.prompts,
    promptTokens: prompt.tokens,
    maxTokens,
    minTokens: minTokens ?? 0,
    ignoresEnd: body.ignore_eos === true,
    includesUsage: streamOptions.include_usage === true,
    includesUsageOnEach: streamOptions.continuous_usage_stats === true,
  };
}

/** How many prompts a body has, and their tokens together. */
export interface PromptSize {
  readonly tokens: number;
  readonly prompts: number;
}

/** Reads the messages of a chat, or the prompts of a completion. */
export function toPromptSize(dialect: GenerationRequest["dialect"], body: JsonObject): PromptSize | BodyProblem {
  return dialect === "chat" ? readMessages(body) : readPrompt(body);
}

function readMessages(body: JsonObject): PromptSize | BodyProblem {
  if (!Array.isArray(body.messages)) return missing("messages");
  if (body.messages.length === 0) return { message: "messages must not be empty.", param: "messages" };
  return { tokens: countChatTokens(body.messages), prompts: 1 };
}

function readPrompt(body: JsonObject): PromptSize | BodyProblem {
  if (body.prompt === undefined || body.prompt === null) return missing("prompt");
  const prompts = toPrompts(body.prompt);
  if (prompts === null) return { message: "prompt must be text, token ids, or a list of either.", param: "prompt" };
  return { tokens: countPromptTokens(prompts), prompts: prompts.length };
}

function missing(param: string): BodyProblem {
  return { message: `1 validation error: Field required: ${param}`, param };
}

/** A limit of no tokens asks for the reading of the prompt alone. */
const MAY_BE_ZERO: ReadonlySet<string> = new Set(["min_tokens", "max_tokens", "max_completion_tokens"]);

function readCount<Default extends number | null>(
  body: JsonObject,
  key: string,
  defaultValue: Default,
): number | Default | BodyProblem {
  const value = body[key];
  if (value === undefined || value === null) return defaultValue;
  const min = MAY_BE_ZERO.has(key) ? 0 : 1;
  if (typeof value === "number" && Number.isInteger(value) && value >= min) return value;
  return { message: `${key} must be at least ${min}, got ${JSON.stringify(value)}.`, param: key };
}

function isProblem(value: number | null | BodyProblem): value is BodyProblem {
  return typeof value === "object" && value !== null;
}
