import { findBodyPrompt } from "../../apis/bodies/body_prompt.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import { readDataUrlSize } from "../../datasets/images/image_size.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** Counts the tokens that a service did not state. */
export interface TokenFiller {
  /** Returns the record with its counts complete; failed requests stay as they are. */
  fill(record: RequestRecord): Promise<RequestRecord>;
  /** The tokenizer that was used so far; `null`: none was needed. */
  usedTokenizer(): string | null;
}

interface TokenFillerParts {
  /** The user's tokenizer; `null`: the embedded one is loaded at the first need. */
  readonly tokenizer: Tokenizer | null;
  readonly loadEmbeddedTokenizer: () => Promise<Tokenizer>;
  /** Edge of the square of an image that counts as a prompt token. */
  readonly imagePatchPx: number;
  /** Told once, when the first count is missing. */
  readonly onFirstUse: (tokenizer: Tokenizer) => void;
}

/** Creates the filler of a run. */
export function createTokenFiller(parts: TokenFillerParts): TokenFiller {
  let used: Tokenizer | null = null;
  const load = async (): Promise<Tokenizer> => {
    if (used !== null) return used;
    used = parts.tokenizer ?? await parts.loadEmbeddedTokenizer();
    parts.onFirstUse(used);
    return used;
  };
  return {
    async fill(record) {
      const { promptTokens, completionTokens } = record.tokens;
      const isComplete = promptTokens !== null && completionTokens !== null;
      // Without its texts nothing can be counted: the counts stay unknown.
      if (isComplete || record.failure !== null || record.hasShedTexts === true) return record;
      const tokenizer = await load();
      return { ...record, tokens: fillCounts(record, { tokenizer, imagePatchPx: parts.imagePatchPx }) };
    },
    usedTokenizer: () => used?.name ?? null,
  };
}

function fillCounts(
  { tokens, requestBody, reply, notes }: RequestRecord,
  { tokenizer, imagePatchPx }: Pick<TokenFillerParts, "imagePatchPx"> & { readonly tokenizer: Tokenizer },
): TokenCounts {
  const prompt = tokens.promptTokens === null
    ? {
      promptTokens: countPromptTokens(parseBody(requestBody), tokenizer, imagePatchPx),
      promptOrigin: tokenizer.origin,
    }
    : {};
  const output = reply.reasoning + reply.content + reply.toolCalls;
  // Sound has tokens that no text tells.
  const isCountable = !notes.includes("audio");
  const completion = tokens.completionTokens === null && isCountable
    ? { completionTokens: tokenizer.countTokens(output), completionOrigin: tokenizer.origin }
    : {};
  return { ...tokens, ...prompt, ...completion };
}

function parseBody(bytes: Uint8Array): JsonObject {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return isJsonObject(value) ? value : {};
}

/** Counts a body's prompt: ids as they are, text encoded, messages through the chat template where there is one. */
export function countPromptTokens(body: JsonObject, tokenizer: Tokenizer, imagePatchPx: number = 28): number {
  const { messages, texts } = findBodyPrompt(body);
  if (messages.length > 0) {
    return countMessageTokens(messages, tokenizer) + countImageTokens(messages, imagePatchPx);
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

function countMessageTokens(messages: readonly JsonObject[], tokenizer: Tokenizer): number {
  const rendered = renderMessages(messages, tokenizer);
  if (rendered !== null) return tokenizer.countTokens(rendered);
  return messages.reduce((sum, message) => sum + tokenizer.countTokens(textOf(message["content"])), 0);
}

/** `null` where there is no template, or it refuses these messages (some demand strictly alternating roles). */
function renderMessages(messages: readonly JsonObject[], { chatTemplate }: Tokenizer): string | null {
  if (chatTemplate === null) return null;
  try {
    return chatTemplate.render(messages, { addGenerationPrompt: true });
  } catch {
    return null;
  }
}

function textOf(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : "").join("");
}
