import { findBodyPrompt } from "../../../apis/bodies/body_prompt.ts";
import { countEventTokens } from "./count_event_tokens.ts";
import { isJsonObject } from "../../../core/json.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import { readDataUrlSize } from "../../../datasets/images/image_size.ts";
import type { Tokenizer } from "../../../tokenizers/tokenizer.ts";
import type { CountJob, TokenCounts } from "../../run/token_counter.ts";

/** Counts what a service did not state of a request. */
export function countJob({ requestBody, output, imagePatchPx, events }: CountJob, tokenizer: Tokenizer): TokenCounts {
  return {
    promptTokens: requestBody === null ? null : countPromptTokens(parseBody(requestBody), tokenizer, imagePatchPx),
    completionTokens: output === null ? null : tokenizer.countTokens(output),
    eventTokens: events === undefined ? null : countEventTokens(events, tokenizer),
  };
}

function parseBody(bytes: Uint8Array): JsonObject {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return isJsonObject(value) ? value : {};
}

/** Counts a body's prompt: ids as they are, text encoded, messages through the chat template where there is one. */
export function countPromptTokens(body: JsonObject, tokenizer: Tokenizer, imagePatchPx: number = 28): number {
  const { messages, texts } = findBodyPrompt(body);
  if (messages.length > 0) {
    return countMessageTokens(messages, body, tokenizer) + countImageTokens(messages, imagePatchPx);
  }
  return texts.reduce((sum: number, part) => sum + countPart(part, tokenizer), 0);
}

/** Images cost a token for each patch begun, as in the reference; only those in the body itself have a known size. */
function countImageTokens(messages: readonly JsonObject[], patchPx: number): number {
  const parts = messages.flatMap(({ content }) => Array.isArray(content) ? content.filter(isJsonObject) : []);
  const sizes = parts.map(({ image_url: image }) => {
    const url = isJsonObject(image) ? image["url"] : image;
    return typeof url === "string" ? readDataUrlSize(url) : null;
  });
  return sizes.reduce((sum, size) => {
    return size === null ? sum : sum + Math.ceil(size.widthPx / patchPx) * Math.ceil(size.heightPx / patchPx);
  }, 0);
}

function countPart(part: JsonValue, tokenizer: Tokenizer): number {
  if (typeof part === "number") return 1;
  if (typeof part === "string") return tokenizer.countTokens(part);
  return Array.isArray(part) ? part.length : 0;
}

function countMessageTokens(messages: readonly JsonObject[], body: JsonObject, tokenizer: Tokenizer): number {
  const rendered = renderMessages(messages, body, tokenizer);
  if (rendered !== null) return tokenizer.countTokens(rendered);
  return messages.reduce((sum, message) => sum + tokenizer.countTokens(textOf(message["content"])), 0);
}

/**
 * With the tools and variables that the body gives the template. `null` where there is no template, or it refuses these
 * messages (some demand strictly alternating roles).
 */
function renderMessages(
  messages: readonly JsonObject[],
  { tools, chat_template_kwargs: variables }: JsonObject,
  { chatTemplate }: Tokenizer,
): string | null {
  if (chatTemplate === null) return null;
  try {
    return chatTemplate.render(messages, {
      addGenerationPrompt: true,
      ...(Array.isArray(tools) ? { tools } : {}),
      ...(isJsonObject(variables) ? { variables } : {}),
    });
  } catch {
    return null;
  }
}

function textOf(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : "").join("");
}
