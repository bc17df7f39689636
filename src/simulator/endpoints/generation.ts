import type { JsonObject } from "../../core/json.ts";
import { errorObject } from "../replies/error_object.ts";
import type { Exchange } from "../replies/exchange.ts";
import { readGenerationRequest } from "../replies/generation_request.ts";
import { countUsage, planReply, type ReplyPlan, tokenAt } from "../replies/reply_plan.ts";
import { StreamReply } from "../replies/stream_reply.ts";
import { toUsage } from "../replies/usage.ts";
import { passageOf } from "../replies/vocabulary.ts";
import { replyWhole } from "../replies/whole_reply.ts";
import { drawValue } from "../../core/value_distribution.ts";

/** Answers `/chat/completions`. */
export function answerChat(exchange: Exchange, body: JsonObject): void {
  answer(exchange, readGenerationRequest("chat", body));
}

/** Answers `/completions`. */
export function answerCompletion(exchange: Exchange, body: JsonObject): void {
  answer(exchange, readGenerationRequest("completion", body));
}

function answer(exchange: Exchange, request: ReturnType<typeof readGenerationRequest>): void {
  if ("param" in request) return exchange.sendJson(400, errorObject(400, request.message, request.param));
  const plan = planReply(exchange, request);
  exchange.services.tally.promptTokens += request.promptTokens;
  if (request.isStream) new StreamReply(exchange, plan).begin();
  else answerWhole(exchange, plan);
}

function answerWhole(exchange: Exchange, plan: ReplyPlan): void {
  const { settings, random, services } = exchange;
  let delayMs = plan.ttftMs;
  for (let token = 1; token < plan.tokenCount; token++) delayMs += drawValue(settings.itlMs, random);
  const makeBody = (): JsonObject => {
    services.tally.generationTokens += plan.tokenCount * plan.request.choices;
    return toBody(exchange, plan);
  };
  replyWhole(exchange, { delayMs, makeBody });
}

function toBody(exchange: Exchange, plan: ReplyPlan): JsonObject {
  const { request } = plan;
  const choices: JsonObject[] = [];
  for (let index = 0; index < request.choices; index++) {
    choices.push({
      index,
      ...toOutput(exchange, plan, index),
      logprobs: null,
      finish_reason: plan.finishReason,
      stop_reason: null,
    });
  }
  return {
    id: plan.id,
    object: request.dialect === "chat" ? "chat.completion" : "text_completion",
    created: plan.createdSeconds,
    model: request.model,
    choices,
    ...(exchange.settings.usage === "off" ? {} : { usage: toUsage(countUsage(plan)) }),
  };
}

function toOutput({ settings }: Exchange, plan: ReplyPlan, choice: number): JsonObject {
  const textOf = (from: number, to: number): string => {
    const passage = passageOf(settings.text);
    let text = "";
    for (let index = from; index < to; index++) text += tokenAt(plan, passage, { choice, index }).text;
    return text;
  };
  const reasoning = textOf(0, plan.reasoningCount);
  const output = textOf(plan.reasoningCount, plan.tokenCount);
  if (plan.request.dialect === "completion") return { text: output };
  return {
    message: {
      role: "assistant",
      content: plan.isToolCall ? null : output,
      ...(plan.reasoningCount === 0 ? {} : toReasoning(settings.reasoningField, reasoning)),
      ...(plan.isToolCall ? { tool_calls: [toToolCall(plan, choice, output)] } : {}),
    },
  };
}

function toReasoning(field: string, text: string): JsonObject {
  return { [field]: field === "reasoning_details" ? [{ type: "reasoning.text", text }] : text };
}

function toToolCall(plan: ReplyPlan, choice: number, text: string): JsonObject {
  return { id: `call-${plan.id}-${choice}`, type: "function", function: { name: "search", arguments: text } };
}
