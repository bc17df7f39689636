import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { type BodyProblem, type GenerationRequest, toPromptSize } from "./generation_request.ts";
import { countTextTokens } from "./prompt_size.ts";

/** A request without anything to answer loads the model and does no more. */
export function isLoadRequest(dialect: GenerationRequest["dialect"], body: JsonObject): boolean {
  if (dialect === "completion") return body.prompt === undefined || body.prompt === "";
  return body.messages === undefined || (Array.isArray(body.messages) && body.messages.length === 0);
}

/** Reads the body of `/api/chat` or `/api/generate`: what bounds a reply stands under `options`. */
export function readOllamaRequest(
  dialect: GenerationRequest["dialect"],
  body: JsonObject,
): GenerationRequest | BodyProblem {
  const prompt = toPromptSize(dialect, body);
  if ("param" in prompt) return prompt;
  const options = isJsonObject(body.options) ? body.options : {};
  const { num_predict: limit = null } = options;
  if (limit !== null && typeof limit !== "number") {
    return { message: 'option "num_predict" must be of type integer', param: "options" };
  }
  const system = typeof body.system === "string" ? countTextTokens(body.system) : 0;
  return {
    dialect,
    canReason: body.think !== false,
    canCall: dialect === "chat",
    model: String(body.model),
    isStream: body.stream !== false,
    choices: 1,
    promptTokens: prompt.tokens + system,
    // Below 0: until the model ends, or the context is full.
    maxTokens: limit === null || limit < 1 ? null : Math.floor(limit),
    minTokens: 0,
    ignoresEnd: false,
    includesUsage: true,
    includesUsageOnEach: false,
  };
}
