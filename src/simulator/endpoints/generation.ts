import type { JsonObject } from "../../core/json.ts";
import type { Exchange } from "../replies/exchange.ts";
import { type BodyProblem, type GenerationRequest, readGenerationRequest } from "../replies/generation_request.ts";
import { OpenaiStream } from "../replies/openai_stream.ts";
import { countUsage, planReply, type ReplyPlan, textBetween } from "../replies/reply_plan.ts";
import { StreamReply } from "../replies/stream_reply.ts";
import { toUsage } from "../replies/usage.ts";
import { passageOf } from "../replies/vocabulary.ts";
import { replyGenerated } from "../replies/whole_reply.ts";

/** Answers `/chat/completions`. */
export function answerChat(exchange: Exchange, body: JsonObject): void {
  answer(exchange, readGenerationRequest("chat", body));
}

/** Answers `/completions`. */
export function answerCompletion(exchange: Exchange, body: JsonObject): void {
  answer(exchange, readGenerationRequest("completion", body));
}

function answer(exchange: Exchange, request: GenerationRequest | BodyProblem): void {
  if ("param" in request) return exchange.sendError(400, request.message, request.param);
  const plan = planReply(exchange, request);
  exchange.services.tally.promptTokens += request.promptTokens;
  if (request.isStream) new StreamReply(exchange, plan, new OpenaiStream(plan, exchange.settings)).begin();
  else replyGenerated(exchange, plan, () => toBody(exchange, plan));
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
  const passage = passageOf(settings.text);
  const reasoning = textBetween(plan, passage, { choice, from: 0, to: plan.reasoningCount });
  const output = textBetween(plan, passage, { choice, from: plan.reasoningCount, to: plan.tokenCount });
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
