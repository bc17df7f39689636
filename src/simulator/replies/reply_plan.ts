import { drawValue } from "../../core/value_distribution.ts";
import type { Exchange } from "./exchange.ts";
import type { GenerationRequest } from "./generation_request.ts";
import type { UsageCounts } from "./usage.ts";
import { passageOf, type Token, toToken } from "./vocabulary.ts";

/** What a token of a reply is. */
export type TokenKind = "content" | "reasoning" | "tool_call";

/** Where a streamed reply says its usage. */
export interface UsagePlan {
  readonly onEachEvent: boolean;
  readonly atEnd: "event" | "finish" | "none";
}

/** Everything about a reply that is known before its first token; gaps are drawn on the way. */
export interface ReplyPlan {
  readonly request: GenerationRequest;
  readonly id: string;
  readonly createdSeconds: number;
  /** Paced ms from the slot to the first token, the prompt's prefill included. */
  readonly ttftMs: number;
  /** Tokens of each choice. */
  readonly tokenCount: number;
  readonly reasoningCount: number;
  readonly cachedTokens: number;
  readonly finishReason: string;
  readonly isToolCall: boolean;
  readonly usage: UsagePlan;
  /** Where in the passage each choice begins. */
  readonly offsets: readonly number[];
}

const MS_PER_SECOND = 1000;
const OPENING = toToken('{"query": "');
const CLOSING = toToken('"}');
const EMPTY_ARGUMENTS = toToken("{}");

/** Draws a reply. */
export function planReply(exchange: Exchange, request: GenerationRequest): ReplyPlan {
  const { settings, random, fault } = exchange;
  const prefix = request.dialect === "chat" ? "chatcmpl" : "cmpl";
  const id = `${prefix}-${drawHex(random.next())}${drawHex(random.next())}`;
  const cachedTokens = Math.floor(settings.cachedShare * request.promptTokens);
  const speed = settings.prefillTokensPerSecond;
  const prefillMs = speed === null ? 0 : (request.promptTokens - cachedTokens) / speed * MS_PER_SECOND;
  const ttftMs = drawValue(settings.ttftMs, random) + prefillMs;
  const wanted = Math.max(1, Math.round(drawValue(settings.tokens, random)));
  const tokenCount = fault?.name === "empty" ? 0 : limitTokens(wanted, request);
  const reasoningCount = request.canReason
    ? Math.min(tokenCount, Math.round(drawValue(settings.reasoningTokens, random)))
    : 0;
  const isToolCall = request.canCall && settings.toolCall && tokenCount > reasoningCount;
  const isCut = request.maxTokens !== null && tokenCount >= request.maxTokens;
  const length = passageOf(settings.text).length;
  return {
    request,
    id,
    createdSeconds: exchange.services.createdSeconds(),
    ttftMs,
    tokenCount,
    reasoningCount,
    cachedTokens,
    finishReason: isToolCall ? "tool_calls" : isCut ? "length" : "stop",
    isToolCall,
    usage: planUsage(exchange, request),
    offsets: Array.from({ length: request.choices }, () => random.integer(0, length - 1)),
  };
}

/** Tells what a token is. */
export function kindAt(plan: ReplyPlan, index: number): TokenKind {
  if (index < plan.reasoningCount) return "reasoning";
  return plan.isToolCall ? "tool_call" : "content";
}

/** Gives a token of a choice: a word of the passage, or what makes a tool call's arguments JSON. */
export function tokenAt(
  plan: ReplyPlan,
  passage: readonly Token[],
  place: { readonly choice: number; readonly index: number },
): Token {
  if (plan.isToolCall && place.index >= plan.reasoningCount) {
    if (plan.tokenCount - plan.reasoningCount === 1) return EMPTY_ARGUMENTS;
    if (place.index === plan.reasoningCount) return OPENING;
    if (place.index === plan.tokenCount - 1) return CLOSING;
  }
  const offset = plan.offsets[place.choice] ?? 0;
  return passage[(offset + place.index) % passage.length] ?? EMPTY_ARGUMENTS;
}

/** Gives the text of a stretch of a choice's tokens. */
export function textBetween(
  plan: ReplyPlan,
  passage: readonly Token[],
  { choice, from, to }: { readonly choice: number; readonly from: number; readonly to: number },
): string {
  let text = "";
  for (let index = from; index < to; index++) text += tokenAt(plan, passage, { choice, index }).text;
  return text;
}

/** Counts the tokens of the whole reply, all choices together. */
export function countUsage(plan: ReplyPlan): UsageCounts {
  return {
    promptTokens: plan.request.promptTokens,
    completionTokens: plan.tokenCount * plan.request.choices,
    cachedTokens: plan.cachedTokens,
    reasoningTokens: plan.reasoningCount * plan.request.choices,
  };
}

function limitTokens(wanted: number, { maxTokens, minTokens, ignoresEnd }: GenerationRequest): number {
  const count = Math.max(wanted, minTokens);
  if (maxTokens === null) return count;
  return ignoresEnd ? maxTokens : Math.min(count, maxTokens);
}

function planUsage({ settings }: Exchange, request: GenerationRequest): UsagePlan {
  switch (settings.usage) {
    case "off":
      return { onEachEvent: false, atEnd: "none" };
    case "each":
      return { onEachEvent: true, atEnd: "event" };
    case "finish":
      return { onEachEvent: false, atEnd: "finish" };
    case "on":
      return {
        onEachEvent: request.includesUsage && request.includesUsageOnEach,
        atEnd: request.includesUsage ? "event" : "none",
      };
  }
}

function drawHex(share: number): string {
  return Math.floor(share * 2 ** 32).toString(16).padStart(8, "0");
}
