import type { JsonObject } from "../../core/json.ts";
import type { Exchange } from "../replies/exchange.ts";
import type { GenerationRequest } from "../replies/generation_request.ts";
import { OllamaReply, toLoadReply } from "../replies/ollama_reply.ts";
import { isLoadRequest, readOllamaRequest } from "../replies/ollama_request.ts";
import { planReply } from "../replies/reply_plan.ts";
import { StreamReply } from "../replies/stream_reply.ts";
import { replyGenerated } from "../replies/whole_reply.ts";

/** Answers Ollama's `/api/chat`. */
export function answerOllamaChat(exchange: Exchange, body: JsonObject): void {
  answer(exchange, body, "chat");
}

/** Answers Ollama's `/api/generate`. */
export function answerOllamaGenerate(exchange: Exchange, body: JsonObject): void {
  answer(exchange, body, "completion");
}

function answer(exchange: Exchange, body: JsonObject, dialect: GenerationRequest["dialect"]): void {
  if (typeof body.model !== "string" || body.model === "") return exchange.sendError(400, "model is required");
  if (isLoadRequest(dialect, body)) {
    const heading = { request: { dialect, model: body.model }, createdSeconds: exchange.services.createdSeconds() };
    return exchange.sendJson(200, toLoadReply(heading));
  }
  const request = readOllamaRequest(dialect, body);
  if ("param" in request) return exchange.sendError(400, request.message);
  const plan = planReply(exchange, request);
  const reply = new OllamaReply(plan, exchange.settings);
  exchange.services.tally.promptTokens += request.promptTokens;
  if (request.isStream) new StreamReply(exchange, plan, reply).begin();
  else replyGenerated(exchange, plan, (times) => reply.whole(times));
}
